using System.Globalization;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>A method of obtaining gradients.</summary>
public enum GradientMethod
{
    /// <summary>Naive analytical differentiation: the sum over all paths.</summary>
    Paths,

    /// <summary>Numerical differentiation by forward differences: one more evaluation for every weight.</summary>
    ForwardDifferences,

    /// <summary>Numerical differentiation by central differences: two evaluations for every weight.</summary>
    CentralDifferences,

    /// <summary>The complex step: one evaluation in complex numbers for every weight.</summary>
    ComplexStep,

    /// <summary>Backpropagation layer by layer.</summary>
    Layers,

    /// <summary>Automatic differentiation, forward mode: one sweep for every weight.</summary>
    Forward,

    /// <summary>Automatic differentiation, reverse mode: one sweep for all weights.</summary>
    Reverse,
}

/// <summary>The outcome of one method.</summary>
/// <param name="Method">Which.</param>
/// <param name="Refusal">Why it does not apply; null where it does, and then the other figures have a meaning.</param>
/// <param name="Difference">The largest difference from reverse mode over all weights.</param>
/// <param name="Operations">Arithmetic operations on single numbers, the evaluation of E included; one on complex numbers counts as four.</param>
/// <param name="Seconds">The time of one gradient.</param>
public sealed record GradientMethodResult(GradientMethod Method, string? Refusal, double Difference, BigInteger Operations, double Seconds)
{
    /// <summary>The members, in the same form whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"GradientMethodResult {{ Method = {Method}, Refusal = {Refusal}, Difference = {Difference}, Operations = {Operations}, Seconds = {Seconds} }}");
}
