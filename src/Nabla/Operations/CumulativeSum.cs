namespace Nabla;

/// <summary>
/// Sums of all numbers up to each along an axis: y_i = Σ_{j ≤ i} x_j, or from each to the end where it goes backwards. It is linear, and its transpose goes the
/// other way.
/// </summary>
internal sealed class CumulativeSum(int axis, bool isBackward) : OpaqueOperation
{
    public override string Name => "cumulative-sum";

    public override string Settings => $"axis {axis}{(isBackward ? " backwards" : "")}";

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Rules.SameNumber(this, inputs);

    public override Tensor? Reverse(int input, in Site site, Tensor dy) => Tensor.Apply(new CumulativeSum(axis, !isBackward), dy);

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new CumulativeSum(axis + 1, isBackward), stacked[0]!);

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        switch (output.Type.Element)
        {
            case ElementType.Float32: Run<float>(inputs[0], output); break;
            case ElementType.Float64: Run<double>(inputs[0], output); break;
            case ElementType.Int32: Run<int>(inputs[0], output); break;
            default: Run<long>(inputs[0], output); break;
        }
    }

    private void Run<T>(Operand input, Operand output)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var shape = input.Type.Shape;
        var x = input.Span<T>();
        var y = output.Span<T>();
        var (count, inner) = (shape[axis], shape.Product(axis + 1, shape.Rank));
        if (x.IsEmpty) return;
        for (var row = 0; row < x.Length; row += count * inner)
        {
            for (var i = 0; i < count; i++)
            {
                var place = row + (isBackward ? count - 1 - i : i) * inner;
                var before = isBackward ? place + inner : place - inner;
                for (var j = 0; j < inner; j++) y[place + j] = i == 0 ? x[place + j] : y[before + j] + x[place + j];
            }
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>Along an axis the sum of all numbers up to each, it included.</summary>
    /// <exception cref="ShapeException">There is no such axis, or these are truth values.</exception>
    public Tensor CumulativeSum(int axis = -1) => Apply(new CumulativeSum(Rules.Axis("cumulative-sum", axis, Type), false), this);
}
