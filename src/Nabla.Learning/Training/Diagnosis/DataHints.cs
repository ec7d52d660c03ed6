using System.Globalization;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>Hints about data that make training hard or its test too kind.</summary>
public static class DataHints
{
    private const double ManyDeviations = 50;
    private const double WidelyDifferent = 1000;
    private const int LeastLeaks = 5;
    private const double LeastShare = 0.01;
    private const double LeastDistinct = 0.9;
    private const int ColumnsNamed = 5;

    /// <summary>Returns hints; empty if there is nothing to say.</summary>
    /// <param name="training">The training examples, as the network gets them.</param>
    /// <param name="test">The test examples in the same form; null if there are none.</param>
    public static IEnumerable<string> For(Dataset training, Dataset? test)
    {
        ArgumentNullException.ThrowIfNull(training);
        // Pixels at the edge of images are often constant.
        if (training.ExampleShape.Count == 1)
        {
            var columns = Enumerable.Range(0, training.Width).Select(column => (Column: column, Statistics: training.FeatureStatistics(column))).ToList();
            var constant = columns.Where(entry => entry.Statistics.Minimum == entry.Statistics.Maximum).ToList();
            if (constant.Count > 0)
            {
                yield return $"{(constant.Count == 1 ? "column" : $"{constant.Count} columns")} with one value only: nothing to learn from: "
                    + Named([.. constant.Select(entry => training.FeatureNames[entry.Column])]);
            }
            var varied = columns.Where(entry => entry.Statistics.StandardDeviation > 0).ToList();
            foreach (var (column, statistics) in varied)
            {
                var reach = Math.Max(statistics.Maximum - statistics.Mean, statistics.Mean - statistics.Minimum) / statistics.StandardDeviation;
                if (reach < ManyDeviations) continue;
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"column '{Printable.Escape(training.FeatureNames[column])}' reaches {reach:F0} standard deviations from its mean: a few outliers "
                    + $"decide its scale; look at them, or take its logarithm");
            }
            if (varied.Count > 1)
            {
                var (small, large) = (varied.MinBy(entry => entry.Statistics.StandardDeviation), varied.MaxBy(entry => entry.Statistics.StandardDeviation));
                var ratio = large.Statistics.StandardDeviation / small.Statistics.StandardDeviation;
                if (ratio > WidelyDifferent)
                {
                    yield return string.Create(
                        CultureInfo.InvariantCulture,
                        $"column '{Printable.Escape(training.FeatureNames[large.Column])}' varies {ratio:G2} times as much as "
                        + $"'{Printable.Escape(training.FeatureNames[small.Column])}'; standardize the columns");
                }
            }
        }
        if (test is null) yield break;
        var leaks = Leaks(training, test);
        if (leaks >= LeastLeaks && leaks >= LeastShare * test.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{leaks} of {test.Count} test examples ({(double)leaks / test.Count:P1}) are among the training examples as well: "
                + $"the test score is optimistic");
        }
    }

    /// <summary>Returns the number of test examples whose features all equal those of a training example.</summary>
    private static int Leaks(Dataset training, Dataset test)
    {
        if (training.Width != test.Width) return 0;
        var rows = new Dictionary<int, List<int>>();
        for (var row = 0; row < training.Count; row++)
        {
            ref var same = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, HashOf(training.Example(row)), out _);
            (same ??= []).Add(row);
        }
        // Tables of few different rows have the same ones everywhere, without a leak.
        if (rows.Count < LeastDistinct * training.Count) return 0;
        var leaks = 0;
        for (var row = 0; row < test.Count; row++)
        {
            var example = test.Example(row);
            if (!rows.TryGetValue(HashOf(example), out var candidates)) continue;
            foreach (var candidate in candidates)
            {
                if (!training.Example(candidate).SequenceEqual(example)) continue;
                leaks++;
                break;
            }
        }
        return leaks;
    }

    private static int HashOf(ReadOnlySpan<float> example)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(example));
        return hash.ToHashCode();
    }

    private static string Named(List<string> names) =>
        string.Join(", ", names.Take(ColumnsNamed).Select(name => $"'{Printable.Escape(name)}'")) + (names.Count > ColumnsNamed ? " and more" : "");
}
