namespace Nabla;

/// <summary>a to the power b. Derivatives b·a^(b−1), which is 0 where b = 0, and y·log(a), which is 0 where a = 0.</summary>
internal sealed class Power : FloatFunction
{
    // The search for a root is limited to a few factors, because each level can double the work.
    private const int DeepestSquare = 6;

    public static Power Instance { get; } = new();

    public override string Name => "power";

    public override string Symbol => "^";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Power(x[0], x[1]);

    internal override double? IdentityElement(int input) => input == 1 ? 1 : null;

    /// <summary>x² if the graph shows that x is a root or an absolute value, so that its square is smooth at 0; otherwise null.</summary>
    internal static Tensor? SquareOf(Tensor x, int depth = DeepestSquare)
    {
        var inputs = x.InputArray;
        if (depth == 0 || !x.RequiresGradient || inputs.Length == 0) return null;
        return x.Operation is MovementOperation move ? MovedSquare(move, inputs, depth) : x.Operation.Squared(new OperationContext(x, inputs), depth);
    }

    /// <summary>The squares of moved inputs, moved in the same way, if at least one is known.</summary>
    private static Tensor? MovedSquare(MovementOperation move, Tensor[] inputs, int depth)
    {
        var squares = Array.ConvertAll(inputs, input => SquareOf(input, depth - 1));
        if (Array.TrueForAll(squares, square => square is null)) return null;
        for (var i = 0; i < squares.Length; i++) squares[i] ??= Tensor.Apply(Multiply.Instance, inputs[i], inputs[i]);
        return Tensor.Apply(move, [.. squares.Select(square => square!)]);
    }

    /// <summary>True if a tensor is a constant 2 without history.</summary>
    internal static bool IsTwo(Tensor b)
    {
        if (b.RequiresGradient || b.ElementCount != 1) return false;
        while (b.ConstantValue is null && b.Operation is MovementOperation { ZeroFills: false } or AnnotationOperation && b.InputArray is [var input])
            b = input;
        if (b.ConstantValue is { } number) return number == 2;
        if (!ReferenceEquals(b.Operation, Source.Data) || b.Buffer is not { } buffer) return false;
        var isTwo = buffer[0] == 2;
        GC.KeepAlive(buffer);
        return isTwo;
    }

    public override Tensor? Partial(int input, in OperationContext context) => input == 0
        ? ByBase(context[0], context[1], context.Output)
        : ByExponent(context[0], context.Output);

    // Selected values pass through Where again before a function that may be infinite, or 0 · ∞ further up would be NaN.
    private static Tensor ByExponent(Tensor a, Tensor y)
    {
        var isZero = Tensor.Equal(a, 0);
        return Tensor.Where(isZero, 0, y * Tensor.Where(isZero, 1, a).Log());
    }

    /// <summary>b·a^(b−1), without a power of a that may be infinite at b = 0. There it is 0, or b·y/a, which is 0 with ∂/∂b = 1/a.</summary>
    private static Tensor ByBase(Tensor a, Tensor b, Tensor y)
    {
        var isConstant = Tensor.Equal(b, 0);
        var product = b * Tensor.Power(a, Tensor.Where(isConstant, 1, b) - 1);
        if (!b.RequiresGradient) return Tensor.Where(isConstant, 0, product);
        // Neither 0 nor NaN.
        var isOrdinary = a.Abs() > 0;
        return Tensor.Where(isConstant, Tensor.Where(isOrdinary, b * y / Tensor.Where(isOrdinary, a, 1), 0), product);
    }
}

public sealed partial class Tensor
{
    /// <summary>a to the power b at every position, broadcasting; 0⁰ = 1; NaN for a negative base with a fractional exponent.</summary>
    /// <exception cref="OperationException">The shapes do not broadcast, or the element types differ.</exception>
    public static Tensor Power(Tensor a, Tensor b) => Nabla.Power.IsTwo(b) && a.ElementType == b.ElementType && Nabla.Power.SquareOf(a) is { } square
        ? square.BroadcastTo(Broadcasting.ShapeOf("power", a.Shape, b.Shape, [a, b]))
        : Broadcasting.Apply(Nabla.Power.Instance, a, b);

    /// <summary>This tensor to the power <paramref name="exponent"/> at every position.</summary>
    public Tensor Pow(double exponent) => exponent == 2 ? Square() : Power(this, Number(exponent, "power"));

    /// <summary>x · x at every position.</summary>
    public Tensor Square() => Nabla.Power.SquareOf(this) ?? Apply(Multiply.Instance, this, this);
}
