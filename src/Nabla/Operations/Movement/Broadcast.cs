namespace Nabla;

/// <summary>Broadcasts along new leading axes and axes of size 1. The derivative is summed over the repetitions.</summary>
internal sealed class Broadcast(Shape shape) : MovementOperation
{
    public override string Name => "broadcast";

    protected override OperationAttributes CreateAttributes() => new() { { "shape", shape } };

    internal override bool IsBroadcast => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var from = inputs[0].Shape;
        for (var i = 1; i <= from.Rank; i++)
        {
            if (i > shape.Rank || (from[^i] != 1 && from[^i] != shape[^i]))
                throw new ShapeException(Name, $"{from} cannot be broadcast to {shape}.", [.. inputs]);
        }
        return inputs[0] with { Shape = shape };
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var from = context[0].Shape;
        var leading = shape.Rank - from.Rank;
        var repeated = Enumerable.Range(0, shape.Rank).Where(axis => axis < leading || from[axis - leading] != shape[axis]).ToArray();
        return dy.Sum(repeated).Reshape(from);
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0]?.BroadcastTo(shape);

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        // New axes go between the stack axis and the existing ones.
        var ones = Enumerable.Repeat(1, shape.Rank - inputs[0].Rank);
        return stacked[0]!.Reshape((Shape)(int[])[length, .. ones, .. inputs[0].Shape]).BroadcastTo(shape.Stacked(length));
    }

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs)
    {
        yield return MovementPiece.Whole(0, output, Strides(inputs[0].Shape, output.Shape));
    }

    /// <summary>The strides that read a tensor of shape <paramref name="from"/> as one of shape <paramref name="to"/>.</summary>
    private static long[] Strides(Shape from, Shape to)
    {
        var own = from.Strides();
        var strides = new long[to.Rank];
        for (var i = 1; i <= from.Rank; i++) strides[^i] = from[^i] == 1 ? 0 : own[^i];
        return strides;
    }
}

public sealed partial class Tensor
{
    /// <summary>Broadcasts along new leading axes and axes of size 1 to the shape with the given sizes.</summary>
    /// <exception cref="ShapeException">A size is negative, or the shapes do not broadcast.</exception>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public Tensor BroadcastTo(params ReadOnlySpan<int> sizes) => BroadcastTo(Shape.Create(sizes));

    /// <summary>Broadcasts along new leading axes and axes of size 1 to <paramref name="shape"/>.</summary>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    public Tensor BroadcastTo(Shape shape) => shape.Equals(Shape) ? this : Apply(new Broadcast(shape), this);
}
