using System.Globalization;
using Nabla.Core;

namespace Nabla;

/// <summary>The result of <see cref="GradientCheck"/>: the largest relative error of each comparison over all inputs and directions.</summary>
/// <param name="Reverse">Reverse mode against finite differences: |⟨Jᵀu, v⟩ − ⟨u, Δf⟩|.</param>
/// <param name="Forward">Forward mode against finite differences: max |Jv − Δf|.</param>
/// <param name="InnerProduct">Reverse mode against forward mode: |⟨Jᵀu, v⟩ − ⟨u, Jv⟩|.</param>
/// <param name="SecondOrder">The largest of the three for the gradient function; null if not requested.</param>
/// <param name="Failure">Null if every error is within the tolerance; otherwise the inputs and errors that are not, one per line.</param>
public sealed record GradientCheckResult(double Reverse, double Forward, double InnerProduct, double? SecondOrder, string? Failure)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"GradientCheckResult {{ Reverse = {Reverse}, Forward = {Forward}, InnerProduct = {InnerProduct}, "
        + $"SecondOrder = {SecondOrder}, Failure = {Failure}, Passed = {Passed} }}");

    /// <summary>True if every error is within the tolerance.</summary>
    public bool Passed => Failure is null;
}

/// <summary>Thrown when a derivative is wrong, or the function is not smooth at the point checked.</summary>
public sealed class GradientCheckException : Exception
{
    internal GradientCheckException(GradientCheckResult result)
        : base(result.Failure) => Result = result;

    /// <summary>All errors.</summary>
    public GradientCheckResult Result { get; }
}

/// <summary>Checks the derivatives of a function: both modes against finite differences and each other, and the derivatives of the gradient.</summary>
/// <remarks>
/// For a direction v of one input and a weight u of the result, it compares the central difference Δf ≈ Jv, extrapolated to step 0
/// (Richardson, two levels: error of order h⁶), the Jv of forward mode and the Jᵀu of reverse mode. The function must be smooth
/// within the step around the inputs and change little over it: keep inputs away from kinks, and take a smaller step for small inputs
/// (a logarithm at 10⁻⁵). Errors are relative to the larger of the two values compared, or to the average over random directions
/// where the two nearly cancel.
/// </remarks>
public static partial class GradientCheck
{
    private const int Directions = 2;

    // Differences carry rounding errors of the function's size divided by the step; below this fraction of that they are meaningless.
    private const double Noise = 1e-6;

