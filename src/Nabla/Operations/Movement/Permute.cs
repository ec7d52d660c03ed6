namespace Nabla;

/// <summary>Reorders the axes: axis i of the result is axis order[i] of the input. The derivative is reordered back.</summary>
internal sealed class Permute(int[] order) : MovementOperation
{
    private readonly int[] order = order;

    public override string Name => "permute";

    protected override OperationAttributes CreateAttributes() => new() { { "order", order } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        return inputs[0] with { Shape = Array.ConvertAll(order, axis => shape[axis]) };
    }

    internal override Tensor? Undo(Tensor y, Shape shape) => Back(y);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Back(dy);

    private Tensor Back(Tensor dy)
    {
        var back = new int[order.Length];
        for (var axis = 0; axis < order.Length; axis++) back[order[axis]] = axis;
        return dy.Permute(back);
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0]?.Permute(order);

    internal override bool IsIdentity => order.AsSpan().SequenceEqual(Enumerable.Range(0, order.Length).ToArray());

    /// <summary>True if only the last two axes are swapped.</summary>
    public bool IsOfMatrices =>
        order.Length >= 2
            && order[^1] == order.Length - 2
            && order[^2] == order.Length - 1
            && order.AsSpan(0, order.Length - 2).SequenceEqual(Enumerable.Range(0, order.Length - 2).ToArray());

    internal override MovementOperation? ComposeWith(MovementOperation next) =>
        next is Permute second ? new Permute(Array.ConvertAll(second.order, axis => order[axis])) : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => stacked[0]!.Permute([0, .. order.Select(axis => axis + 1)]);

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs)
    {
        var strides = inputs[0].Shape.Strides();
        yield return MovementPiece.Whole(0, output, Array.ConvertAll(order, axis => (long)strides[axis]));
    }
}

public sealed partial class Tensor
{
    /// <summary>Reorders the axes: axis i of the result is axis <paramref name="order"/>[i] of this tensor.</summary>
    /// <exception cref="ShapeException">The order is not a permutation of the axes.</exception>
    public Tensor Permute(params ReadOnlySpan<int> order)
    {
        var axes = Array.ConvertAll(order.ToArray(), axis => ShapeRules.Axis("permute", axis, Type));
        if (axes.Length != Rank || axes.Distinct().Count() != Rank)
        {
            throw new ShapeException(
                "permute",
                $"the order [{string.Join(", ", order.ToArray())}] does not name each of the {Rank} axes of {Shape} once; Transpose swaps two axes.",
                [Type]);
        }
        return axes.AsSpan().SequenceEqual(Enumerable.Range(0, Rank).ToArray()) ? this : Apply(new Permute(axes), this);
    }

    /// <summary>Swaps the last two axes: the transpose of each matrix.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor Transpose() => Rank >= 2 ? Transpose(-2, -1) : throw new ShapeException("transpose", $"needs at least two axes, got {Shape}.", [Type]);

    /// <summary>Swaps two axes. Negative axes count from the end.</summary>
    /// <exception cref="ShapeException">The axis does not exist.</exception>
    public Tensor Transpose(int axis1, int axis2)
    {
        var order = Enumerable.Range(0, Rank).ToArray();
        var (first, second) = (ShapeRules.Axis("transpose", axis1, Type), ShapeRules.Axis("transpose", axis2, Type));
        (order[first], order[second]) = (second, first);
        return Permute(order);
    }
}
