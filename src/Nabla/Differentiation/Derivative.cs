namespace Nabla;

/// <summary>Transforms functions into their derivatives, which are functions again and nest freely.</summary>
/// <remarks>
/// A derivative is a graph of the same operations as the function, so it can be differentiated again, mapped over a stack
/// (<see cref="Vectorize"/>) and compiled (<see cref="Compile"/>). Each call creates its own argument nodes, so nested derivatives
/// never confuse the inner direction with the outer one.
/// </remarks>
public static partial class Derivative
{
    /// <summary>The gradient of a scalar-valued function: a function of the same argument whose result has the argument's shape.</summary>
    public static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> function) => x => ValueAndGradient(function)(x).Gradient;

    /// <summary>The value and the gradient of a scalar-valued function.</summary>
    public static Func<Tensor, (Tensor Value, Tensor Gradient)> ValueAndGradient(Func<Tensor, Tensor> function) => x =>
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        return (y, Reverse.Gradients(y, [argument])[0]);
    };

    /// <summary>The Jacobian-vector product: the value of a function and its derivative along <c>dx</c>. Forward mode.</summary>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Tangent)> Jvp(Func<Tensor, Tensor> function) => (x, dx) =>
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        return (y, Forward.Jvp(y, [argument], [dx]));
    };

    /// <summary>The vector-Jacobian product: the value y of a function and the gradient of ⟨dy, y⟩. Reverse mode.</summary>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Cotangent)> Vjp(Func<Tensor, Tensor> function) => (x, dy) =>
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        return (y, Reverse.Vjp(y, dy, argument)[0]);
    };

    /// <summary>
    /// The Jacobian, ∂y/∂x for every pair of elements, with the shape of y followed by that of x. Uses forward mode if x has fewer elements than y,
    /// otherwise reverse mode; one graph covers all directions, without a loop.
    /// </summary>
    /// <exception cref="OperationException">When called: the argument or the result is not a float tensor.</exception>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> function) => x => Jacobian(function, x, null);

    /// <summary>The Hessian of a scalar-valued function, ∂²y/∂x∂x, with the shape of x twice. Forward mode over reverse mode.</summary>
    /// <exception cref="ShapeException">When called: the result is not a single float.</exception>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> function) => x => Jacobian(Gradient(function), x, isForward: true);

    /// <summary>
    /// The product of the Hessian of a scalar-valued function and a tensor v of the argument's shape, without forming the Hessian: the derivative
    /// of the gradient along v. Forward mode over reverse mode, at a small multiple of the cost of the function.
    /// </summary>
    public static Func<Tensor, Tensor, Tensor> HessianVectorProduct(Func<Tensor, Tensor> function) => (x, v) => Jvp(Gradient(function))(x, v).Tangent;

    /// <summary>
    /// The nth derivative of an elementwise function: f⁽ⁿ⁾ at every position; order 0 is the function itself. For a scalar argument,
    /// any function qualifies. Nested forward mode.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
    public static Func<Tensor, Tensor> Nth(Func<Tensor, Tensor> function, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return order == 0 ? function : x => Jvp(Nth(function, order - 1))(x, Tensor.Ones(x.Shape, x.ElementType)).Tangent;
    }

    private static Tensor Jacobian(Func<Tensor, Tensor> function, Tensor x, bool? isForward)
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        ShapeRules.RequireFloat("jacobian", [y.Type]);
        Shape shape = (int[])[.. y.Shape, .. x.Shape];
        if (shape.ElementCount == 0) return Tensor.Zeros(shape, y.ElementType);
        if (!(isForward ?? x.ElementCount < y.ElementCount))
            return Vectorize.Map(place => Reverse.Vjp(y, place.To(y.ElementType), argument)[0])(Directions(y)).Reshape(shape);
        // One row for each direction of x: the axes of x come first but belong last.
        var rows = Vectorize.Map(place => Forward.Jvp(y, [argument], [place.To(x.ElementType)]))(Directions(x));
        return rows.Reshape(x.ElementCount, y.ElementCount).Transpose().Reshape(shape);
    }

    private static Tensor[] Arguments(Tensor[] x) => [.. x.Select(Argument)];

    /// <summary>The argument node that replaces x and records history.</summary>
    private static Tensor Argument(Tensor x, int index) => x.ElementType.IsFloat()
        ? Tensor.Argument(x)
        : throw new ElementTypeException(
            "derivative",
            $"argument {index} is {x.Type}; only float32 and float64 are differentiable. Convert it with To, or capture it instead of passing it.",
            [x.Type]);

    /// <summary>A stack of one-hot booleans, one for each element, so that the zeros of a direction are known from its structure.</summary>
    private static Tensor Directions(Tensor like) => (Tensor.Identity(like.ElementCount) > 0).Reshape(like.Shape.Stacked(like.ElementCount));
}
