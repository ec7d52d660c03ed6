namespace Nabla.Learning;

/// <summary>
/// The area under the ROC curve: the probability that an example of a class gets a higher score for it than an example of another class, ties counting half
/// (Hanley and McNeil 1982). For two classes that of the second one; for more, the mean over the classes that occur, each against the others.
/// </summary>
/// <remarks>It keeps the scores of all examples.</remarks>
public sealed class RocAuc : ClassificationMetric
{
    private readonly List<double> scores = [];
    private readonly List<int> labels = [];
    private int classes;

    /// <inheritdoc/>
    public override string Name => "ROC-AUC";

    /// <inheritdoc/>
    public override double Value => classes == 2
        ? Of(1)
        : Enumerable.Range(0, classes).Select(Of).Where(area => !double.IsNaN(area)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The area for a class against the others; NaN if all examples are of it, or none, or a score is NaN.</summary>
    public double Of(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, classes);
        var own = new double[labels.Count];
        for (var i = 0; i < own.Length; i++) own[i] = scores[i * classes + index];
        if (own.Any(double.IsNaN)) return double.NaN;
        var isOf = labels.Select(label => label == index).ToArray();
        Array.Sort(own, isOf);
        // The sum of ranks of the class, where equal scores share their mean rank (Mann and Whitney 1947).
        var (ranks, positives) = (0.0, (double)isOf.Count(each => each));
        for (var start = 0; start < own.Length;)
        {
            var end = start + 1;
            while (end < own.Length && own[end] == own[start]) end++;
            ranks += isOf.AsSpan(start, end - start).Count(true) * (start + 1 + end) / 2.0;
            start = end;
        }
        return (ranks - positives * (positives + 1) / 2) / (positives * (own.Length - positives));
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        scores.Clear();
        labels.Clear();
        classes = 0;
    }

    /// <inheritdoc/>
    protected override void Add(ReadOnlySpan<double> probabilities, int label)
    {
        if (classes == 0) classes = probabilities.Length;
        if (classes != probabilities.Length) throw new DataException($"{Name}: the batches have {classes} and {probabilities.Length} classes.");
        CollectionExtensions.AddRange(scores, probabilities);
        labels.Add(label);
    }
}
