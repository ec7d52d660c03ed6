using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Nabla.Workloads;

namespace Nabla.Cli;

/// <summary><c>nabla bench</c>: times the workloads used to compare Nabla with other libraries.</summary>
internal sealed class BenchCommand
{
    private readonly Argument<string[]> names = new("workloads")
    {
        Description = $"Workloads to run (default: all): {string.Join(", ", WorkloadCatalog.Names)}",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<double> seconds = Numbers.Real("--seconds", "Measuring time per workload, after a warm-up of half that time", 1);
    private readonly Option<bool> kernels = new("--kernels") { Description = "Also print the kernels of each workload with their times" };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object per workload" };

    public static Command Create()
    {
        var self = new BenchCommand();
        var command = new Command("bench", "Time the benchmark workloads and compare them with the machine's limits. NABLA_THREADS sets the thread count.")
        {
            self.names, self.seconds, self.kernels, self.json,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var chosen = parsed.GetValue(names) is { Length: > 0 } given ? given : [.. WorkloadCatalog.Names];
        if (Array.Find(chosen, name => !WorkloadCatalog.Names.Contains(name)) is { } wrong)
            throw new DataException($"bench {wrong}: unknown workload; the workloads are {string.Join(", ", WorkloadCatalog.Names)}.");
        var time = parsed.GetValue(seconds);
        if (!(time is > 0 and <= 3600))
            throw new DataException($"--seconds {time.ToString(CultureInfo.InvariantCulture)}: it must be a number above 0 and at most 3600.");
        using var interruption = new Interruption();
        var isTable = !parsed.GetValue(json);
        if (isTable) Console.Out.WriteLine($"{"workload",-16} {"median µs",12} {"least µs",12} {"runs",8} {"kernels",8} {"limit",7}");
        Roofline? limits = null;
        foreach (var name in chosen)
        {
            var workload = WorkloadCatalog.FromName(name);
            var profile = workload.Profile(Profiler.DefaultRuns, interruption.Token);
            limits = profile.Roofline;
            var measured = Measurement.Of(name, limits.Threads, time, workload.Step, interruption.Token);
            var share = profile.RooflineFraction * profile.Microseconds / measured.MedianMicroseconds;
            Console.Out.WriteLine(isTable
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-16} {measured.MedianMicroseconds,12:F1} {measured.LeastMicroseconds,12:F1} {measured.Runs,8} "
                    + $"{profile.Kernels.Count,8} {100 * share,5:F0} %")
                : Json.Line([
                    ("workload", name), ("threads", limits.Threads), ("runs", measured.Runs),
                    ("min_us", measured.LeastMicroseconds), ("median_us", measured.MedianMicroseconds),
                    ("kernels", profile.Kernels.Count), ("share", share), ("peak_bytes", profile.PeakBytes)]));
            if (isTable && parsed.GetValue(kernels)) Console.Out.WriteLine($"\n{profile}");
        }
        if (isTable) Console.Out.WriteLine($"limit: the share of its time that each workload would need at {limits}");
        return 0;
    }
}
