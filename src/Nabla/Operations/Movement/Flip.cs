namespace Nabla;

/// <summary>Reverses one axis. The derivative is reversed back.</summary>
internal sealed class Flip(int axis) : MovementOperation
{
    public override string Name => "flip";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis } };

    // Two flips cancel.
    internal override bool IsUndoneBy(MovementOperation next) => next.Equals(this);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Tensor.Apply(this, dy);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;

    internal override Tensor? Undo(Tensor y, Shape shape) => Tensor.Apply(this, y);

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new Flip(axis + 1), stacked[0]!);

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs)
    {
        var strides = Array.ConvertAll(inputs[0].Shape.Strides(), stride => (long)stride);
        var offset = (inputs[0].Shape[axis] - 1) * strides[axis];
        strides[axis] = -strides[axis];
        yield return MovementPiece.Whole(0, output, strides) with { SourceOffset = Math.Max(0, offset) };
    }
}

public sealed partial class Tensor
{
    /// <summary>Reverses the elements along the given axes, or along all.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is given twice.</exception>
    public Tensor Flip(params ReadOnlySpan<int> axes)
    {
        var type = Type;
        var chosen = axes.IsEmpty ? [.. Enumerable.Range(0, Rank)] : Array.ConvertAll(axes.ToArray(), axis => ShapeRules.Axis("flip", axis, type));
        if (chosen.Distinct().Count() != chosen.Length) throw new ShapeException("flip", $"an axis of {Shape} is named twice.", [Type]);
        return chosen.Aggregate(this, (x, axis) => Apply(new Flip(axis), x));
    }
}
