namespace Nabla.Learning;

public sealed partial class Dataset
{
    /// <summary>Returns the examples of the given rows, in that order. Rows may repeat.</summary>
    /// <param name="rows">Rows 0 to <see cref="Count"/> − 1, at least one.</param>
    /// <returns>A new set with copies of these examples and the same names.</returns>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range.</exception>
    public Dataset Subset(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            throw new ArgumentException($"{Name}: a subset needs at least one row.", nameof(rows));
        foreach (int row in rows) CheckRow(row);
        int[] chosen = [];
        if (IsClassification) CopyLabels(rows, chosen = new int[rows.Length]);
        return new Dataset(this, features.Rows(rows), chosen, IsClassification ? targets : targets.Rows(rows));
    }

    /// <summary>
    /// Splits the examples at random into two sets, such as training and test. With class labels the split is stratified: a class of at least two examples has
    /// at least one on each side, and the only example of a class stays with the remainder.
    /// </summary>
    /// <param name="fraction">The fraction of the examples that goes to <c>Part</c>, above 0 and below 1.</param>
    /// <param name="random">The source of the assignment; advanced by the call.</param>
    /// <returns>The remainder and the part, each in the order of this set.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">One side would be empty.</exception>
    public (Dataset Remainder, Dataset Part) Split(double fraction, HostRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), NumberText.Of(fraction), "The fraction must be between 0 and 1, such as 0.2.");

        var isPart = new bool[Count];
        foreach (int[] group in RowsByClass())
        {
            random.Shuffle(group.AsSpan());
            int taken = (int)Math.Round(fraction * group.Length, MidpointRounding.AwayFromZero);
            // The remainder, used for training, must contain every class.
            taken = Math.Clamp(taken, Math.Min(1, group.Length - 1), group.Length - 1);
            foreach (int row in group.AsSpan(0, taken))
                isPart[row] = true;
        }

        int[] part = [.. Enumerable.Range(0, Count).Where(row => isPart[row])];
        int[] rest = [.. Enumerable.Range(0, Count).Where(row => !isPart[row])];
        if (part.Length == 0 || rest.Length == 0)
        {
            bool areAlone = IsClassification && Count > 1 && CountPerClass().All(static count => count <= 1);
            throw new InvalidOperationException(areAlone
                ? $"{Name}: each of the {Count} examples is the only one of its class, so none can be split off."
                : $"{Name}: {Count} examples are too few to split off {NumberText.Of(fraction)} of them.");
        }
        return (Subset(rest), Subset(part));
    }

    /// <summary>Returns the same examples with another shape, such as rows of 64 values as images [8, 8].</summary>
    /// <param name="exampleShape">The new shape; the product of its sizes must be <see cref="Width"/>.</param>
    /// <returns>A set with the same values.</returns>
    /// <exception cref="ArgumentException">The shape has a different number of features.</exception>
    public Dataset WithExampleShape(IReadOnlyList<int> exampleShape)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        if (WidthOf(Name, exampleShape) != Width)
        {
            throw new ArgumentException(
                $"{Name}: examples of {Width} features cannot take the shape [{string.Join(", ", exampleShape)}].", nameof(exampleShape));
        }
        return new Dataset(Name, features, [.. exampleShape], FeatureNames, labels, [.. ClassNames], targets, [.. TargetNames])
        {
            Schema = Schema,
            ReadingNotes = ReadingNotes,
        };
    }

    /// <summary>Copies the features of the given rows, as for a batch.</summary>
    /// <param name="rows">Rows 0 to <see cref="Count"/> − 1.</param>
    /// <param name="destination">Receives [number of rows, <see cref="Width"/>] values.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has the wrong size.</exception>
    public void CopyFeatures(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckDestination(rows, Width, destination.Length);
        for (int i = 0; i < rows.Length; i++)
            Example(rows[i]).CopyTo(destination.Slice(i * Width, Width));
    }

    /// <summary>Copies the labels of the given rows, as for a batch.</summary>
    /// <param name="rows">Rows 0 to <see cref="Count"/> − 1.</param>
    /// <param name="destination">Receives one label per row.</param>
    /// <exception cref="InvalidOperationException">The set is for regression.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has the wrong size.</exception>
    public void CopyLabels(ReadOnlySpan<int> rows, Span<int> destination)
    {
        if (!IsClassification)
            throw new InvalidOperationException($"{Name}: has regression targets, not class labels.");
        CheckDestination(rows, 1, destination.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            CheckRow(rows[i]);
            destination[i] = labels[rows[i]];
        }
    }

    /// <summary>Copies the regression targets of the given rows, as for a batch.</summary>
    /// <param name="rows">Rows 0 to <see cref="Count"/> − 1.</param>
    /// <param name="destination">Receives [number of rows, <see cref="OutputWidth"/>] values.</param>
    /// <exception cref="InvalidOperationException">The set is for classification.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has the wrong size.</exception>
    public void CopyTargets(ReadOnlySpan<int> rows, Span<float> destination)
    {
        if (IsClassification)
            throw new InvalidOperationException($"{Name}: has class labels, not regression targets.");
        CheckDestination(rows, OutputWidth, destination.Length);
        for (int i = 0; i < rows.Length; i++)
            Target(rows[i]).CopyTo(destination.Slice(i * OutputWidth, OutputWidth));
    }

    internal Dataset WithFeatures(float[] numbers) => new(this, new(numbers, Width), labels, targets);

    internal Dataset WithTargets(float[] numbers) => new(this, features, labels, new(numbers, OutputWidth));

    private IEnumerable<int[]> RowsByClass() => IsClassification
        ? Enumerable.Range(0, Count).GroupBy(row => labels[row]).OrderBy(group => group.Key).Select(group => group.ToArray())
        : [Enumerable.Range(0, Count).ToArray()];

    private void CheckDestination(ReadOnlySpan<int> rows, int width, int length)
    {
        if (length != (long)rows.Length * width)
            throw new ArgumentException($"{Name}: {rows.Length} rows of {width} need room for {(long)rows.Length * width} numbers, not {length}.");
    }
}
