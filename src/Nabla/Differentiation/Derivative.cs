namespace Nabla;

/// <summary>Derivatives of functions, as functions: they nest freely, and each call has arguments of its own.</summary>
public static class Derivative
{
    /// <summary>The gradient of a function to a single number: a function of the same argument, of the argument's shape.</summary>
    public static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> function) => x => ValueAndGradient(function)(x).Gradient;

    /// <summary>The value and the gradient of a function to a single number.</summary>
    public static Func<Tensor, (Tensor Value, Tensor Gradient)> ValueAndGradient(Func<Tensor, Tensor> function) => x =>
    {
        var argument = Tensor.Argument(x);
        var y = function(argument);
        return (y, Reverse.Gradients(y, [argument])[0]);
    };

    /// <summary>The value of a function and how it changes when its argument moves along <c>dx</c>.</summary>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Tangent)> Along(Func<Tensor, Tensor> function) => (x, dx) =>
    {
        var argument = Tensor.Argument(x);
        var y = function(argument);
        return (y, Forward.Product(y, [argument], [dx]));
    };
}
