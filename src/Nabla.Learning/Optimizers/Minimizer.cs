using System.Globalization;
using System.Numerics.Tensors;

namespace Nabla.Learning;

/// <summary>
/// Minimizes a function of parameters that is the same in every evaluation, such as the error on all examples, by a sequence of line searches. Computes with
/// vectors of float64, whatever the type of the parameters.
/// </summary>
public abstract class Minimizer
{
    private readonly double curvature;

    /// <summary>Creates a minimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="curvature">The fraction to which a line search reduces the slope.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is not float32 or float64.</exception>
    private protected Minimizer(IReadOnlyList<Variable> parameters, double curvature)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0) throw new ArgumentException("There are no parameters to optimize.", nameof(parameters));
        foreach (var parameter in parameters)
        {
            if (parameter.Type.Element.IsFloat()) continue;
            throw new ArgumentException($"minimizer: '{parameter.Name}' is {parameter.Type}; only float32 and float64 can be optimized.", nameof(parameters));
        }
        (Parameters, this.curvature) = (parameters, curvature);
    }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Variable> Parameters { get; }

    /// <summary>Minimizes a function, starting from the present values of the parameters, which become those of the smallest value found.</summary>
    /// <param name="objective">Computes the value, a single float, from the parameters.</param>
    /// <param name="iterations">The largest number of line searches.</param>
    /// <param name="tolerance">Stops when the largest component of the gradient is at most this.</param>
    /// <param name="progress">Receives the result so far after each line search; may be null.</param>
    /// <param name="cancellation">Stops after the current line search, without an exception.</param>
    /// <exception cref="ArithmeticException">Value or gradient are not finite at the start.</exception>
    public MinimizationResult Minimize(
        Func<Tensor> objective,
        int iterations = 100,
        double tolerance = 1e-6,
        IProgress<MinimizationResult>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        var evaluations = 0;
        var x = Values();
        var (value, gradient) = Evaluate(x);
        if (!double.IsFinite(value) || gradient.AsSpan().ContainsAnyExceptInRange(-double.MaxValue, double.MaxValue))
            throw new ArithmeticException("minimizer: the value or its gradient is not finite at the start; change the initial parameters.");
        Restart();
        var result = new MinimizationResult(0, evaluations, value, Largest(gradient), Largest(gradient) <= tolerance);
        var isSteepest = false;
        while (result.Iterations < iterations && !result.HasConverged && !cancellation.IsCancellationRequested)
        {
            var direction = isSteepest || result.Iterations == 0 ? Negative(gradient) : Direction(gradient);
            var slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (!(slope < 0))
            {
                Restart();
                (direction, slope) = (Negative(gradient), -TensorPrimitives.Dot<double>(gradient, gradient));
                isSteepest = true;
            }
            var (trial, last) = (new double[x.Length], (Length: double.NaN, Gradient: gradient));
            var search = new LineSearch(AlongDirection, curvature);
            // The first step has no scale but that of the gradient.
            var first = isSteepest || result.Iterations == 0 ? Math.Min(1, 1 / TensorPrimitives.SumOfMagnitudes<double>(gradient)) : 1;
            if (search.Find(value, slope, first) is not { } found)
            {
                if (isSteepest) break;
                Restart();
                isSteepest = true;
                continue;
            }
            isSteepest = false;
            var (before, old) = (x, gradient);
            x = Moved(found.Length);
            value = found.Value;
            gradient = found.Length == last.Length ? last.Gradient : Evaluate(x).Gradient;
            Learn(Difference(x, before), Difference(gradient, old), gradient, direction);
            result = new(result.Iterations + 1, evaluations, value, Largest(gradient), Largest(gradient) <= tolerance);
            progress?.Report(result);

            (double Value, double Slope) AlongDirection(double length)
            {
                var (there, slopes) = Evaluate(Moved(length));
                last = (length, slopes);
                return (there, TensorPrimitives.Dot<double>(slopes, direction));
            }

            double[] Moved(double length)
            {
                var moved = new double[x.Length];
                TensorPrimitives.MultiplyAdd(direction, length, x, moved);
                return moved;
            }
        }
        Set(x);
        return result;

        (double Value, double[] Gradient) Evaluate(double[] at)
        {
            evaluations++;
            Set(at);
            var y = objective();
            var slopes = Reverse.Gradients(y, Parameters);
            Tensor.Evaluate([y, .. slopes]);
            var flat = new double[at.Length];
            var place = 0;
            foreach (var part in slopes)
            {
                part.To(ElementType.Float64).ToArray<double>().CopyTo(flat, place);
                place += part.ElementCount;
            }
            return (y.ToDouble(), flat);
        }
    }

    /// <summary>Forgets what was learned about the function.</summary>
    private protected abstract void Restart();

    /// <summary>Returns the direction of the next line search.</summary>
    private protected abstract double[] Direction(double[] gradient);

    /// <summary>Learns from a line search.</summary>
    /// <param name="step">The change of the parameters.</param>
    /// <param name="change">The change of the gradient.</param>
    /// <param name="gradient">The new gradient.</param>
    /// <param name="direction">The direction that was searched.</param>
    private protected abstract void Learn(double[] step, double[] change, double[] gradient, double[] direction);

    private protected static double[] Negative(double[] x)
    {
        var result = new double[x.Length];
        TensorPrimitives.Negate(x, result);
        return result;
    }

    private static double[] Difference(double[] a, double[] b)
    {
        var result = new double[a.Length];
        TensorPrimitives.Subtract(a, b, result);
        return result;
    }

    private static double Largest(double[] x) => x.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(x));

    private double[] Values() => [.. Parameters.SelectMany(parameter => parameter.Value.To(ElementType.Float64).ToArray<double>())];

    private void Set(double[] values)
    {
        var place = 0;
        foreach (var parameter in Parameters)
        {
            var count = parameter.Shape.ElementCount;
            parameter.Value = Tensor.From<double>(values.AsSpan(place, count), parameter.Shape).To(parameter.Type.Element);
            place += count;
        }
    }
}

/// <summary>The state of a minimization.</summary>
/// <param name="Iterations">The number of line searches.</param>
/// <param name="Evaluations">The number of evaluations of the function and its gradient.</param>
/// <param name="Value">The smallest value found.</param>
/// <param name="GradientNorm">The largest component of the gradient there.</param>
/// <param name="HasConverged">True if it is at most the tolerance.</param>
public readonly record struct MinimizationResult(int Iterations, int Evaluations, double Value, double GradientNorm, bool HasConverged)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"MinimizationResult {{ Iterations = {Iterations}, Evaluations = {Evaluations}, Value = {Value}, GradientNorm = {GradientNorm}, "
        + $"HasConverged = {HasConverged} }}");
}
