using System.Numerics.Tensors;

namespace Nabla.Learning;

/// <summary>
/// Nonlinear conjugate gradients with a line search: d ← −g + β d with Polak and Ribière's β, at least 0, which starts over with the steepest descent where the
/// directions lose their meaning (Nocedal and Wright 2006, equation 5.45).
/// </summary>
public sealed class ConjugateGradient : Minimizer
{
    private double[]? next;

    /// <summary>Creates a minimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is not float32 or float64.</exception>
    public ConjugateGradient(IReadOnlyList<Variable> parameters)
        : base(parameters, curvature: 0.1)
    {
    }

    private protected override void Restart() => next = null;

    private protected override double[] Direction(double[] gradient) => next ?? Negative(gradient);

    private protected override void Learn(double[] step, double[] change, double[] gradient, double[] direction)
    {
        // g_old = g − change.
        var old = TensorPrimitives.Dot<double>(gradient, gradient) - 2 * TensorPrimitives.Dot<double>(gradient, change)
            + TensorPrimitives.Dot<double>(change, change);
        var beta = Math.Max(0, TensorPrimitives.Dot<double>(gradient, change) / old);
        next = Negative(gradient);
        TensorPrimitives.MultiplyAdd(direction, double.IsFinite(beta) ? beta : 0, next, next);
    }
}
