namespace Nabla;

/// <summary>Repeats a tensor along new leading axes and axes of size 1. The derivative is summed over the repetitions.</summary>
internal sealed class Broadcast(Shape shape) : MovementOperation
{
    public override string Name => "broadcast";

    public override string Settings => shape.ToString();

    internal override bool IsBroadcast => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var from = inputs[0].Shape;
        for (var i = 1; i <= from.Rank; i++)
        {
            if (i > shape.Rank || (from[^i] != 1 && from[^i] != shape[^i]))
                throw new ShapeException(Name, $"{from} cannot be repeated to {shape}.", [.. inputs]);
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

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        // New axes come between that of the stack and those that were there.
        var ones = Enumerable.Repeat(1, shape.Rank - inputs[0].Rank);
        return stacked[0]!.Reshape((Shape)(int[])[length, .. ones, .. inputs[0].Shape]).BroadcastTo(shape.Stacked(length));
    }

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs)
    {
        yield return MovePiece.Whole(0, output, Strides(inputs[0].Shape, output.Shape));
    }

    /// <summary>Strides that read a tensor of shape <paramref name="from"/> as one of shape <paramref name="to"/>.</summary>
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
    /// <summary>Repeats along new leading axes and along axes of size 1, until the shape is <paramref name="shape"/>.</summary>
    /// <exception cref="ShapeException">This shape cannot be repeated to that one.</exception>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public Tensor BroadcastTo(Shape shape) => shape.Equals(Shape) ? this : Apply(new Broadcast(shape), this);
}
