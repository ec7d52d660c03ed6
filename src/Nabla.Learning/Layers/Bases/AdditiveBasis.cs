using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// Basis functions of one number, applied to each input separately: [batch, in] → [batch, in · count]. A linear layer on top is a sum of functions of single
/// inputs, an additive model, which cannot represent a product such as x₁x₂.
/// </summary>
/// <remarks>Localized functions are spaced evenly from −<see cref="Range"/> to <see cref="Range"/>.</remarks>
public abstract class AdditiveBasis : Basis
{
    /// <summary>The distance from 0 that the functions cover, in standard deviations of the inputs.</summary>
    public const double Range = 3;

    private const int MaximumCount = 1000;

    private protected AdditiveBasis(int inputs, int count)
        : base(inputs, CountFunctions(inputs, count)) =>
        Count = count;

    /// <summary>The number of functions per input.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "in", Inputs }, { "count", Count } };

    private protected sealed override Tensor Functions(Tensor x) => Tensor.Concatenate(1, [.. Each(x)]);

    /// <summary>Returns each function, applied to all inputs.</summary>
    private protected abstract IEnumerable<Tensor> Each(Tensor x);

    private static int CountFunctions(int inputs, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        return inputs <= MaximumOutputs / count
            ? inputs * count
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{inputs:N0} inputs with {count:N0} functions each make more than {MaximumOutputs:N0} functions; take fewer."));
    }

    /// <summary>Returns the center of a function and the distance to the next one.</summary>
    private protected (double Center, double Spacing) Center(int index) =>
        Count == 1 ? (0, Range) : (-Range + 2 * Range * index / (Count - 1), 2 * Range / (Count - 1));
}

/// <summary>φₖ(xᵢ) = xᵢᵏ for k = 1 … count.</summary>
public sealed class AdditivePolynomialBasis(int inputs, int count) : AdditiveBasis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "additive-polynomial";

    private protected override IEnumerable<Tensor> Each(Tensor x)
    {
        var power = x;
        yield return power;
        for (var k = 2; k <= Count; k++) yield return power = power * x;
    }
}

/// <summary>φₖ(xᵢ) = exp(−(xᵢ − μₖ)² / 2s²) with evenly spaced centers μₖ, and their spacing as width s.</summary>
public sealed class AdditiveGaussianBasis(int inputs, int count) : AdditiveBasis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "additive-gaussian";

    private protected override IEnumerable<Tensor> Each(Tensor x)
    {
        for (var k = 0; k < Count; k++)
        {
            var (center, width) = Center(k);
            yield return (((x - center) / width).Square() * -0.5).Exp();
        }
    }
}

/// <summary>φₖ(xᵢ) = σ((xᵢ − μₖ) / s): smooth steps at evenly spaced centers μₖ, with their spacing as width s.</summary>
public sealed class AdditiveSigmoidalBasis(int inputs, int count) : AdditiveBasis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "additive-sigmoidal";

    private protected override IEnumerable<Tensor> Each(Tensor x)
    {
        for (var k = 0; k < Count; k++)
        {
            var (center, width) = Center(k);
            yield return ((x - center) / width).Sigmoid();
        }
    }
}

/// <summary>
/// φ(xᵢ) = sin(πxᵢ/R), cos(πxᵢ/R), sin(2πxᵢ/R), cos(2πxᵢ/R), …: waves of period 2R and its fractions, with R = <see cref="AdditiveBasis.Range"/>.
/// </summary>
public sealed class AdditiveFourierBasis(int inputs, int count) : AdditiveBasis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "additive-fourier";

    private protected override IEnumerable<Tensor> Each(Tensor x)
    {
        for (var k = 0; k < Count; k++)
        {
            var phase = x * (Math.PI * (k / 2 + 1) / Range);
            yield return k % 2 == 0 ? phase.Sin() : phase.Cos();
        }
    }
}
