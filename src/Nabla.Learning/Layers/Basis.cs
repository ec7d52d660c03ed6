namespace Nabla.Learning;

/// <summary>
/// Fixed basis functions φ, applied to each input separately: [batch, in] → [batch, in · count]. It has no parameters; with a linear layer on top it
/// is a generalized linear model.
/// </summary>
/// <remarks>Intended for standardized inputs: localized functions are spaced evenly from −<see cref="Range"/> to <see cref="Range"/>.</remarks>
public abstract class Basis : Module
{
    /// <summary>The distance from 0 that the functions cover, in standard deviations of the inputs.</summary>
    public const double Range = 3;

    private const int MostFunctions = 1000;

    private protected Basis(int inputs, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostFunctions);
        (Inputs, Count) = (inputs, count);
    }

    /// <summary>The names that <see cref="FromName"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = ["polynomial", "gaussian", "sigmoidal", "fourier"];

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of functions per input.</summary>
    public int Count { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs => Inputs * Count;

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "in", Inputs }, { "count", Count } };

    /// <summary>Creates the basis with the given name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="count">The number of functions per input; for polynomials, the degree.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the available ones.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more than 1000 functions.</exception>
    public static Basis FromName(string name, int inputs, int count) => name switch
    {
        "polynomial" => new PolynomialBasis(inputs, count),
        "gaussian" => new GaussianBasis(inputs, count),
        "sigmoidal" => new SigmoidalBasis(inputs, count),
        "fourier" => new FourierBasis(inputs, count),
        _ => throw new ArgumentException($"Unknown basis '{name}'; the bases are {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] != Inputs) throw new ShapeException(TypeName, $"needs [batch, {Inputs}], got {x.Shape}.", [x.Type]);
        return Tensor.Concatenate(1, [.. Functions(x)]);
    }

    /// <summary>Returns each function, applied to all inputs.</summary>
    private protected abstract IEnumerable<Tensor> Functions(Tensor x);

    /// <summary>Returns the center of a function and the distance to the next one.</summary>
    private protected (double Place, double Distance) Place(int index) =>
        Count == 1 ? (0, Range) : (-Range + 2 * Range * index / (Count - 1), 2 * Range / (Count - 1));
}

/// <summary>φₖ(x) = xᵏ for k = 1 … count.</summary>
public sealed class PolynomialBasis(int inputs, int count) : Basis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "polynomial";

    private protected override IEnumerable<Tensor> Functions(Tensor x)
    {
        var power = x;
        yield return power;
        for (var k = 2; k <= Count; k++) yield return power = power * x;
    }
}

/// <summary>φₖ(x) = exp(−(x − μₖ)² / 2s²): radial functions around evenly spaced centers μₖ, with their spacing as width s.</summary>
public sealed class GaussianBasis(int inputs, int count) : Basis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "gaussian";

    private protected override IEnumerable<Tensor> Functions(Tensor x)
    {
        for (var k = 0; k < Count; k++)
        {
            var (center, width) = Place(k);
            yield return (((x - center) / width).Square() * -0.5).Exp();
        }
    }
}

/// <summary>φₖ(x) = σ((x − μₖ) / s): smooth steps at evenly spaced centers μₖ, with their spacing as width s.</summary>
public sealed class SigmoidalBasis(int inputs, int count) : Basis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "sigmoidal";

    private protected override IEnumerable<Tensor> Functions(Tensor x)
    {
        for (var k = 0; k < Count; k++)
        {
            var (center, width) = Place(k);
            yield return ((x - center) / width).Sigmoid();
        }
    }
}

/// <summary>φ(x) = sin(πx/R), cos(πx/R), sin(2πx/R), cos(2πx/R), …: waves of period 2R and its fractions, with R = <see cref="Basis.Range"/>.</summary>
public sealed class FourierBasis(int inputs, int count) : Basis(inputs, count)
{
    /// <inheritdoc/>
    public override string TypeName => "fourier";

    private protected override IEnumerable<Tensor> Functions(Tensor x)
    {
        for (var k = 0; k < Count; k++)
        {
            var phase = x * (Math.PI * (k / 2 + 1) / Range);
            yield return k % 2 == 0 ? phase.Sin() : phase.Cos();
        }
    }
}
