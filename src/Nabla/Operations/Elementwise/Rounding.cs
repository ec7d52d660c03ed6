namespace Nabla;

/// <summary>The largest integer not above x. Derivative 0.</summary>
internal sealed class Floor : FloatFunction
{
    public static Floor Instance { get; } = new();

    public override string Name => "floor";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Floor(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

/// <summary>The nearest integer, ties to even. Derivative 0.</summary>
internal sealed class Round : FloatFunction
{
    public static Round Instance { get; } = new();

    public override string Name => "round";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Round(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

/// <summary>The smallest integer not below x. Derivative 0.</summary>
internal sealed class Ceiling : FloatFunction
{
    public static Ceiling Instance { get; } = new();

    public override string Name => "ceiling";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Negate(b.Floor(b.Negate(x[0])));

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

/// <summary>x rounded toward 0. Derivative 0.</summary>
internal sealed class Truncate : FloatFunction
{
    public static Truncate Instance { get; } = new();

    public override string Name => "truncate";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var isNegative = b.Less(x[0], b.Constant(0, x[0].Type));
        return b.Select(isNegative, b.Negate(b.Floor(b.Negate(x[0]))), b.Floor(x[0]));
    }

    public override Tensor? Partial(int input, in OperationContext context) => null;
}

public sealed partial class Tensor
{
    /// <summary>The largest integer not above x. The derivative is 0.</summary>
    public Tensor Floor() => Apply(Nabla.Floor.Instance, this);

    /// <summary>The nearest integer, ties to even. The derivative is 0.</summary>
    public Tensor Round() => Apply(Nabla.Round.Instance, this);

    /// <summary>The smallest integer not below x. The derivative is 0.</summary>
    public Tensor Ceiling() => Apply(Nabla.Ceiling.Instance, this);

    /// <summary>x rounded toward 0. The derivative is 0.</summary>
    public Tensor Truncate() => Apply(Nabla.Truncate.Instance, this);
}
