namespace Nabla;

/// <summary>Turns one axis round. The derivative is turned back.</summary>
internal sealed class Flip(int axis) : MovementOperation
{
    public override string Name => "flip";

    public override string Settings => $"axis {axis}";

    // Twice is not at all.
    internal override MovementOperation? ComposeWith(MovementOperation next) => next.Equals(this) ? Argument.Instance : null;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Tensor.Apply(this, dy);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    internal override Tensor? Undo(Tensor y, Shape shape) => Tensor.Apply(this, y);

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new Flip(axis + 1), stacked[0]!);

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs)
    {
        var strides = Array.ConvertAll(inputs[0].Shape.Strides(), stride => (long)stride);
        var offset = (inputs[0].Shape[axis] - 1) * strides[axis];
        strides[axis] = -strides[axis];
        yield return MovePiece.Whole(0, output, strides) with { SourceOffset = Math.Max(0, offset) };
    }
}

public sealed partial class Tensor
{
    /// <summary>The same numbers in the opposite order along the axes named, or along all.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public Tensor Flip(params ReadOnlySpan<int> axes)
    {
        var type = Type;
        var chosen = axes.IsEmpty ? [.. Enumerable.Range(0, Rank)] : Array.ConvertAll(axes.ToArray(), axis => ShapeRules.Axis("flip", axis, type));
        if (chosen.Distinct().Count() != chosen.Length) throw new ShapeException("flip", $"an axis of {Shape} is named twice.", [Type]);
        return chosen.Aggregate(this, (x, axis) => Apply(new Flip(axis), x));
    }
}
