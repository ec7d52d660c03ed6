using System.Globalization;
using Nabla.Core;
using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// Random numbers from a counter: the same key and counter always give the same numbers. The input is int64 [key, counter].
/// There is no derivative.
/// </summary>
internal sealed class RandomNumbers(bool normal, TensorType type) : OpaqueOperation
{
    public override string Name => normal ? "random-normal" : "random-uniform";

    public override string Settings => $"{Name} {type}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (!type.Element.IsFloat()) throw new ElementTypeException(Name, $"makes float32 or float64, not {type.Element.Label()}.", [.. inputs]);
        return type;
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    internal override bool CanFail => false;

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var state = (ulong*)inputs[0].Pointer;
        switch (type.Element, normal)
        {
            case (ElementType.Float32, false): RandomBits.FillUniform((float*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            case (ElementType.Float32, true): RandomBits.FillNormal((float*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            case (_, false): RandomBits.FillUniform((double*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            default: RandomBits.FillNormal((double*)output.Pointer, type.ElementCount, state[0], state[1]); break;
        }
    }
}

/// <summary>A source of random tensors. Its key and counter are a variable, so it takes part in a graph like any other state.</summary>
/// <remarks>The numbers are those of Philox 4×32-10, a counter-based generator: equal seeds give equal numbers, everywhere. Threads
/// may share a generator: each draw has numbers of its own, in the order in which they come.</remarks>
public sealed class Generator
{
    // Below half of the smallest step of float64 numbers; above 0.
    private const double LeastUniform = 1.0 / (1L << 55);

    private readonly Lock gate = new();

    /// <summary>A generator whose numbers are determined by <paramref name="seed"/>.</summary>
    public Generator(long seed) => State = new(Tensor.From<long>([seed, 0]), "generator");

    /// <summary>The key and the counter: int64 [2].</summary>
    public Variable State { get; }

    /// <summary>Independent numbers, uniform from <paramref name="low"/> up to but not including <paramref name="high"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The upper end is below the lower, or one of them is no finite number.</exception>
    /// <exception cref="OperationException">The element type cannot hold one of them.</exception>
    public Tensor Uniform(Shape shape, double low = 0, double high = 1, ElementType type = ElementType.Float32)
    {
        if (!double.IsFinite(low)) throw new ArgumentOutOfRangeException(nameof(low), InvariantText.Of(low), "random-uniform: the lower end must be a finite number.");
        if (!(double.IsFinite(high) && high >= low)) throw new ArgumentOutOfRangeException(nameof(high), InvariantText.Of(high), $"random-uniform: the upper end must be a finite number, not below the lower end {InvariantText.Of(low)}.");
        RequireHeld("random-uniform", type, low, high);
        var numbers = Next(false, new(type, shape));
        if (low == 0 && high == 1) return numbers;
        // The width of a range may be more than the type can hold.
        var isWide = high - low > (type == ElementType.Float32 ? float.MaxValue : double.MaxValue);
        numbers = isWide ? numbers * high + (1 - numbers) * low : numbers * (high - low) + low;
        // Rounding would reach the upper end.
        return low < high ? Tensor.Minimum(numbers, Tensor.Constant(Below(high, type), type)) : numbers;
    }

    /// <summary>Independent numbers of the normal distribution with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or no number, or the mean is no number.</exception>
    /// <exception cref="OperationException">The element type cannot hold the mean or the deviation.</exception>
    public Tensor Normal(Shape shape, double mean = 0, double standardDeviation = 1, ElementType type = ElementType.Float32)
    {
        if (!(standardDeviation >= 0)) throw new ArgumentOutOfRangeException(nameof(standardDeviation), InvariantText.Of(standardDeviation), "random-normal: the standard deviation must not be negative.");
        if (double.IsNaN(mean)) throw new ArgumentOutOfRangeException(nameof(mean), InvariantText.Of(mean), "random-normal: the mean must be a number.");
        RequireHeld("random-normal", type, mean, standardDeviation);
        return Next(true, new(type, shape)) * standardDeviation + mean;
    }

    /// <summary>For each probability 1 with that probability, else 0, of its shape and type; NaN for NaN.</summary>
    /// <param name="probability">Between 0 and 1; float.</param>
    /// <exception cref="OperationException">The probabilities are not floats.</exception>
    public Tensor Bernoulli(Tensor probability)
    {
        ShapeRules.RequireFloat("random-bernoulli", [probability.Type]);
        // In float64: the steps of float32 are too wide for what is rare.
        var drawn = (Next(false, probability.Type with { Element = ElementType.Float64 }) < probability.To(ElementType.Float64)).To(probability.ElementType);
        return Tensor.Where(Tensor.Equal(probability, probability), drawn, double.NaN);
    }

    /// <summary>For each row along the last axis an index drawn with the probabilities softmax(row), as int64 of the shape without that axis.</summary>
    /// <remarks>The largest of the row plus independent Gumbel numbers −log(−log u) stands at such an index (Gumbel 1954).</remarks>
    /// <param name="logits">Logarithms of probabilities, up to a constant in each row; −∞ for what is never drawn. Float.</param>
    /// <exception cref="OperationException">There is no axis, or nothing along the last one, or the numbers are not floats.</exception>
    /// <exception cref="ArithmeticException">When it is computed: a logit is NaN or +∞, or all of a row are −∞.</exception>
    public Tensor Categorical(Tensor logits)
    {
        ShapeRules.RequireFloat("random-categorical", [logits.Type]);
        if (logits.Rank == 0 || logits.Shape[^1] == 0) throw new ShapeException("random-categorical", $"there is nothing to draw from in {logits.Shape}: the last axis holds the logits.", [logits.Type]);
        // 0 would be a Gumbel number of −∞, which is no larger than what is never drawn.
        var uniform = Tensor.Maximum(Next(false, logits.Type with { Element = ElementType.Float64 }), Tensor.Constant(LeastUniform, ElementType.Float64));
        return (Tensor.Apply(CheckedLogits.Instance, logits).To(ElementType.Float64) - (-uniform.Log()).Log()).ArgMax();
    }

    /// <summary>The numbers 0 … <paramref name="count"/> − 1 in random order, every order equally likely, as int64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Tensor Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Next(false, new(ElementType.Float64, [count])).ArgSort();
    }

    private static void RequireHeld(string operation, ElementType type, params ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            if (type.IsFloat() && !type.Holds(number))
                throw new ElementTypeException($"{operation}: {number.ToString(CultureInfo.InvariantCulture)} does not fit {type.Label()}; make it of ElementType.Float64.");
        }
    }

    /// <summary>The largest number of the type below another.</summary>
    private static double Below(double number, ElementType type)
    {
        if (type == ElementType.Float64) return Math.BitDecrement(number);
        var rounded = (float)number;
        return rounded < number ? rounded : MathF.BitDecrement(rounded);
    }

    private Tensor Next(bool normal, TensorType type)
    {
        // Reading the counter and moving it on are one: two threads never draw the same numbers.
        lock (gate)
        {
            var numbers = Tensor.Apply(new RandomNumbers(normal, type), State.Value);
            State.Value = State.Value + Tensor.From<long>([0, (long)RandomBits.Groups(type.ElementCount, type.Element.Size())]);
            return numbers;
        }
    }
}
