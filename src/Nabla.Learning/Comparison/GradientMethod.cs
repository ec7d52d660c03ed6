using System.Globalization;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>A method of computing gradients.</summary>
public enum GradientMethod
{
    /// <summary>Naive analytical differentiation: the sum over all paths.</summary>
    Paths,

    /// <summary>Numerical differentiation by forward differences: one additional evaluation per weight.</summary>
    ForwardDifferences,

    /// <summary>Numerical differentiation by central differences: two evaluations per weight.</summary>
    CentralDifferences,

    /// <summary>The complex step: one evaluation with complex numbers per weight.</summary>
    ComplexStep,

    /// <summary>Backpropagation layer by layer.</summary>
    Layers,

    /// <summary>Automatic differentiation, forward mode: one sweep per weight.</summary>
    Forward,

    /// <summary>Automatic differentiation, reverse mode: one sweep for all weights.</summary>
    Reverse,
}

/// <summary>The outcome of one method.</summary>
/// <param name="Method">The method.</param>
/// <param name="Refusal">Why it does not apply; null if it does, and only then are the other figures valid.</param>
/// <param name="Difference">The largest difference from reverse mode over all weights.</param>
/// <param name="Operations">Arithmetic operations on single numbers, including the evaluation of E; a complex operation counts as four.</param>
/// <param name="Seconds">The time for one gradient: the median of several rounds in which the methods took turns.</param>
public sealed record GradientMethodResult(GradientMethod Method, string? Refusal, double Difference, BigInteger Operations, double Seconds)
{
    /// <summary>True if the method was refused because of a limit on paths, evaluations or sweeps.</summary>
    public bool IsLimitReached { get; init; }

    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"GradientMethodResult {{ Method = {Method}, Refusal = {Refusal}, Difference = {Difference}, Operations = {Operations}, Seconds = {Seconds} }}");
}
