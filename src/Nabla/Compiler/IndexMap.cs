namespace Nabla.Compiler;

/// <summary>The source index of each position of a loop: an offset, and a stride for each axis, in elements.</summary>
internal sealed record IndexMap(long Offset, long[] Strides)
{
    /// <summary>The identity map.</summary>
    public static IndexMap Straight(Shape shape) => new(0, Array.ConvertAll(shape.Strides(), stride => (long)stride));

    /// <summary>True if a movement is a pure index map: users of its result can read its input instead.</summary>
    public static bool IsOf(MovementOperation move, TensorType output, TensorType input) =>
        move is { IsAlias: false, ZeroFills: false } && output.ElementCount > 0
        && move.CheckedPieces(output, [input]) is [{ TargetOffset: 0 } piece]
        && piece.Sizes.AsSpan().SequenceEqual(output.Shape.AsSpan())
        && piece.TargetStrides.AsSpan().SequenceEqual(Array.ConvertAll(output.Shape.Strides(), stride => (long)stride));

    /// <summary>The map into the input of a movement that corresponds to a map into its result.</summary>
    /// <param name="move">The movement.</param>
    /// <param name="output">The type of its result.</param>
    /// <param name="input">The type of its input.</param>
    /// <param name="loop">The shape of the loop.</param>
    public IndexMap Through(MovementOperation move, TensorType output, TensorType input, Shape loop)
    {
        var piece = move.CheckedPieces(output, [input])[0];
        var strides = new long[Strides.Length];
        // Axes of size 1 have no stride.
        for (var axis = 0; axis < strides.Length; axis++)
            if (loop[axis] > 1) strides[axis] = Moved(Strides[axis], output.Shape, piece.SourceStrides);
        return new(piece.SourceOffset + Moved(Offset, output.Shape, piece.SourceStrides), strides);
    }

    /// <summary>True if a loop over the shape reads contiguously from the first element.</summary>
    public bool IsStraight(Shape shape)
    {
        var straight = shape.Strides();
        for (var axis = 0; axis < Strides.Length; axis++)
            if (shape[axis] != 1 && Strides[axis] != straight[axis]) return false;
        return Offset == 0;
    }

    /// <summary>Decomposes a row-major distance into steps along each axis and applies the other strides to them.</summary>
    private static long Moved(long distance, Shape shape, long[] strides)
    {
        long result = 0;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (distance, var steps) = Math.DivRem(distance, shape[axis]);
            result += steps * strides[axis];
        }
        return result;
    }
}
