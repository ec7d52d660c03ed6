using System.Numerics;

namespace Nabla;

public static partial class Numerical
{
    // Its square is lost beside any number of ordinary size, in float32 as well, so that nothing is cut off; and nothing is subtracted.
    private const double ImaginaryStep = 1e-20;

    /// <summary>
    /// The gradient by the complex step: ∂f/∂xᵢ = Im f(x + ih eᵢ) / h (Squire and Trapp 1998). Exact to rounding, since no two nearly equal
    /// numbers are subtracted; but the function has to be made of operations that are defined on complex numbers.
    /// </summary>
    /// <param name="function">From a tensor of the type of <paramref name="x"/> to one float64 number.</param>
    /// <param name="x">Where; float64. One evaluation for every number of x.</param>
    /// <remarks>
    /// Elementwise operations, sums, products, extremes, moves and matrix products have a meaning; where a function has pieces, as |x|
    /// and ReLU do, the real part chooses the piece.
    /// </remarks>
    /// <exception cref="OperationException">x or the result is not float64, or the result is not one number.</exception>
    /// <exception cref="NotSupportedException">An operation has no meaning on complex numbers; the message names it.</exception>
    public static Tensor ComplexStep(Func<Tensor, Tensor> function, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireFloat64("complex-step", "x", x);
        var argument = Tensor.Argument(x);
        return ComplexStep(function(argument), argument);
    }

    /// <summary>The gradient of a graph's result with respect to one of its nodes, by the complex step.</summary>
    /// <param name="output">One float64 number.</param>
    /// <param name="withRespectTo">A variable's value, or any float64 node on which the output depends.</param>
    /// <inheritdoc cref="ComplexStep(Func{Tensor, Tensor}, Tensor)"/>
    public static Tensor ComplexStep(Tensor output, Tensor withRespectTo)
    {
        RequireFloat64("complex-step", "the result", output);
        RequireFloat64("complex-step", "what is differentiated by", withRespectTo);
        if (output.ElementCount != 1) throw new ShapeException("complex-step", $"the result must be one number, got {output.Type}.", [output.Type]);
        var point = Array.ConvertAll(withRespectTo.ToArray<double>(), number => new Complex(number, 0));
        var gradient = new double[point.Length];
        if (!output.RequiresGradient) return Tensor.From(gradient, withRespectTo.Shape);
        for (var i = 0; i < point.Length; i++)
        {
            var kept = point[i];
            // A very small number is a scale of its own.
            var step = kept.Real != 0 && Math.Abs(kept.Real) < 1 ? ImaginaryStep * Math.Abs(kept.Real) : ImaginaryStep;
            point[i] = new(kept.Real, step);
            gradient[i] = ComplexValues.Of(output, withRespectTo, (Complex[])point.Clone())[0].Imaginary / step;
            point[i] = kept;
        }
        return Tensor.From(gradient, withRespectTo.Shape);
    }
}
