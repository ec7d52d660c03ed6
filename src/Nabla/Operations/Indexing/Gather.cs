using Nabla.Kernels;

namespace Nabla;

/// <summary>Selects entries along one axis by index. The derivative is scattered back and added up.</summary>
/// <param name="axis">The axis.</param>
/// <param name="label">What the message about an index out of range begins with; null for the operation's name.</param>
internal sealed class Gather(int axis, string? label = null) : OpaqueOperation
{
    public override string Name => "gather";

    protected override OperationAttributes CreateAttributes() =>
        label is null ? new() { { "axis", axis } } : new() { { "axis", axis }, { "label", label } };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    /// <summary>0: elements are only moved.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Indices.Require(Name, inputs[1]);
        var shape = inputs[0].Shape.AsSpan();
        return inputs[0] with { Shape = Shape.Create([.. shape[..axis], .. inputs[1].Shape.AsSpan(), .. shape[(axis + 1)..]]) };
    }

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0] is { } support
        ? Tensor.Apply(this, support, context[1])
        : null;

    internal override Tensor? Squared(in OperationContext context, int depth) => Power.SquareOf(context[0], depth - 1) is { } square
        ? Tensor.Apply(this, square, context[1])
        : null;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        input == 0 ? Tensor.Apply(new ScatterAdd(axis, context[0].Shape[axis], context[1].Rank), dy, context[1]) : null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent
        ? Tensor.Apply(this, tangent, context[1])
        : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        if (stacked[1] is null) return Tensor.Apply(new Gather(axis + 1, label), stacked[0]!, inputs[1]);
        if (stacked[0] is not null) return base.Vectorize(inputs, stacked, length);
        // The stack axis ends up in place of the gathered one.
        var gathered = Tensor.Apply(this, inputs[0], stacked[1]!);
        return gathered.Permute([axis, .. Enumerable.Range(0, axis), .. Enumerable.Range(axis + 1, gathered.Rank - axis - 1)]);
    }

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (x, indices) = (inputs[0], inputs[1]);
        var shape = x.Type.Shape;
        var (outer, size) = (shape.Product(0, axis), shape[axis]);
        var row = (long)shape.Product(axis + 1, shape.Rank) * x.Type.Element.Size();
        var target = output.Pointer;
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < indices.Type.ElementCount; i++, target += row)
                System.Buffer.MemoryCopy(x.Pointer + (o * (long)size + Indices.Read(label ?? Name, indices, i, size)) * row, target, row, row);
        }
    }
}

/// <summary>The transpose of <see cref="Gather"/>: adds entries at the given indices along one axis of the given size.</summary>
internal sealed class ScatterAdd(int axis, int size, int indexRank) : OpaqueOperation
{
    public override string Name => "scatter-add";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "size", size }, { "indexRank", indexRank } };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.RequireFloat(Name, inputs[..1]);
        Indices.Require(Name, inputs[1]);
        var shape = inputs[0].Shape.AsSpan();
        return inputs[0] with { Shape = Shape.Create([.. shape[..axis], size, .. shape[(axis + indexRank)..]]) };
    }

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports)
    {
        if (supports[0] is { } support) return Tensor.Apply(this, support.To(ElementType.Float32), context[1]) > 0;
        // The mask is the same along all other axes.
        var named = Tensor.Apply(new ScatterAdd(0, size, indexRank), Tensor.Ones(context[1].Shape), context[1]) > 0;
        return Reductions.Along(named, context.Output.Shape, axis);
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => input == 0 ? Tensor.Apply(new Gather(axis), dy, context[1]) : null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent
        ? Tensor.Apply(this, tangent, context[1])
        : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => stacked[1] is null
        ? Tensor.Apply(new ScatterAdd(axis + 1, size, indexRank), stacked[0]!, inputs[1])
        : base.Vectorize(inputs, stacked, length);

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (inner, outer) = (output.Type.Shape.Product(axis + 1, output.Type.Shape.Rank), output.Type.Shape.Product(0, axis));
        var (first, next) = Chains(inputs[1]);
        if (output.Type.Element.IsSingle()) Run<float>(inputs[0], output, first, next, outer, inner);
        else Run<double>(inputs[0], output, first, next, outer, inner);
    }

    /// <summary>For every position, the first entry added there, and for every entry, the next one added at the same position; −1 for none.</summary>
    private (int[] First, int[] Next) Chains(Operand indices)
    {
        var (first, last, next) = (new int[size], new int[size], new int[indices.Type.ElementCount]);
        Array.Fill(first, -1);
        Array.Fill(next, -1);
        for (var i = 0; i < next.Length; i++)
        {
            var place = Indices.Read(Name, indices, i, size);
            if (first[place] < 0) first[place] = i;
            else next[last[place]] = i;
            last[place] = i;
        }
        return (first, next);
    }

    /// <summary>Position by position, so that all entries of one are added in float64 and rounded once.</summary>
    private static void Run<T>(Operand input, Operand output, int[] first, int[] next, int outer, int inner)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Span<T> entries = input.Span<T>(), target = output.Span<T>();
        var sum = new double[inner];
        for (var o = 0; o < outer; o++)
        {
            for (var place = 0; place < first.Length; place++)
            {
                var result = target.Slice((o * first.Length + place) * inner, inner);
                var entry = first[place];
                if (entry < 0) result.Clear();
                else if (next[entry] < 0) Entry(entries, entry).CopyTo(result);
                else
                {
                    WideSum.Start(Entry(entries, entry), sum);
                    while ((entry = next[entry]) >= 0) WideSum.Add(Entry(entries, entry), sum);
                    WideSum.Round(sum, result);
                }
            }
            entries = entries[(next.Length * inner)..];
        }

        Span<T> Entry(Span<T> all, int entry) => all.Slice(entry * inner, inner);
    }
}

