namespace Nabla;

/// <summary>exp(x). Derivative y.</summary>
internal sealed class Exp : FloatFunction
{
    public static Exp Instance { get; } = new();

    public override string Name => "exp";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Exp(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context.Output;
}

/// <summary>2ˣ. Derivative y · log 2.</summary>
internal sealed class Exp2 : FloatFunction
{
    public static Exp2 Instance { get; } = new();

    public override string Name => "exp2";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Exp2(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context.Output * Math.Log(2);
}

/// <summary>exp(x) − 1. Derivative exp(x), since y + 1 loses digits where y is near −1.</summary>
internal sealed class ExpM1 : FloatFunction
{
    public static ExpM1 Instance { get; } = new();

    public override string Name => "expm1";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.ExpM1(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => context[0].Exp();
}

public sealed partial class Tensor
{
    /// <summary>exp(x) at every position; exp(−∞) = 0.</summary>
    public Tensor Exp() => Apply(Nabla.Exp.Instance, this);

    /// <summary>2 to the power x at every position, exact for integer x.</summary>
    public Tensor Exp2() => Apply(Nabla.Exp2.Instance, this);

    /// <summary>exp(x) − 1 at every position, accurate where x is near zero.</summary>
    public Tensor ExpM1() => Apply(Nabla.ExpM1.Instance, this);
}
