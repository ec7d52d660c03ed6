using System.Globalization;
using Nabla.Core;

namespace Nabla;

/// <summary>x where x > 0, else slope · x. Derivative 1 where x > 0, else the slope.</summary>
internal sealed class LeakyRelu(double slope) : ElementwiseOperation
{
    public override string Name => "leaky-relu";

    public override string Settings => string.Create(CultureInfo.InvariantCulture, $"slope {slope:R}");

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
        b.Select(b.Less(b.Constant(0, x[0].Type), x[0]), x[0], b.Multiply(x[0], b.Constant(slope, x[0].Type)));

    public override Tensor? Partial(int input, in OperationContext context) => Tensor.Where(context[0] > 0, 1, Tensor.Where(context[0] <= 0, slope, context[0]));
}

public sealed partial class Tensor
{
    /// <summary>x where x > 0, else <paramref name="slope"/> · x, at every position (Maas et al. 2013). The derivative at 0 is taken as the slope.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slope is no finite number.</exception>
    /// <exception cref="OperationException">The element type cannot hold the slope, or is no float.</exception>
    public Tensor LeakyRelu(double slope = 0.01)
    {
        if (!double.IsFinite(slope)) throw new ArgumentOutOfRangeException(nameof(slope), InvariantText.Of(slope), "leaky-relu: the slope must be a finite number.");
        if (ElementType.IsFloat()) _ = Number(slope, "leaky-relu");
        return Apply(new LeakyRelu(slope), this);
    }
}
