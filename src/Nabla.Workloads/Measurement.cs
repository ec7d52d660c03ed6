using System.Diagnostics;
using System.Globalization;

namespace Nabla.Workloads;

/// <summary>Times of a repeated step: half of the duration is warm-up, then every run is timed.</summary>
public sealed record Measurement(string Name, int Threads, int Runs, double LeastMicroseconds, double MedianMicroseconds)
{
    private const int MostRuns = 100_000;

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
        times.Sort();
        return new(name, threads, times.Count, times[0], times[times.Count / 2]);
    }

    /// <summary>The result as one line of JSON.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"workload":"{{Name}}","threads":{{Threads}},"runs":{{Runs}},"min_us":{{LeastMicroseconds:F2}},"median_us":{{MedianMicroseconds:F2}}}""");
}
