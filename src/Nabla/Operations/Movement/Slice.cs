namespace Nabla;

/// <summary>Every step-th element along one axis, starting at start. The derivative goes back to the original positions, with zeros between.</summary>
internal sealed class Slice(int axis, int start, int count, int step) : MovementOperation
{
    public override string Name => "slice";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "start", start }, { "count", count }, { "step", step } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = inputs[0].Shape.With(axis, count) };

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        Tensor.Apply(new DilatedPad(axis, [start], [count], context[0].Shape[axis], step), dy);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new Slice(axis + 1, start, count, step), stacked[0]!);

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs)
    {
        var strides = Array.ConvertAll(inputs[0].Shape.Strides(), stride => (long)stride);
        var offset = start * strides[axis];
        strides[axis] *= step;
        yield return MovementPiece.Whole(0, output, strides) with { SourceOffset = offset };
    }
}

/// <summary>
/// The transpose of <see cref="Slice"/>: places elements at every step-th position along one axis of a tensor of zeros. Several inputs may be placed side by
/// side, as for the slices that together make up a tensor.
/// </summary>
internal sealed class DilatedPad(int axis, int[] starts, int[] counts, int size, int step) : MovementOperation
{
    public override string Name => "spread";

    protected override OperationAttributes CreateAttributes() => new()
    {
        { "axis", axis }, { "start", starts }, { "count", counts }, { "size", size }, { "step", step },
    };

    public override bool ZeroFills => counts.Sum() < size;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameElement(this, inputs);
        return inputs[0] with { Shape = inputs[0].Shape.With(axis, size) };
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Tensor.Apply(new Slice(axis, starts[input], counts[input], step), dy);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var tangents = new Tensor[dx.Length];
        for (var i = 0; i < dx.Length; i++) tangents[i] = dx[i] ?? Tensor.Zeros(context[i].Shape, context[i].ElementType);
        return Tensor.Apply(this, tangents);
    }

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new DilatedPad(axis + 1, starts, counts, size, step), Batching.Stack(inputs, stacked, length));

    /// <summary>The sum of two results of this operation, if their elements lie side by side: a larger one.</summary>
    internal override Tensor? SumWith(Tensor own, Tensor other)
    {
        // Evaluated nodes without history have released their inputs.
        var (first, second) = (own.InputArray, other.InputArray);
        if (other.Operation is not DilatedPad pad || own.Type != other.Type || first.Length == 0 || second.Length == 0) return null;
        var (parts, others) = (Parts, pad.Parts);
        if (parts.Axis != others.Axis || parts.Step != 1 || others.Step != 1) return null;
        for (var i = 0; i < first.Length; i++)
        {
            for (var j = 0; j < second.Length; j++)
                if (parts.Starts[i] < others.Starts[j] + others.Counts[j] && others.Starts[j] < parts.Starts[i] + parts.Counts[i]) return null;
        }
        return Tensor.Apply(new DilatedPad(axis, [.. parts.Starts, .. others.Starts], [.. parts.Counts, .. others.Counts], size, 1), [.. first, .. second]);
    }

    private (int Axis, int[] Starts, int[] Counts, int Step) Parts => (axis, starts, counts, step);

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var target = Array.ConvertAll(output.Shape.Strides(), stride => (long)stride);
            var offset = starts[i] * target[axis];
            target[axis] *= step;
            yield return new(i, inputs[i].Shape.ToArray(), 0, Array.ConvertAll(inputs[i].Shape.Strides(), stride => (long)stride), offset, target);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>The elements in <paramref name="range"/> along <paramref name="axis"/>, optionally every step-th one.</summary>
    /// <exception cref="ShapeException">The axis does not exist, the range exceeds it, or the step is below 1.</exception>
    public Tensor Slice(int axis, Range range, int step = 1)
    {
        axis = ShapeRules.Axis("slice", axis, Type);
        var size = Shape[axis];
        var start = range.Start.GetOffset(size);
        var end = range.End.GetOffset(size);
        if (start < 0 || end > size || start > end)
            throw new ShapeException("slice", $"the range {range} exceeds axis {axis} of {Shape}, which has size {size}.", [Type]);
        if (step < 1) throw new ShapeException("slice", $"the step must be at least 1, got {step}.", [Type]);
        var count = (int)((end - start + (long)step - 1) / step);
        return count == size ? this : Apply(new Slice(axis, start, count, step), this);
    }
}
