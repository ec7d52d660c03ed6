using System.Numerics;

namespace Nabla;

/// <summary>The k largest elements along an axis, largest first, and their int64 indices; ties take the first. The derivative goes to the originals.</summary>
internal sealed class TopK(int axis, int count) : MultiResultOperation
{
    public override string Name => "top-k";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "count", count } };

    public override int ResultCount => 2;

    protected internal override bool CanFail => false;

    internal override bool HasSupport => true;

    public override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs)
    {
        var type = ShapeRules.SameNumber(this, inputs) with { Shape = inputs[0].Shape.With(axis, count) };
        return [type, type with { Element = ElementType.Int64 }];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy) =>
        dy[0] is { } cotangent ? Tensor.Apply(new ScatterAddAlong(axis, context[0].Shape[axis]), cotangent, context.Outputs[1]) : null;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0]?.TakeAlong(context.Outputs[1], axis);

    internal override Tensor? Squared(in OperationContext context, int depth) => Power.SquareOf(context[0], depth - 1)?.TakeAlong(context.Outputs[1], axis);

    protected internal override Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.ApplyAll(new TopK(axis + 1, count), stacked[0]!);

    public override void Run(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
    {
        switch (inputs[0].Type.Element)
        {
            case ElementType.Float32: Run<float>(inputs[0], outputs); break;
            case ElementType.Float64: Run<double>(inputs[0], outputs); break;
            case ElementType.Int32: Run<int>(inputs[0], outputs); break;
            case ElementType.Int64: Run<long>(inputs[0], outputs); break;
            default: throw ElementTypes.Unknown(inputs[0].Type.Element);
        }
    }

    private void Run<T>(Operand input, ReadOnlySpan<Operand> outputs)
        where T : unmanaged, INumber<T>
    {
        var shape = input.Type.Shape;
        var (size, inner) = (shape[axis], shape.Product(axis + 1, shape.Rank));
        var x = input.Span<T>();
        var values = outputs[0].Span<T>();
        var indices = outputs[1].IsRequested ? outputs[1].Span<long>() : [];
        var (row, best) = (new T[size], new int[count]);
        for (var (start, target) = (0, 0); count > 0 && start < x.Length; start += size * inner, target += count * inner)
        {
            for (var column = 0; column < inner; column++)
            {
                for (var i = 0; i < size; i++) row[i] = x[start + column + i * inner];
                Select(row, best);
                for (var i = 0; i < count; i++)
                {
                    values[target + column + i * inner] = row[best[i]];
                    if (indices.Length > 0) indices[target + column + i * inner] = best[i];
                }
            }
        }
    }

    /// <summary>Sorts the indices of the k largest elements of a row. The candidates are a heap with the smallest at its root.</summary>
    private static void Select<T>(T[] row, int[] heap)
        where T : INumber<T>
    {
        for (var i = 0; i < heap.Length; i++) heap[i] = i;
        for (var parent = heap.Length / 2 - 1; parent >= 0; parent--) SiftDown(row, heap, parent);
        for (var i = heap.Length; i < row.Length; i++)
        {
            if (!ComesBefore(row, i, heap[0])) continue;
            heap[0] = i;
            SiftDown(row, heap, 0);
        }
        Array.Sort(heap, (a, b) => a == b ? 0 : ComesBefore(row, a, b) ? -1 : 1);
    }

    private static void SiftDown<T>(T[] row, int[] heap, int parent)
        where T : INumber<T>
    {
        for (var child = 2 * parent + 1; child < heap.Length; child = 2 * parent + 1)
        {
            if (child + 1 < heap.Length && ComesBefore(row, heap[child], heap[child + 1])) child++;
            if (!ComesBefore(row, heap[parent], heap[child])) return;
            (heap[parent], heap[child]) = (heap[child], heap[parent]);
            parent = child;
        }
    }

    /// <summary>Descending order: NaN first, ties by position.</summary>
    private static bool ComesBefore<T>(T[] row, int a, int b)
        where T : INumber<T>
    {
        var (x, y) = (row[a], row[b]);
        if (T.IsNaN(x) || T.IsNaN(y)) return T.IsNaN(x) && (!T.IsNaN(y) || a < b);
        return x > y || (x == y && a < b);
    }
}

public sealed partial class Tensor
{
    /// <summary>The <paramref name="count"/> largest elements along an axis, largest first, and their int64 indices. NaN counts as largest.</summary>
    /// <exception cref="OperationException">The axis does not exist or is too short, or the elements are booleans.</exception>
    public (Tensor Values, Tensor Indices) TopK(int count, int axis = -1)
    {
        axis = ShapeRules.Axis("top-k", axis, Type);
        if (count < 0 || count > Shape[axis])
            throw new ShapeException("top-k", $"axis {axis} of {Shape} has {Shape[axis]} elements, but {count} were requested.", [Type]);
        var results = ApplyAll(new TopK(axis, count), this);
        return (results[0], results[1]);
    }
}
