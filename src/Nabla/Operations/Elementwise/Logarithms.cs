namespace Nabla;

/// <summary>The natural logarithm. Derivative 1/x.</summary>
internal sealed class Log : FloatFunction
{
    public static Log Instance { get; } = new();

    public override string Name => "log";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Log(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / context[0];
}

/// <summary>log(1 + x). Derivative 1/(1 + x).</summary>
internal sealed class LogP1 : FloatFunction
{
    public static LogP1 Instance { get; } = new();

    public override string Name => "log1p";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.LogP1(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / (context[0] + 1);
}

/// <summary>The logarithm to base 2. Derivative 1/(x log 2).</summary>
internal sealed class Log2 : FloatFunction
{
    public static Log2 Instance { get; } = new();

    public override string Name => "log2";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Log2(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Math.Log(2) / context[0];
}

/// <summary>The logarithm to base 10. Derivative 1/(x log 10).</summary>
internal sealed class Log10 : FloatFunction
{
    public static Log10 Instance { get; } = new();

    public override string Name => "log10";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Log10(x[0]);

    public override Tensor? Partial(int input, in OperationContext context) => 1 / Math.Log(10) / context[0];
}

public sealed partial class Tensor
{
    /// <summary>The natural logarithm at every position: −∞ at 0, NaN below.</summary>
    public Tensor Log() => Apply(Nabla.Log.Instance, this);

    /// <summary>log(1 + x) at every position, accurate where x is near zero: −∞ at −1, NaN below.</summary>
    public Tensor LogP1() => Apply(Nabla.LogP1.Instance, this);

    /// <summary>The logarithm to base 2, exact for powers of 2; −∞ for 0, NaN below.</summary>
    public Tensor Log2() => Apply(Nabla.Log2.Instance, this);

    /// <summary>The logarithm to base 10; −∞ for 0, NaN below.</summary>
    public Tensor Log10() => Apply(Nabla.Log10.Instance, this);
}
