namespace Nabla;

public static partial class Derivative
{
    /// <summary>The gradients of a function of several tensors to a single number, one of the shape of each.</summary>
    public static Func<Tensor[], Tensor[]> Gradients(Func<Tensor[], Tensor> function) => x => ValueAndGradients(function)(x).Gradients;

    /// <summary>The value and the gradients of a function of several tensors to a single number.</summary>
    public static Func<Tensor[], (Tensor Value, Tensor[] Gradients)> ValueAndGradients(Func<Tensor[], Tensor> function) => x =>
    {
        var arguments = Arguments(x);
        var y = function(arguments);
        return (y, Reverse.Gradients(y, arguments));
    };

    /// <summary>
    /// The Hessian of a function of several tensors to a single number, all of them together, times a vector: how each gradient changes when the tensors move
    /// along <c>v</c>, one direction of the shape of each. Forward mode over reverse mode.
    /// </summary>
    /// <exception cref="ArgumentException">When called: there are more or fewer directions than tensors.</exception>
    /// <exception cref="ShapeException">When called: a direction is not of its tensor's type.</exception>
    public static Func<Tensor[], Tensor[], Tensor[]> HessianVectorProduct(Func<Tensor[], Tensor> function) => (x, v) =>
    {
        var arguments = Arguments(x);
        var gradients = Reverse.Gradients(function(arguments), arguments);
        return Forward.Jvp(gradients, arguments, v);
    };
}
