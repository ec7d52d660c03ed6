namespace Nabla;

/// <summary>Moves elements without computing anything: each result element is read from the position given by an affine index map.</summary>
public abstract class MovementOperation : Operation
{
    /// <inheritdoc/>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    internal sealed override bool HasSupport => true;

    internal sealed override bool IsLinear => true;

    /// <summary>
    /// Returns the boxes to copy. Together they write every element of the result once, or only some of them if <see cref="ZeroFills"/> is true.
    /// </summary>
    /// <param name="output">The type of the result.</param>
    /// <param name="inputs">The types of the inputs.</param>
    public abstract IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs);

    /// <summary>True if elements that no piece writes are zero; otherwise every element must be written.</summary>
    public virtual bool ZeroFills => false;

    /// <summary>True if the result is the memory of the input with another shape, so that nothing has to be copied.</summary>
    internal virtual bool IsAlias => false;

    /// <summary>True if elements are only repeated, so that a reader of the result can read the input instead.</summary>
    internal virtual bool IsBroadcast => false;

    /// <summary>
    /// Returns the pieces after checking that they stay within inputs and result and, unless <see cref="ZeroFills"/> is true, write every element.
    /// Movements of this library are not checked.
    /// </summary>
    /// <exception cref="InvalidOperationException">The check fails.</exception>
    internal MovementPiece[] CheckedPieces(TensorType output, TensorType[] inputs)
    {
        MovementPiece[] pieces = [.. Pieces(output, inputs)];
        if (GetType().Module == typeof(MovementOperation).Module) return pieces;
        var written = new bool[output.ElementCount];
        foreach (var piece in pieces)
        {
            if ((uint)piece.Input >= (uint)inputs.Length)
                throw new InvalidOperationException($"{Name}: a piece reads input {piece.Input}, but there are only {inputs.Length} inputs.");
            if (piece.Sizes.Length != piece.SourceStrides.Length || piece.Sizes.Length != piece.TargetStrides.Length)
            {
                throw new InvalidOperationException(
                    $"{Name}: a piece has {piece.Sizes.Length} sizes, {piece.SourceStrides.Length} source strides and "
                    + $"{piece.TargetStrides.Length} target strides.");
            }
            if (piece.Sizes.Contains(0)) continue;
            RequireInside("reads", piece.Sizes, piece.SourceOffset, piece.SourceStrides, inputs[piece.Input]);
            RequireInside("writes", piece.Sizes, piece.TargetOffset, piece.TargetStrides, output);
            Mark(written, piece, 0, piece.TargetOffset);
        }
        if (!ZeroFills && Array.IndexOf(written, false) is var missing and >= 0)
            throw new InvalidOperationException($"{Name}: no piece writes element {missing} of the result {output}; set ZeroFills if it should be zero.");
        return pieces;
    }

    private void RequireInside(string verb, int[] sizes, long offset, long[] strides, TensorType type)
    {
        var (first, last) = (offset, offset);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] < 0) throw new InvalidOperationException($"{Name}: a piece has the size {sizes[axis]}.");
            var step = checked((sizes[axis] - 1) * strides[axis]);
            (first, last) = (first + Math.Min(0, step), last + Math.Max(0, step));
        }
        if (first < 0 || last >= type.ElementCount)
            throw new InvalidOperationException($"{Name}: a piece {verb} elements {first} to {last} of {type}, which has {type.ElementCount}.");
    }

    private static void Mark(bool[] written, MovementPiece piece, int axis, long offset)
    {
        if (axis == piece.Sizes.Length)
        {
            written[offset] = true;
            return;
        }
        for (var i = 0; i < piece.Sizes[axis]; i++) Mark(written, piece, axis + 1, offset + i * piece.TargetStrides[axis]);
    }

    /// <summary>True if every element keeps its position.</summary>
    internal virtual bool IsIdentity => false;

    /// <summary>Applies the same movement to the supports of the inputs.</summary>
    internal sealed override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports)
    {
        if (!ZeroFills && supports.IndexOfAnyExcept((Tensor?)null) < 0) return null;
        var moved = new Tensor[supports.Length];
        for (var i = 0; i < moved.Length; i++) moved[i] = Nabla.Support.OrEverywhere(supports[i], context[i]);
        return Tensor.Apply(this, moved);
    }

    /// <summary>Returns the input of the given shape that this movement maps to y, if there is exactly one; otherwise null.</summary>
    internal virtual Tensor? Undo(Tensor y, Shape shape) => null;

    /// <summary>True if the other movement restores the position of every element.</summary>
    internal virtual bool IsUndoneBy(MovementOperation next) => false;

    /// <summary>Returns a single movement equivalent to this one followed by another; null if there is none.</summary>
    internal virtual MovementOperation? ComposeWith(MovementOperation next) => null;
}

/// <summary>A box copied between two strided layouts. Strides and offsets count elements.</summary>
/// <param name="Input">The index of the input to read.</param>
/// <param name="Sizes">The sizes of the box, one per axis.</param>
/// <param name="SourceOffset">The position of the box's first element in the input.</param>
/// <param name="SourceStrides">The step in the input along each axis; 0 repeats an element, a negative one runs backward.</param>
/// <param name="TargetOffset">The position of the box's first element in the result.</param>
/// <param name="TargetStrides">The step in the result along each axis.</param>
public readonly record struct MovementPiece(int Input, int[] Sizes, long SourceOffset, long[] SourceStrides, long TargetOffset, long[] TargetStrides)
{
    /// <summary>Returns the piece that writes the whole result, reading an input with the given strides.</summary>
    public static MovementPiece Whole(int input, TensorType output, long[] sourceStrides) =>
        new(input, output.Shape.ToArray(), 0, sourceStrides, 0, Array.ConvertAll(output.Shape.Strides(), stride => (long)stride));
}
