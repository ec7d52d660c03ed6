using System.Diagnostics;
using System.Globalization;

namespace Nabla.Benchmarks;

/// <summary>Times a step over and over: half the seconds to warm up, then every run on its own.</summary>
internal static class Measurement
{
    private const int MostRuns = 100_000;

    public static void Print(string name, int threads, double seconds, Action step)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds / 2) step();
        var times = new List<double>(MostRuns);
        clock.Restart();
        while (times.Count < MostRuns && clock.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"workload":"{{name}}","threads":{{threads}},"runs":{{times.Count}},"min_us":{{times[0]:F2}},"median_us":{{times[times.Count / 2]:F2}}}"""));
    }
}
