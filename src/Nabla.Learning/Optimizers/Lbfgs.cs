using System.Numerics.Tensors;

namespace Nabla.Learning;

/// <summary>
/// L-BFGS with a line search (Liu and Nocedal 1989): the inverse Hessian is estimated from the last steps and the changes of the gradient along them.
/// </summary>
public sealed class Lbfgs : Minimizer
{
    private readonly int memory;
    private readonly List<(double[] Step, double[] Change, double Product)> pairs = [];

    /// <summary>Creates a minimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="memory">The number of steps to remember.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is not float32 or float64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The memory is below 1.</exception>
    public Lbfgs(IReadOnlyList<Variable> parameters, int memory = 10)
        : base(parameters, curvature: 0.9)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memory, 1);
        this.memory = memory;
    }

    private protected override void Restart() => pairs.Clear();

    /// <summary>−H g by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4).</summary>
    private protected override double[] Direction(double[] gradient)
    {
        var q = Negative(gradient);
        var weights = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            var (step, change, product) = pairs[i];
            weights[i] = TensorPrimitives.Dot<double>(step, q) / product;
            TensorPrimitives.MultiplyAdd(change, -weights[i], q, q);
        }
        if (pairs.Count > 0)
        {
            var (_, change, product) = pairs[^1];
            TensorPrimitives.Multiply(q, product / TensorPrimitives.Dot<double>(change, change), q);
        }
        for (var i = 0; i < pairs.Count; i++)
        {
            var (step, change, product) = pairs[i];
            TensorPrimitives.MultiplyAdd(step, weights[i] - TensorPrimitives.Dot<double>(change, q) / product, q, q);
        }
        return q;
    }

    private protected override void Learn(double[] step, double[] change, double[] gradient, double[] direction)
    {
        var product = TensorPrimitives.Dot<double>(step, change);
        // Without positive curvature, the estimate would not be positive definite.
        if (!(product > 1e-10 * TensorPrimitives.Dot<double>(change, change))) return;
        if (pairs.Count == memory) pairs.RemoveAt(0);
        pairs.Add((step, change, product));
    }
}