/// <summary>Index handling shared by operations.</summary>
internal static class Indices
{
    public static void Require(string operation, TensorType indices)
    {
        if (!indices.Element.IsInteger())
            throw new ElementTypeException(operation, $"indices must be int32 or int64, got {indices}.", [indices]);
    }

    /// <summary>The index at a position, checked against the axis size.</summary>
    public static unsafe long Read(string operation, Operand indices, int position, int size)
    {
        var index = indices.Type.Element == ElementType.Int32 ? ((int*)indices.Pointer)[position] : ((long*)indices.Pointer)[position];
        return index >= 0 && index < size
            ? index
            : throw new IndexOutOfRangeException(
                $"{operation}: index {index} at position {Place(indices.Type.Shape, position)} is outside an axis of size {size} (0 to {size - 1}).");
    }

    private static string Place(Shape shape, int position)
    {
        if (shape.Rank < 2) return $"{position}";
        var place = new int[shape.Rank];
        for (var axis = place.Length - 1; axis >= 0; axis--) (position, place[axis]) = Math.DivRem(position, shape[axis]);
        return $"[{string.Join(", ", place)}] of {shape}";
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The entries at <paramref name="indices"/> along <paramref name="axis"/>, which is replaced by the axes of the indices. An index out of range is reported
    /// when the result is computed.
    /// </summary>
    /// <param name="indices">The indices, int32 or int64.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="label">What the message about an index out of range begins with, such as the name of a layer; null for <c>gather</c>.</param>
    /// <exception cref="OperationException">The axis does not exist, or the indices are not integers.</exception>
    public Tensor Gather(Tensor indices, int axis = 0, string? label = null) =>
        Apply(new Gather(ShapeRules.Axis("gather", axis, Type), label), this, indices);

    /// <summary>
    /// This tensor with <paramref name="values"/> added at <paramref name="indices"/> along <paramref name="axis"/>; repeated indices accumulate.
    /// The values have the shape of <see cref="Gather"/> with the same indices. An index out of range is reported when the result is computed.
    /// </summary>
    /// <exception cref="OperationException">The axis does not exist, the indices are not integers, or the values have the wrong shape or type.</exception>
    public Tensor ScatterAdd(Tensor indices, Tensor values, int axis = 0)
    {
        axis = ShapeRules.Axis("scatter-add", axis, Type);
        Indices.Require("scatter-add", indices.Type);
        var shape = Shape.Create([.. Shape.AsSpan()[..axis], .. indices.Shape.AsSpan(), .. Shape.AsSpan()[(axis + 1)..]]);
        if (!values.Shape.Equals(shape))
            throw new ShapeException(
                "scatter-add",
                $"the values are {values.Shape}; with indices {indices.Shape} along axis {axis} of {Shape} they must be {shape}.",
                [Type, indices.Type, values.Type]);
        return this + Apply(new ScatterAdd(axis, Shape[axis], indices.Rank), values, indices);
    }
}
