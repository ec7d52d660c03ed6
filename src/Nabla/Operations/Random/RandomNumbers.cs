using System.Globalization;
using Nabla.Core;
using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// Counter-based random numbers: equal keys and counters give equal numbers. The input is int64 [key, counter].
/// There is no derivative.
/// </summary>
internal sealed class RandomNumbers(bool normal, TensorType type) : OpaqueOperation
{
    public override string Name => normal ? "random-normal" : "random-uniform";

    protected override OperationAttributes CreateAttributes() => new() { { "shape", type.Shape }, { "type", type.Element } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (!type.Element.IsFloat()) throw new ElementTypeException(Name, $"returns float32 or float64, not {type.Element.Label()}.", [.. inputs]);
        return type;
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    protected internal override bool CanFail => false;

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var state = (ulong*)inputs[0].Pointer;
        switch (type.Element, normal)
        {
            case (ElementType.Float32, false): RandomBits.FillUniform((float*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            case (ElementType.Float32, true): RandomBits.FillNormal((float*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            case (ElementType.Float64, false): RandomBits.FillUniform((double*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            case (ElementType.Float64, true): RandomBits.FillNormal((double*)output.Pointer, type.ElementCount, state[0], state[1]); break;
            default: throw ElementTypes.Unknown(type.Element);
        }
    }
}

/// <summary>A source of random tensors. Its key and counter are a variable, so it takes part in a graph like any other state.</summary>
/// <remarks>The generator is the counter-based Philox 4×32-10: equal seeds give equal numbers on every machine, but for the last digits of normal numbers in
/// WebAssembly, which rounds otherwise. Threads may share a generator: draws never overlap.</remarks>
public sealed class Generator
{
    // Positive, but below half of the spacing of the float64 samples.
    private const double LeastUniform = 1.0 / (1L << 55);

    private readonly Lock gate = new();

    /// <summary>A generator seeded with <paramref name="seed"/>.</summary>
    public Generator(long seed) => State = new(Tensor.From<long>([seed, 0]), "generator");

    /// <summary>The key and the counter: int64 [2].</summary>
    public Variable State { get; }

    /// <summary>Independent uniform samples from [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The upper bound is below the lower, or one of them is not finite.</exception>
    /// <exception cref="OperationException">The element type cannot hold a bound.</exception>
    public Tensor Uniform(Shape shape, double low = 0, double high = 1, ElementType type = ElementType.Float32)
    {
        if (!double.IsFinite(low))
            throw new ArgumentOutOfRangeException(nameof(low), InvariantText.Of(low), "random-uniform: the lower end must be a finite number.");
        if (!(double.IsFinite(high) && high >= low))
            throw new ArgumentOutOfRangeException(
                nameof(high),
                InvariantText.Of(high),
                $"random-uniform: the upper end must be a finite number, not below the lower end {InvariantText.Of(low)}.");
        RequireHeld("random-uniform", type, low, high);
        var numbers = Next(false, new(type, shape));
        if (low == 0 && high == 1) return numbers;
        // The width of the range may overflow.
        var isWide = high - low > (type == ElementType.Float32 ? float.MaxValue : double.MaxValue);
        numbers = isWide ? numbers * high + (1 - numbers) * low : numbers * (high - low) + low;
        // Rounding could reach the upper bound.
        return low < high ? Tensor.Minimum(numbers, Tensor.Constant(Below(high, type), type)) : numbers;
    }

    /// <summary>Independent normal samples with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or NaN, or the mean is NaN.</exception>
    /// <exception cref="OperationException">The element type cannot hold the mean or the deviation.</exception>
    public Tensor Normal(Shape shape, double mean = 0, double standardDeviation = 1, ElementType type = ElementType.Float32)
    {
        if (!(standardDeviation >= 0))
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation), InvariantText.Of(standardDeviation), "random-normal: the standard deviation must not be negative.");
        if (double.IsNaN(mean)) throw new ArgumentOutOfRangeException(nameof(mean), InvariantText.Of(mean), "random-normal: the mean must be a number.");
        RequireHeld("random-normal", type, mean, standardDeviation);
        return Next(true, new(type, shape)) * standardDeviation + mean;
    }

    /// <summary>Bernoulli samples: 1 with the given probability, else 0, with the shape and type of the probabilities; NaN for NaN.</summary>
    /// <param name="probability">Between 0 and 1; float.</param>
    /// <exception cref="OperationException">The probabilities are not floats.</exception>
    public Tensor Bernoulli(Tensor probability)
    {
        ShapeRules.RequireFloat("random-bernoulli", [probability.Type]);
        // In float64, because float32 is too coarse for rare events.
        var drawn = (Next(false, probability.Type with { Element = ElementType.Float64 }) < probability.To(ElementType.Float64)).To(probability.ElementType);
        return Tensor.Where(Tensor.Equal(probability, probability), drawn, double.NaN);
    }

    /// <summary>Categorical samples: for each row of the last axis, which is removed, an int64 index drawn from softmax(row).</summary>
    /// <remarks>The index is the argmax of the row plus independent Gumbel noise −log(−log u) (Gumbel 1954).</remarks>
    /// <param name="logits">Logarithms of probabilities, up to a constant per row; −∞ for classes that are never drawn. Float.</param>
    /// <exception cref="OperationException">There is no axis, the last one is empty, or the elements are not floats.</exception>
    /// <exception cref="ArithmeticException">On evaluation: a logit is NaN or +∞, or all logits of a row are −∞.</exception>
    public Tensor Categorical(Tensor logits)
    {
        ShapeRules.RequireFloat("random-categorical", [logits.Type]);
        if (logits.Rank == 0 || logits.Shape[^1] == 0)
            throw new ShapeException("random-categorical", $"{logits.Shape} has no logits to draw from: the last axis holds them.", [logits.Type]);
        // 0 would give Gumbel noise of −∞, tied with classes that are never drawn.
        var uniform = Tensor.Maximum(Next(false, logits.Type with { Element = ElementType.Float64 }), Tensor.Constant(LeastUniform, ElementType.Float64));
        return (Tensor.Apply(CheckedLogits.Instance, logits).To(ElementType.Float64) - (-uniform.Log()).Log()).ArgMax(-1);
    }

    /// <summary>A uniformly random permutation of 0 … <paramref name="count"/> − 1, as int64.</summary>
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
                throw new ElementTypeException(
                    $"{operation}: {number.ToString(CultureInfo.InvariantCulture)} does not fit {type.Label()}; use ElementType.Float64.");
        }
    }

    /// <summary>The largest value of the type below a bound.</summary>
    private static double Below(double number, ElementType type)
    {
        if (type == ElementType.Float64) return Math.BitDecrement(number);
        var rounded = (float)number;
        return rounded < number ? rounded : MathF.BitDecrement(rounded);
    }

    private Tensor Next(bool normal, TensorType type)
    {
        // Reading and advancing the counter is atomic, so two threads never draw the same numbers.
        lock (gate)
        {
            var numbers = Tensor.Apply(new RandomNumbers(normal, type), State.Value);
            State.Value = State.Value + Tensor.From<long>([0, (long)RandomBits.Groups(type.ElementCount, type.Element.Size())]);
            return numbers;
        }
    }
}
