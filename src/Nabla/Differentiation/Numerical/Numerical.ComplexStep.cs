using System.Numerics;

namespace Nabla;

public static partial class Numerical
{
    // Its square vanishes beside any value of ordinary size, even in float32, so there is no truncation error; and nothing is subtracted.
    private const double ImaginaryStep = 1e-20;

    /// <summary>
    /// The gradient by the complex step: ∂f/∂xᵢ = Im f(x + ih eᵢ) / h (Squire and Trapp 1998). Exact up to rounding, since no two nearly
    /// equal values are subtracted; but every operation of the function must be defined on complex numbers.
    /// </summary>
    /// <param name="function">Maps a tensor of the type of <paramref name="x"/> to a single float64 value.</param>
    /// <param name="x">The point; float64. Takes one evaluation for each element.</param>
    /// <remarks>
    /// Elementwise operations, sums, products, extremes, moves and matrix products are supported; for piecewise functions such as |x|
    /// and ReLU, the real part selects the piece.
    /// </remarks>
    /// <exception cref="OperationException">x or the result is not float64, or the result is not a single value.</exception>
    /// <exception cref="NotSupportedException">An operation is not defined on complex numbers; the message names it.</exception>
    public static Tensor ComplexStep(Func<Tensor, Tensor> function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireFloat64("complex-step", "x", x);
        var argument = Tensor.Argument(x);
        return ComplexStep(function(argument), argument);
    }

    /// <summary>The gradient of a graph's result with respect to one of its nodes, by the complex step.</summary>
    /// <param name="output">A single float64 value.</param>
    /// <param name="withRespectTo">A variable's value, or any float64 node on which the output depends.</param>
    /// <inheritdoc cref="ComplexStep(Func{Tensor, Tensor}, Tensor)"/>
    public static Tensor ComplexStep(Tensor output, Tensor withRespectTo)
    {
        RequireFloat64("complex-step", "the result", output);
        RequireFloat64("complex-step", "the tensor to differentiate with respect to", withRespectTo);
        if (output.ElementCount != 1) throw new ShapeException("complex-step", $"the result must be a single number, got {output.Type}.", [output.Type]);
        var point = Array.ConvertAll(withRespectTo.ToArray<double>(), number => new Complex(number, 0));
        var gradient = new double[point.Length];
        if (!output.RequiresGradient) return Tensor.From(gradient, withRespectTo.Shape);
        for (var i = 0; i < point.Length; i++)
        {
            var kept = point[i];
            // Scale the step down with small values.
            var step = kept.Real != 0 && Math.Abs(kept.Real) < 1 ? ImaginaryStep * Math.Abs(kept.Real) : ImaginaryStep;
            point[i] = new(kept.Real, step);
            gradient[i] = ComplexValues.Of(output, withRespectTo, (Complex[])point.Clone())[0].Imaginary / step;
            point[i] = kept;
        }
        return Tensor.From(gradient, withRespectTo.Shape);
    }
}
