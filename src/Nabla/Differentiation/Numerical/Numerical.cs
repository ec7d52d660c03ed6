namespace Nabla;

/// <summary>The kind of difference quotient.</summary>
public enum Differences
{
    /// <summary>(f(x + h) − f(x)) / h, with an error of order h.</summary>
    Forward,

    /// <summary>(f(x + h) − f(x − h)) / 2h, with an error of order h².</summary>
    Central,
}

/// <summary>Derivatives by finite differences: slow and inexact, but independent of how a function is implemented.</summary>
/// <remarks>
/// A gradient takes one or two evaluations for each element of the argument, where reverse mode takes one sweep for all of them.
/// Use it to check exact derivatives (as <see cref="GradientCheck"/> does), never to train. Only float64 is precise enough.
/// </remarks>
public static partial class Numerical
{
    /// <summary>The gradient of a scalar-valued function, of the type of <paramref name="x"/>.</summary>
    /// <param name="function">Maps a tensor of the type of <paramref name="x"/> to a single float64 value.</param>
    /// <param name="x">The point; float64.</param>
    /// <param name="differences">Central differences take two evaluations for each element of x, forward differences little more than one.</param>
    /// <param name="step">
    /// The step h. The default balances truncation and rounding errors: ε^⅓ ≈ 6·10⁻⁶ for central differences and
    /// √ε ≈ 1.5·10⁻⁸ for forward differences, times |x| if that is above 1.
    /// </param>
    /// <exception cref="OperationException">x or the result is not float64, or the result is not a single value.</exception>
    public static Tensor Gradient(Func<Tensor, Tensor> function, Tensor x, Differences differences = Differences.Central, double? step = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireFloat64("numerical", "x", x);
        var point = x.ToArray<double>();
        var gradient = new double[point.Length];
        var start = differences == Differences.Forward ? Number(function, point, x.Shape) : 0;
        for (var i = 0; i < point.Length; i++)
        {
            var kept = point[i];
            var change = step ?? DefaultStep(differences, Math.Abs(kept));
            point[i] = kept + change;
            var (up, place) = (Number(function, point, x.Shape), point[i]);
            point[i] = differences == Differences.Central ? kept - change : kept;
            var down = differences == Differences.Central ? Number(function, point, x.Shape) : start;
            // Divide by the change after rounding rather than the nominal step.
            gradient[i] = (up - down) / (place - point[i]);
            point[i] = kept;
        }
        return Tensor.From(gradient, x.Shape);
    }

    /// <summary>The gradient of a scalar-valued function of variables with respect to one of them, whose value is changed and restored.</summary>
    /// <param name="function">Reads the variable anew in each call; returns a single float64 value.</param>
    /// <param name="variable">The variable to differentiate with respect to; float64.</param>
    /// <param name="differences">As for a function of a tensor.</param>
    /// <param name="step">As for a function of a tensor.</param>
    /// <exception cref="OperationException">The variable or the result is not float64, or the result is not a single value.</exception>
    public static Tensor Gradient(Func<Tensor> function, Variable variable, Differences differences = Differences.Central, double? step = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(variable);
        var kept = variable.Value;
        try
        {
            return Gradient(
                x =>
                {
                    variable.Value = x;
                    return function();
                },
                kept,
                differences,
                step);
        }
        finally
        {
            variable.Value = kept;
        }
    }

    /// <summary>The derivative of a scalar-valued function along <paramref name="direction"/>: ⟨∇f(x), direction⟩.</summary>
    /// <param name="function">Maps a tensor of the type of <paramref name="x"/> to a single float64 value.</param>
    /// <param name="x">The point; float64.</param>
    /// <param name="direction">A tensor of the type of x; it is not normalized.</param>
    /// <param name="differences">The kind of differences; both take two evaluations.</param>
    /// <param name="step">The step h, as for <see cref="Gradient(Func{Tensor, Tensor}, Tensor, Differences, double?)"/>.</param>
    /// <exception cref="OperationException">
    /// x, direction or the result is not float64, the shapes of x and direction differ, or the result is not a single value.
    /// </exception>
    public static double DirectionalDerivative(
        Func<Tensor, Tensor> function, Tensor x, Tensor direction, Differences differences = Differences.Central, double? step = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireFloat64("numerical", "x", x);
        if (direction.Type != x.Type)
            throw new ShapeException("numerical", $"x is {x.Type}, the direction {direction.Type}.", [x.Type, direction.Type]);
        var (point, along) = (x.ToArray<double>(), direction.ToArray<double>());
        var change = step ?? DefaultStep(differences, point.Select(Math.Abs).DefaultIfEmpty(0).Max());
        var up = Number(function, Moved(point, along, change), x.Shape);
        return differences == Differences.Central
            ? (up - Number(function, Moved(point, along, -change), x.Shape)) / (2 * change)
            : (up - Number(function, point, x.Shape)) / change;
    }

    /// <summary>point + length · direction.</summary>
    internal static double[] Moved(double[] point, double[] direction, double length)
    {
        var moved = new double[point.Length];
        for (var i = 0; i < moved.Length; i++) moved[i] = point[i] + length * direction[i];
        return moved;
    }

    internal static void RequireFloat64(string operation, string what, Tensor tensor)
    {
        if (tensor.ElementType != ElementType.Float64)
        {
            throw new ElementTypeException(
                operation, $"{what} is {tensor.Type}, but float64 precision is required; convert it with To(ElementType.Float64).", [tensor.Type]);
        }
    }

    private static double DefaultStep(Differences differences, double size) =>
        (differences == Differences.Central ? Math.Cbrt(Math.BitIncrement(1.0) - 1) : Math.Sqrt(Math.BitIncrement(1.0) - 1)) * Math.Max(1, size);

    private static double Number(Func<Tensor, Tensor> function, double[] point, Shape shape)
    {
        var y = function(Tensor.From(point, shape));
        RequireFloat64("numerical", "the function's result", y);
        if (y.ElementCount != 1) throw new ShapeException("numerical", $"the function must return a single number, got {y.Type}.", [y.Type]);
        return y.Item<double>();
    }
}
