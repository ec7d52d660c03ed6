using Nabla.Core;

namespace Nabla;

/// <summary>max(0, x). Derivative 1 where x > 0, else 0; since y > 0 is equivalent, x need not be kept.</summary>
internal sealed class Relu : ElementwiseOperation
{
    public static Relu Instance { get; } = new();

    public override string Name => "relu";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Maximum(x[0], b.Constant(0, x[0].Type));

    public override Tensor? Partial(int input, in OperationContext context) =>
        Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        KinkGate.Strict.Of(context.Output, Tensor.Zeros(context.Output.Shape, context.Output.ElementType), change);
}

/// <summary>x where x > 0, else slope · x. Derivative 1 where x > 0, else the slope.</summary>
internal sealed class LeakyRelu(double slope) : FloatFunction
{
    public override string Name => "leaky-relu";

    protected override OperationAttributes CreateAttributes() => new() { { "slope", slope } };

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        b.Select(b.Less(b.Constant(0, x[0].Type), x[0]), x[0], b.Multiply(x[0], b.Constant(slope, x[0].Type)));

    public override Tensor? Partial(int input, in OperationContext context) =>
        Tensor.Where(context[0] > 0, 1, Tensor.Where(context[0] <= 0, slope, context[0]));
}

/// <summary>x where x > 0, else exp(x) − 1. Derivative 1 where x > 0, else y + 1.</summary>
internal sealed class Elu : FloatFunction
{
    public static Elu Instance { get; } = new();

    public override string Name => "elu";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x)
    {
        var zero = b.Constant(0, x[0].Type);
        return b.Select(b.Less(zero, x[0]), x[0], b.ExpM1(x[0]));
    }

    // exp(x) rather than y + 1, which loses digits near y = −1. Large x are masked out, because ∞ would spoil the second derivative.
    public override Tensor? Partial(int input, in OperationContext context) =>
        Tensor.Where(context[0] > 0, 1, Tensor.Where(context[0] > 0, 0, context[0]).Exp());
}

/// <summary>max(−1, min(1, x)), a piecewise linear tanh. Derivative 1 where |x| &lt; 1, else 0.</summary>
internal sealed class HardTanh : FloatFunction
{
    public static HardTanh Instance { get; } = new();

    public override string Name => "hard-tanh";

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        b.Maximum(b.Minimum(x[0], b.Constant(1, x[0].Type)), b.Constant(-1, x[0].Type));

    public override Tensor? Partial(int input, in OperationContext context) =>
        Chain(input, context, Tensor.Ones(context.Output.Shape, context.Output.ElementType), isForward: false);

    internal override Tensor? Chain(int input, in OperationContext context, Tensor change, bool isForward) =>
        KinkGate.Strict.Of(Tensor.Ones(context.Output.Shape, context.Output.ElementType), context[0].Abs(), change);
}

public sealed partial class Tensor
{
    /// <summary>max(0, x) at every position; NaN stays NaN. The derivative at 0 is 0.</summary>
    public Tensor Relu() => Apply(Nabla.Relu.Instance, this);

    /// <summary>x where x > 0, else <paramref name="slope"/> · x, at every position (Maas et al. 2013). The derivative at 0 is the slope.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slope is not a finite number.</exception>
    /// <exception cref="OperationException">The element type cannot hold the slope, or is not a float type.</exception>
    public Tensor LeakyRelu(double slope = 0.01)
    {
        if (!double.IsFinite(slope))
            throw new ArgumentOutOfRangeException(nameof(slope), InvariantText.Of(slope), "leaky-relu: the slope must be a finite number.");
        if (ElementType.IsFloat()) _ = Number(slope, "leaky-relu");
        return Apply(new LeakyRelu(slope), this);
    }

    /// <summary>x where x > 0, else exp(x) − 1, at every position (Clevert et al. 2016): ReLU with a smooth lower end at −1.</summary>
    public Tensor Elu() => Apply(Nabla.Elu.Instance, this);

    /// <summary>max(−1, min(1, x)) at every position; NaN stays NaN. The derivative at ±1 is 0.</summary>
    public Tensor HardTanh() => Apply(Nabla.HardTanh.Instance, this);
}
