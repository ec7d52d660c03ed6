namespace Nabla;

/// <summary>Reorders the axes: axis i of the result is axis order[i] of the input. The derivative is reordered back.</summary>
internal sealed class Transpose(int[] order) : MoveOperation
{
    private readonly int[] order = order;

    public override string Name => "transpose";

    public override string Settings => string.Join(" ", order);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        return inputs[0] with { Shape = Array.ConvertAll(order, axis => shape[axis]) };
    }

    internal override Tensor? Undo(Tensor y, Shape shape) => Back(y);

    public override Tensor? Reverse(int input, in Site site, Tensor dy) => Back(dy);

    private Tensor Back(Tensor dy)
    {
        var back = new int[order.Length];
        for (var axis = 0; axis < order.Length; axis++) back[order[axis]] = axis;
        return dy.Transpose(back);
    }

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx) => dx[0]?.Transpose(order);

    internal override bool IsIdentity => order.AsSpan().SequenceEqual(Enumerable.Range(0, order.Length).ToArray());

    /// <summary>True where each matrix in the last two axes is transposed, and nothing else.</summary>
    public bool IsOfMatrices =>
        order.Length >= 2 && order[^1] == order.Length - 2 && order[^2] == order.Length - 1 && order.AsSpan(0, order.Length - 2).SequenceEqual(Enumerable.Range(0, order.Length - 2).ToArray());

    internal override MoveOperation? ComposeWith(MoveOperation next) =>
        next is Transpose second ? new Transpose(Array.ConvertAll(second.order, axis => order[axis])) : null;

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => stacked[0]!.Transpose([0, .. order.Select(axis => axis + 1)]);

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs)
    {
        var strides = inputs[0].Shape.Strides();
        yield return MovePiece.Whole(0, output, Array.ConvertAll(order, axis => (long)strides[axis]));
    }
}

public sealed partial class Tensor
{
    /// <summary>Axis i of the result is axis <paramref name="order"/>[i] of this tensor; without an order, the last two axes change places.</summary>
    /// <exception cref="ShapeException">The order does not name each axis once, or there are fewer than two axes to exchange.</exception>
    public Tensor Transpose(params ReadOnlySpan<int> order)
    {
        int[] axes;
        if (order.IsEmpty)
        {
            if (Rank < 2) throw new ShapeException("transpose", $"needs at least two axes, got {Shape}.", [Type]);
            axes = [.. Enumerable.Range(0, Rank - 2), Rank - 1, Rank - 2];
        }
        else
        {
            axes = Array.ConvertAll(order.ToArray(), axis => Rules.Axis("transpose", axis, Type));
            if (axes.Length != Rank || axes.Distinct().Count() != Rank)
                throw new ShapeException("transpose", $"the order [{string.Join(", ", order.ToArray())}] does not name each of the {Rank} axes of {Shape} once.", [Type]);
        }
        return axes.AsSpan().SequenceEqual(Enumerable.Range(0, Rank).ToArray()) ? this : Apply(new Transpose(axes), this);
    }
}
