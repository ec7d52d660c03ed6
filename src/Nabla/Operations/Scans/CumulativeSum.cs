using System.Numerics;
using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The cumulative sum along an axis, y_i = Σ_{j ≤ i} x_j, or from each element to the end if backward. It is linear, and its transpose runs in the other
/// direction.
/// </summary>
internal sealed class CumulativeSum(int axis, bool isBackward) : OpaqueOperation
{
    public override string Name => "cumulative-sum";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "backward", isBackward } };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    protected internal override bool CanFail => false;

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Nabla.Support.Any(supports[0], x => Tensor.Apply(this, x));

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        ShapeRules.SameNumber(this, inputs) with { Element = ReductionKind.Sum.ResultOf(inputs[0].Element) };

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Tensor.Apply(new CumulativeSum(axis, !isBackward), dy);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new CumulativeSum(axis + 1, isBackward), stacked[0]!);

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        switch (inputs[0].Type.Element)
        {
            case ElementType.Float32: Run<float, double, float>(inputs[0], output); break;
            case ElementType.Float64: Run<double, double, double>(inputs[0], output); break;
            case ElementType.Int32: Run<int, long, long>(inputs[0], output); break;
            case ElementType.Int64: Run<long, long, long>(inputs[0], output); break;
            default: throw ElementTypes.Unknown(inputs[0].Type.Element);
        }
    }

    private void Run<T, TState, TResult>(Operand input, Operand output)
        where T : unmanaged, INumber<T>
        where TState : unmanaged, INumber<TState>
        where TResult : unmanaged, INumber<TResult>
    {
        var shape = input.Type.Shape;
        Recurrence.Run<T, TState, TResult>([], input.Span<T>(), output.Span<TResult>(), shape[axis], shape.Product(axis + 1, shape.Rank), isBackward);
    }
}

public sealed partial class Tensor
{
    /// <summary>The inclusive cumulative sum along an axis. Sums of int32 are int64.</summary>
    /// <remarks>Float32 accumulates in float64; each sum is rounded once.</remarks>
    /// <exception cref="OperationException">The axis does not exist, or the elements are booleans.</exception>
    public Tensor CumulativeSum(int axis = -1) => Apply(new CumulativeSum(ShapeRules.Axis("cumulative-sum", axis, Type), false), this);
}
