using System.CommandLine;
using System.Globalization;
using Nabla.Benchmarks;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla bench</c>: the workloads by which Nabla is compared with other libraries, on this machine.</summary>
internal sealed class BenchCommand
{
    private readonly Argument<string[]> names = new("workloads") { Description = $"Which to run; all if not given: {string.Join(", ", Workloads.Names)}", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<double> seconds = Numbers.Real("--seconds", "How long to measure each; half of it goes before, to warm up", 1);
    private readonly Option<bool> kernels = new("--kernels") { Description = "Prints the kernels of each as well, with their times" };
    private readonly Option<bool> json = new("--json") { Description = "Prints one JSON object for each" };

    public static Command Create()
    {
        var self = new BenchCommand();
        var command = new Command("bench", "Times the workloads, and says how near each comes to what the machine can do. NABLA_THREADS sets the threads.") { self.names, self.seconds, self.kernels, self.json };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var chosen = parsed.GetValue(names) is { Length: > 0 } given ? given : [.. Workloads.Names];
        if (Array.Find(chosen, name => !Workloads.Names.Contains(name)) is { } wrong)
            throw new DataException($"bench {wrong}: there is no such workload; there are {string.Join(", ", Workloads.Names)}.");
        var time = parsed.GetValue(seconds);
        if (!(time is > 0 and <= 3600)) throw new DataException($"--seconds {time.ToString(CultureInfo.InvariantCulture)}: it must be a number above 0, and at most 3600.");
        using var interruption = new Interruption();
        var isTable = !parsed.GetValue(json);
        if (isTable) Console.Out.WriteLine($"{"workload",-16} {"median µs",12} {"least µs",12} {"runs",8} {"kernels",8} {"limit",7}");
        Roofline? limits = null;
        foreach (var name in chosen)
        {
            var workload = Workloads.Named(name);
            var explanation = workload.Explain(Profiler.DefaultRuns, interruption.Token);
            limits = explanation.Roofline;
            var measured = Measurement.Of(name, limits.Threads, time, workload.Step, interruption.Token);
            var share = explanation.RooflineFraction * explanation.Microseconds / measured.MedianMicroseconds;
            Console.Out.WriteLine(isTable
                ? string.Create(CultureInfo.InvariantCulture, $"{name,-16} {measured.MedianMicroseconds,12:F1} {measured.LeastMicroseconds,12:F1} {measured.Runs,8} {explanation.Kernels.Count,8} {100 * share,5:F0} %")
                : Json.Line([
                    ("workload", name), ("threads", limits.Threads), ("runs", measured.Runs), ("min_us", measured.LeastMicroseconds), ("median_us", measured.MedianMicroseconds),
                    ("kernels", explanation.Kernels.Count), ("share", share), ("peak_bytes", explanation.PeakBytes)]));
            if (isTable && parsed.GetValue(kernels)) Console.Out.WriteLine($"\n{explanation}");
        }
        if (isTable) Console.Out.WriteLine($"limit: what part of its time each would need at {limits}");
        return 0;
    }
}
