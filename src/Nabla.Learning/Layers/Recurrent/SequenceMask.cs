namespace Nabla.Learning;

/// <summary>Masks of sequences with different lengths in one batch.</summary>
public static class SequenceMask
{
    /// <summary>Returns for each sequence and step whether the step is part of the sequence: [batch, steps].</summary>
    /// <param name="lengths">[batch], int64.</param>
    /// <param name="steps">The number of steps of the batch.</param>
    /// <exception cref="OperationException">The lengths are not a vector of int64.</exception>
    /// <exception cref="IndexOutOfRangeException">When computed: a length is negative or larger than <paramref name="steps"/>.</exception>
    public static Tensor Create(Tensor lengths, int steps)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return Create("sequence-mask", lengths, lengths.Rank == 1 ? lengths.Shape[0] : -1, steps);
    }

    internal static Tensor Create(string operation, Tensor lengths, int batch, int steps)
    {
        if (lengths.ElementType != ElementType.Int64)
            throw new ElementTypeException(operation, $"lengths must be int64, got {lengths.Type}.", [lengths.Type]);
        if (lengths.Rank != 1 || lengths.Shape[0] != batch)
            throw new ShapeException(operation, $"needs one length for each of {Math.Max(batch, 0)} sequences, got {lengths.Shape}.", [lengths.Type]);
        // Row k of the table is the mask of length k. An index beyond it is an error.
        var places = Tensor.Range(steps).BroadcastTo(steps + 1, steps);
        var table = places < Tensor.Range(steps + 1).Reshape(steps + 1, 1).BroadcastTo(steps + 1, steps);
        return table.Gather(lengths);
    }
}
