using System.Diagnostics;
using System.Globalization;

namespace Nabla.Workloads;

/// <summary>Times of a repeated step: half of the duration is warm-up, then every run is timed.</summary>
/// <param name="Name">The name of the workload.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Runs">The number of timed runs.</param>
/// <param name="LeastMicroseconds">The shortest time.</param>
/// <param name="MedianMicroseconds">The median time.</param>
/// <param name="Noise">The range of the medians of five equal parts of the measurement, one after the other.</param>
public sealed record Measurement(
    string Name, int Threads, int Runs, double LeastMicroseconds, double MedianMicroseconds, (double Low, double High) Noise)
{
    private const int MostRuns = 100_000;
    private const int Parts = 5;

    public static Measurement Of(string name, int threads, double seconds, Action step, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            step();
        }
        while (clock.Elapsed.TotalSeconds < seconds / 2);
        var times = new List<double>(MostRuns);
        clock.Restart();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        while (times.Count < MostRuns && clock.Elapsed.TotalSeconds < seconds);
        var parts = Enumerable.Range(0, Parts).Select(part => Median(times[(part * times.Count / Parts)..((part + 1) * times.Count / Parts)]))
            .Where(median => !double.IsNaN(median)).ToList();
        return new(name, threads, times.Count, times.Min(), Median(times), (parts.Min(), parts.Max()));
    }

    private static double Median(List<double> times) => times.Count == 0 ? double.NaN : times.Order().ElementAt(times.Count / 2);

    /// <summary>The result as one line of JSON.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"workload":"{{Name}}","threads":{{Threads}},"runs":{{Runs}},"min_us":{{LeastMicroseconds:F2}},"median_us":{{MedianMicroseconds:F2}}}""");
}
