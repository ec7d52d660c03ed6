namespace Nabla;

public static partial class Derivative
{
    /// <summary>The gradients of a scalar-valued function of several tensors, one for each tensor and of its shape.</summary>
    public static Func<Tensor[], Tensor[]> Gradients(Func<Tensor[], Tensor> function) => x => ValueAndGradients(function)(x).Gradients;

    /// <summary>The value and the gradients of a scalar-valued function of several tensors.</summary>
    public static Func<Tensor[], (Tensor Value, Tensor[] Gradients)> ValueAndGradients(Func<Tensor[], Tensor> function) => x =>
    {
        var arguments = Arguments(x);
        var y = function(arguments);
        return (y, Reverse.Gradients(y, arguments));
    };

    /// <summary>
    /// The Hessian-vector product of a scalar-valued function of several tensors taken together: the change of each gradient as the tensors move
    /// along <c>v</c>, which has one direction for each tensor and of its shape. Forward mode over reverse mode.
    /// </summary>
    /// <exception cref="ArgumentException">When called: the number of directions differs from the number of tensors.</exception>
    /// <exception cref="ShapeException">When called: a direction does not have its tensor's type.</exception>
    public static Func<Tensor[], Tensor[], Tensor[]> HessianVectorProduct(Func<Tensor[], Tensor> function) => (x, v) =>
    {
        var arguments = Arguments(x);
        var gradients = Reverse.Gradients(function(arguments), arguments);
        return Forward.Jvp(gradients, arguments, v);
    };
}
