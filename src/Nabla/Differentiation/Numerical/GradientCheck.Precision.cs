using System.Globalization;

namespace Nabla;

/// <summary>The error of float32 relative to float64, in float32 units in the last place of the largest element of each result.</summary>
/// <param name="Value">The largest error of the function's result.</param>
/// <param name="Gradient">The largest error of a gradient.</param>
public sealed record GradientPrecision(double Value, double Gradient)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"GradientPrecision {{ Value = {Value}, Gradient = {Gradient} }}");
}

public static partial class GradientCheck
{
    /// <summary>Computes a function and its gradients in float32 and in float64 from the same inputs and compares them.</summary>
    /// <param name="function">Maps as many tensors as there are inputs to a float tensor of their element type.</param>
    /// <param name="inputs">The point at which to compare; rounded to float32 first.</param>
    /// <param name="seed">Determines the weights with which the elements of the result are summed for the gradients.</param>
    /// <exception cref="OperationException">An input or the result is not a float tensor.</exception>
    public static GradientPrecision Precision(Func<Tensor[], Tensor> function, IReadOnlyList<Tensor> inputs, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        var rounded = inputs.Select(input => input.To(ElementType.Float32)).ToArray();
        var single = Results(function, rounded, seed);
        var exact = Results(function, [.. rounded.Select(input => input.To(ElementType.Float64))], seed);
        var gradient = 0.0;
        for (var i = 1; i < exact.Length; i++) gradient = Math.Max(gradient, Units(exact[i], single[i]));
        return new(Units(exact[0], single[0]), gradient);
    }

    /// <summary>The value and the gradients of its weighted sum, as float64.</summary>
    private static double[][] Results(Func<Tensor[], Tensor> function, Tensor[] inputs, long seed)
    {
        var arguments = Array.ConvertAll(inputs, Tensor.Argument);
        var y = function(arguments);
        ShapeRules.RequireFloat("gradient-check", [y.Type]);
        var weight = Tensor.From(Signs(new Random(seed.GetHashCode()), y.ElementCount), y.Shape).To(ElementType.Float32).To(y.ElementType);
        Tensor[] all = [y, .. Nabla.Reverse.Vjp(y, weight, arguments)];
        return Array.ConvertAll(all, tensor => tensor.To(ElementType.Float64).ToArray<double>());
    }

    private static double Units(double[] exact, double[] single)
    {
        var (largest, error) = (0.0, 0.0);
        for (var i = 0; i < exact.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(exact[i]));
            error = Math.Max(error, Math.Abs(exact[i] - single[i]));
        }
        const int DigitsBehindTheFirst = 23, LeastExponent = -126;
        return error == 0 ? 0 : error / Math.ScaleB(1, Math.Max(LeastExponent, largest == 0 ? LeastExponent : Math.ILogB(largest)) - DigitsBehindTheFirst);
    }
}
