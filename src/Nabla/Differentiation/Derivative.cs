namespace Nabla;

/// <summary>Derivatives of functions, as functions: they nest freely, and each call has arguments of its own.</summary>
/// <remarks>
/// A derivative is a graph made of the same operations as the function, so it can be differentiated again, mapped over a stack
/// (<see cref="Vectorize"/>) and compiled (<see cref="Compile"/>). Arguments of different calls are different nodes: a derivative inside a
/// derivative never takes the inner direction for the outer one.
/// </remarks>
public static partial class Derivative
{
    /// <summary>The gradient of a function to a single number: a function of the same argument, of the argument's shape.</summary>
    public static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> function) => x => ValueAndGradient(function)(x).Gradient;

    /// <summary>The value and the gradient of a function to a single number.</summary>
    public static Func<Tensor, (Tensor Value, Tensor Gradient)> ValueAndGradient(Func<Tensor, Tensor> function) => x =>
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        return (y, Reverse.Gradients(y, [argument])[0]);
    };

    /// <summary>The Jacobian-vector product: the value of a function, and how it changes when its argument moves along <c>dx</c>. Forward mode.</summary>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Tangent)> Jvp(Func<Tensor, Tensor> function) => (x, dx) =>
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        return (y, Forward.Jvp(y, [argument], [dx]));
    };

    /// <summary>The vector-Jacobian product: the value y of a function, and the gradient of ⟨dy, y⟩. Reverse mode.</summary>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Cotangent)> Vjp(Func<Tensor, Tensor> function) => (x, dy) =>
    {
        var argument = Argument(x, 0);
        var y = function(argument);
        return (y, Reverse.Vjp(y, dy, argument)[0]);
    };

    /// <summary>
    /// The Jacobian, ∂y/∂x for every pair of numbers: of the shape of y followed by that of x. By forward mode where x has fewer numbers than y,
    /// else by reverse mode; one graph for all directions, no loop.
    /// </summary>
    /// <exception cref="OperationException">When called: argument or result are not of floats.</exception>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> function) => x => Jacobian(function, x, null);

    /// <summary>The Hessian of a function to a single number, ∂²y/∂x∂x: of the shape of x twice. Forward mode over reverse mode.</summary>
    /// <exception cref="ShapeException">When called: the result is not one float number.</exception>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> function) => x => Jacobian(Gradient(function), x, isForward: true);

    /// <summary>
    /// The product of the Hessian of a function to a single number with a tensor v of the argument's shape, without the Hessian: how the gradient
    /// changes along v. Forward mode over reverse mode, at a small multiple of the cost of the function.
    /// </summary>
    public static Func<Tensor, Tensor, Tensor> HessianVectorProduct(Func<Tensor, Tensor> function) => (x, v) => Jvp(Gradient(function))(x, v).Tangent;

    /// <summary>
    /// The derivative of some order of a function that acts on each number by itself: f⁽ⁿ⁾ at every position; order 0 is the function. For a single
    /// number that is any function. Forward mode, nested.
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
        // One row for every direction of x: the axes of x come first, and belong last.
        var rows = Vectorize.Map(place => Forward.Jvp(y, [argument], [place.To(x.ElementType)]))(Directions(x));
        return rows.Reshape(x.ElementCount, y.ElementCount).Transpose().Reshape(shape);
    }

    private static Tensor[] Arguments(Tensor[] x) => [.. x.Select(Argument)];

    /// <summary>What the function is given in place of x, for which history is kept.</summary>
    private static Tensor Argument(Tensor x, int index) => x.ElementType.IsFloat()
        ? Tensor.Argument(x)
        : throw new ElementTypeException("derivative", $"argument {index} is {x.Type}; only float32 and float64 can be differentiated by. Convert it with To, or let the function take it from outside.", [x.Type]);

    /// <summary>A stack of truth values, each time true in another place: where a direction is zero, that is known by its structure.</summary>
    private static Tensor Directions(Tensor like) => (Tensor.Identity(like.ElementCount) > 0).Reshape(like.Shape.Stacked(like.ElementCount));
}