    /// <summary>Checks a function at a point and returns what it found.</summary>
    /// <param name="function">Maps as many float64 tensors as there are inputs to a float64 tensor of any shape.</param>
    /// <param name="inputs">The point at which to check; float64. The function should capture all other tensors.</param>
    /// <param name="tolerance">The largest relative error that passes.</param>
    /// <param name="order">2 also checks the derivatives of the gradient; 1 does not.</param>
    /// <param name="seed">Determines the directions and weights.</param>
    /// <param name="step">The largest step h of the differences; h/2 and h/4 are also used. Rounding costs about 10⁻¹⁶/h.</param>
    /// <exception cref="OperationException">An input or the result is not float64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The order is neither 1 nor 2, or the step is not a number above 0.</exception>
    public static GradientCheckResult Check(
        Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double tolerance = 1e-6, int order = 2, long seed = 0, double step = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 2);
        if (!(step > 0 && double.IsFinite(step)))
            throw new ArgumentOutOfRangeException(nameof(step), InvariantText.Of(step), "gradient-check: the step must be a number above 0.");
        for (var i = 0; i < inputs.Count; i++) Numerical.RequireFloat64("gradient-check", $"input {i}", inputs[i]);
        var random = new Random(seed.GetHashCode());
        var failures = new List<string>();
        var first = Compare(function, inputs, tolerance, step, random, "", failures);
        double? second = null;
        if (order == 2)
        {
            second = 0;
            for (var i = 0; i < inputs.Count; i++)
            {
                var (weightSeed, by) = (random.Next(), i);
                var errors = Compare(x => WeightedGradient(function, x, by, weightSeed), inputs, tolerance, step, random, $"gradient by input {i}, ", failures);
                second = Math.Max(second.Value, Math.Max(errors.Reverse, Math.Max(errors.Forward, errors.InnerProduct)));
            }
        }
        var failure = failures.Count == 0 ? null : $"gradient-check: errors above {Text(tolerance)}:\n{string.Join('\n', failures)}";
        return new(first.Reverse, first.Forward, first.InnerProduct, second, failure);
    }

    /// <summary>Checks a function at a point and throws if a derivative is wrong.</summary>
    /// <inheritdoc cref="Check"/>
    /// <exception cref="GradientCheckException">An error is above the tolerance; the message names inputs and errors.</exception>
    public static void Require(
        Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double tolerance = 1e-6, int order = 2, long seed = 0, double step = 1e-3)
    {
        var result = Check(function, inputs, tolerance, order, seed, step);
        if (!result.Passed) throw new GradientCheckException(result);
    }

    private static Errors Compare(
        Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double tolerance, double step, Random random, string what, List<string> failures)
    {
        var points = inputs.Select(input => input.ToArray<double>()).ToArray();
        var arguments = inputs.Select(Tensor.Argument).ToArray();
        var y = function(arguments);
        Numerical.RequireFloat64("gradient-check", "the function's result", y);
        var weight = Signs(random, y.ElementCount);
        var cotangent = Tensor.From(weight, y.Shape);
        var gradients = Nabla.Reverse.Vjp(y, cotangent, arguments);
        // Math.Max propagates NaN: a derivative that is NaN never passes.
        var worst = new Errors(0, 0, 0);
        for (var i = 0; i < inputs.Count; i++)
        {
            var errors = new Errors(0, 0, 0);
            for (var direction = 0; direction < Directions; direction++)
            {
                var v = Signs(random, points[i].Length);
                var tangent = Nabla.Forward.Jvp(y, [arguments[i]], [Tensor.From(v, inputs[i].Shape)]);
                Tensor.Evaluate(gradients[i], tangent);
                errors = errors.Join(Errors.Of(
                    Differences(function, inputs, points, i, v, step), gradients[i].ToArray<double>(), tangent.ToArray<double>(), v, weight));
            }
            worst = worst.Join(errors);
            Report("reverse mode against differences", errors.Reverse, i);
            Report("forward mode against differences", errors.Forward, i);
            Report("reverse against forward mode", errors.InnerProduct, i);
        }
        return worst;

        void Report(string comparison, double error, int input)
        {
            // Written so that NaN fails.
            if (!(error <= tolerance)) failures.Add($"  {what}input {input} ({inputs[input].Type}): {comparison}: relative error {Text(error)}");
        }
    }

    /// <summary>Jv by central differences with steps h, h/2 and h/4, extrapolated, and an estimate of the rounding error.</summary>
    private static (double[] Change, double Noise) Differences(
        Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, double[][] points, int moving, double[] v, double step)
    {
        var table = new double[3][];
        var size = 0.0;
        for (var level = 0; level < table.Length; level++)
        {
            var change = Math.ScaleB(step, -level);
            var (up, down) = (At(change), At(-change));
            table[level] = new double[up.Length];
            for (var i = 0; i < up.Length; i++)
            {
                table[level][i] = (up[i] - down[i]) / (2 * change);
                size = Math.Max(size, Math.Max(Math.Abs(up[i]), Math.Abs(down[i])));
            }
        }
        // Halving the step divides the h² error term by 4 and the h⁴ term by 16: the right combination cancels both.
        for (var i = 0; i < table[0].Length; i++)
        {
            var (coarse, fine) = ((4 * table[1][i] - table[0][i]) / 3, (4 * table[2][i] - table[1][i]) / 3);
            table[0][i] = (16 * fine - coarse) / 15;
        }
        return (table[0], Noise * size / step);

        double[] At(double change)
        {
            var moved = inputs.ToArray();
            moved[moving] = Tensor.From(Numerical.Moved(points[moving], v, change), inputs[moving].Shape);
            return function(moved).ToArray<double>();
        }
    }

    /// <summary>Jᵀu with respect to one input, as a function of all inputs, for a fixed random u.</summary>
    private static Tensor WeightedGradient(Func<Tensor[], Tensor> function, Tensor[] x, int by, long seed)
    {
        var arguments = Array.ConvertAll(x, Tensor.Argument);
        var y = function(arguments);
        return Nabla.Reverse.Vjp(y, Tensor.From(Signs(new Random(seed.GetHashCode()), y.ElementCount), y.Shape), arguments[by])[0];
    }

    /// <summary>Values of random sign and magnitude from ½ to 1: none is small enough to hide an error at its position.</summary>
    private static double[] Signs(Random random, int count)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = (0.5 + 0.5 * random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1);
        return numbers;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>√Σx², scaled by the largest element to avoid overflow: an infinite norm would let every error pass.</summary>
    private static double Length(double[] x)
    {
        var largest = x.Select(Math.Abs).DefaultIfEmpty(0).Max();
        return largest > 0 && double.IsFinite(largest) ? largest * Math.Sqrt(x.Sum(number => number / largest * (number / largest))) : largest;
    }

    private static string Text(double number) => number.ToString("0.0e+00", CultureInfo.InvariantCulture);

    private readonly record struct Errors(double Reverse, double Forward, double InnerProduct)
    {
        public Errors Join(Errors other) => new(Math.Max(Reverse, other.Reverse), Math.Max(Forward, other.Forward), Math.Max(InnerProduct, other.InnerProduct));

        public static Errors Of((double[] Change, double Noise) differences, double[] gradient, double[] tangent, double[] v, double[] weight)
        {
            var (reverse, forward, change) = (Dot(gradient, v), Dot(weight, tangent), Dot(weight, differences.Change));
            // The average size of ⟨Jᵀu, v⟩ over directions: the scale where one of them happens to cancel.
            var typical = Math.Max(Length(gradient), Length(tangent));
            var elements = 0.0;
            var largest = tangent.Concat(differences.Change).Select(Math.Abs).DefaultIfEmpty(0).Max();
            var scale = Math.Max(differences.Noise, largest / Math.Sqrt(tangent.Length));
            for (var i = 0; i < tangent.Length; i++) elements = Math.Max(elements, Relative(tangent[i], differences.Change[i], scale));
            return new(
                Relative(reverse, change, Math.Max(differences.Noise, typical)),
                elements,
                // Both sides are exact up to rounding, which is far below the noise of differences but all that is left where a derivative cancels.
                Relative(reverse, forward, Math.Max(1e-4 * differences.Noise, typical)));
        }

        private static double Relative(double a, double b, double atLeast)
        {
            var scale = Math.Max(atLeast, Math.Max(Math.Abs(a), Math.Abs(b)));
            return scale == 0 ? 0 : Math.Abs(a - b) / scale;
        }
    }
}
