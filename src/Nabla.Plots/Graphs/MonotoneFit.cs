namespace Nabla.Plots;

/// <summary>Isotonic regression: the closest non-decreasing sequence in the weighted least-squares sense.</summary>
internal static class MonotoneFit
{
    /// <summary>Replaces the values in place: adjacent violators are pooled into their mean until none are left.</summary>
    internal static void Fit(double[] values, double[] weights)
    {
        var pools = new List<(double Mean, double Weight, int Count)>();
        for (var index = 0; index < values.Length; index++)
        {
            var pool = (Mean: values[index], Weight: weights[index], Count: 1);
            while (pools.Count > 0 && pools[^1].Mean > pool.Mean)
            {
                var before = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                var weight = before.Weight + pool.Weight;
                pool = (((before.Mean * before.Weight) + (pool.Mean * pool.Weight)) / weight, weight, before.Count + pool.Count);
            }

            pools.Add(pool);
        }

        var at = 0;
        foreach (var (mean, _, count) in pools)
        {
            values.AsSpan(at, count).Fill(mean);
            at += count;
        }
    }
}
