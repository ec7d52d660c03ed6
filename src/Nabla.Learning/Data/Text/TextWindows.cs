namespace Nabla.Learning;

/// <summary>
/// A text as examples for a network that predicts the next character: windows of characters, whose targets are the same characters one place further. In random
/// order, the windows of an epoch start at another place each time.
/// </summary>
public sealed class TextWindows : IBatchSource
{
    private readonly long[] codes;
    private readonly int length;

    /// <summary>Creates windows over encoded characters.</summary>
    /// <param name="codes">The characters, as a vocabulary numbers them.</param>
    /// <param name="length">The number of characters in a window.</param>
    /// <param name="classes">The number of characters in the vocabulary.</param>
    /// <param name="name">The name in messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    /// <exception cref="DataException">The text is too short for a window and the character behind it.</exception>
    public TextWindows(IReadOnlyList<long> codes, int length, int classes, string name)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (codes.Count <= length) throw new DataException($"{name}: has {codes.Count} characters, too few for windows of {length} and the character behind.");
        (this.codes, this.length, OutputWidth, Name) = ([.. codes], length, classes, name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The number of characters in a window.</summary>
    public IReadOnlyList<int> ExampleShape => [length];

    /// <inheritdoc/>
    public int OutputWidth { get; }

    /// <inheritdoc/>
    public bool IsClassification => true;

    /// <summary>The number of windows in an epoch.</summary>
    public int Count => (codes.Length - 1) / length;

    /// <summary>Returns batches with inputs and targets [batch, length], int64.</summary>
    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var spare = codes.Length - 1 - Count * length;
        // The windows move within the characters that are left over, and by up to a window if one may be lost.
        var count = random is null || Count == 1 ? Count : Count - 1;
        var first = random is null ? 0 : (int)(random.NextDouble() * (codes.Length - count * length));
        if (Count == 1) first = Math.Min(first, spare);
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = order.Length - 1; random is not null && i > 0; i--)
        {
            var j = (int)(random.NextDouble() * (i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
        for (var start = 0; start < count; start += batchSize)
        {
            var size = Math.Min(batchSize, count - start);
            var (inputs, targets) = (new long[size * length], new long[size * length]);
            for (var i = 0; i < size; i++)
            {
                var from = Math.Min(first + order[start + i] * length, codes.Length - 1 - length);
                codes.AsSpan(from, length).CopyTo(inputs.AsSpan(i * length));
                codes.AsSpan(from + 1, length).CopyTo(targets.AsSpan(i * length));
            }
            yield return new(Tensor.From(inputs, [size, length]), Tensor.From(targets, [size, length]));
        }
    }
}
