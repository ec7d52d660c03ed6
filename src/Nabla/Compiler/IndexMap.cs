namespace Nabla.Compiler;

/// <summary>Where the element at each position of a loop is read from: an offset, and a stride for each axis, in elements.</summary>
internal sealed record IndexMap(long Offset, long[] Strides)
{
    /// <summary>Every element where it is.</summary>
    public static IndexMap Straight(Shape shape) => new(0, Array.ConvertAll(shape.Strides(), stride => (long)stride));

    /// <summary>Whether a move only says where elements are read from: whoever reads its result may as well read its input.</summary>
    public static bool IsOf(MovementOperation move, TensorType output) => move is { IsAlias: false, ZeroFills: false, HasOneInput: true } && output.ElementCount > 0;

    /// <summary>The same positions in the input of a move, for a map of positions in its result.</summary>
    /// <param name="move">The move.</param>
    /// <param name="output">The type of its result.</param>
    /// <param name="input">The type of its input.</param>
    /// <param name="loop">The shape that the map is over.</param>
    public IndexMap Through(MovementOperation move, TensorType output, TensorType input, Shape loop)
    {
        var piece = move.Pieces(output, [input]).Single();
        var strides = new long[Strides.Length];
        // An axis of one element is never stepped along.
        for (var axis = 0; axis < strides.Length; axis++)
            if (loop[axis] > 1) strides[axis] = Moved(Strides[axis], output.Shape, piece.SourceStrides);
        return new(piece.SourceOffset + Moved(Offset, output.Shape, piece.SourceStrides), strides);
    }

    /// <summary>Whether a loop of some shape reads straight through, from the first element on.</summary>
    public bool IsStraight(Shape shape)
    {
        var straight = shape.Strides();
        for (var axis = 0; axis < Strides.Length; axis++)
            if (shape[axis] != 1 && Strides[axis] != straight[axis]) return false;
        return Offset == 0;
    }

    /// <summary>A distance in a row-major layout is a number of steps along each axis; with other strides, those steps lead elsewhere.</summary>
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
