namespace Nabla.Learning;

/// <summary>Divides the rows of a data set into batches for one epoch.</summary>
public static class BatchSampler
{
    /// <summary>
    /// Returns batches of rows in random order, which together contain each row from 0 to <paramref name="count"/> − 1 once. The order is drawn by the call,
    /// not during enumeration; call again for the next epoch.
    /// </summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="batchSize">Rows per batch, at least 1; the last batch may be smaller.</param>
    /// <param name="random">The source of the order; advanced by the call.</param>
    /// <param name="dropLast">True to drop a last batch that would be smaller than the others.</param>
    /// <returns>The batches, each a separate array.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or <paramref name="batchSize"/> is below 1.</exception>
    public static IEnumerable<int[]> Shuffled(int count, int batchSize, HostRandom random, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(random);
        int[] rows = Rows(count, batchSize);
        random.Shuffle(rows.AsSpan());
        return Batches(rows, batchSize, dropLast);
    }

    /// <summary>Returns batches of rows in order, as for evaluation.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="batchSize">Rows per batch, at least 1; the last batch may be smaller.</param>
    /// <returns>The batches, each a separate array, which together contain each row from 0 to <paramref name="count"/> − 1 once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or <paramref name="batchSize"/> is below 1.</exception>
    public static IEnumerable<int[]> InOrder(int count, int batchSize) => Batches(Rows(count, batchSize), batchSize, dropLast: false);

    private static int[] Rows(int count, int batchSize)
    {
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, "The number of rows must be at least 0.");
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "A batch must have at least 1 row, such as 32.");
        return [.. Enumerable.Range(0, count)];
    }

    private static IEnumerable<int[]> Batches(int[] rows, int batchSize, bool dropLast)
    {
        int start = 0;
        for (; rows.Length - start >= batchSize; start += batchSize)
            yield return rows[start..(start + batchSize)];
        if (start < rows.Length && !dropLast)
            yield return rows[start..];
    }
}
