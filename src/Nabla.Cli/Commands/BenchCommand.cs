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
    private readonly Option<bool> markdown = new("--markdown") { Description = "Print a table for a page of results instead" };
    private readonly Option<string?> compare = new("--compare")
    {
        Description = "A page of results: print where this run differs from it by more than the noise",
        HelpName = "page",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object per workload" };

    public static Command Create()
    {
        var self = new BenchCommand();
        var command = new Command("bench", "Time the benchmark workloads and compare them with the machine's limits. NABLA_THREADS sets the thread count.")
        {
            self.names, self.seconds, self.kernels, self.markdown, self.compare, self.json,
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
        if (parsed.GetValue(markdown) && (parsed.GetValue(json) || parsed.GetValue(kernels)))
            throw new DataException("--markdown prints a table of its own: leave out --json and --kernels.");
        var page = parsed.GetValue(compare) is { } file ? Table(file) : null;
        using var interruption = new Interruption();
        var isTable = !parsed.GetValue(json) && !parsed.GetValue(markdown);
        if (isTable) Console.Out.WriteLine($"{"workload",-16} {"median µs",12} {"least µs",12} {"runs",8} {"kernels",8} {"limit",7}");
        Roofline? limits = null;
        var rows = new List<BenchmarkRow>();
        foreach (var name in chosen)
        {
            var workload = WorkloadCatalog.FromName(name);
            var profile = Profiler.Profile(workload.Function, workload.Arguments, Profiler.DefaultRuns, interruption.Token);
            limits = profile.Roofline;
            var measured = Measurement.Of(name, limits.Threads, time, workload.Step, interruption.Token);
            var share = profile.RooflineFraction * profile.Microseconds / measured.MedianMicroseconds;
            rows.Add(BenchmarkRow.Of(measured, share));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(Json.Line([
                    ("workload", name), ("threads", limits.Threads), ("runs", measured.Runs),
                    ("min_us", measured.LeastMicroseconds), ("median_us", measured.MedianMicroseconds),
                    ("kernels", profile.Kernels.Count), ("share", share), ("peak_bytes", profile.PeakBytes)]));
            }

            if (!isTable) continue;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-16} {measured.MedianMicroseconds,12:F1} {measured.LeastMicroseconds,12:F1} {measured.Runs,8} "
                + $"{profile.Kernels.Count,8} {100 * share,5:F0} %"));
            if (parsed.GetValue(kernels)) Console.Out.WriteLine($"\n{profile}");
        }

        if (isTable) Console.Out.WriteLine($"limit: the share of its time that each workload would need at {limits}");
        if (parsed.GetValue(markdown))
            Console.Out.Write(new BenchmarkPage(BenchmarkPage.ProcessorHere, NablaOptions.Threads, BenchmarkPage.VectorBitsHere, rows));
        if (page is not null) Compare(page, rows, parsed.GetValue(json));
        return 0;
    }

    /// <summary>The table of a page that was measured with the threads and vectors in use.</summary>
    private static BenchmarkPage Table(string file)
    {
        IReadOnlyList<BenchmarkPage> tables;
        try
        {
            using var reader = new StreamReader(file);
            tables = BenchmarkPage.Read(reader);
        }
        catch (FormatException exception)
        {
            throw new DataException($"--compare {file}: {exception.Message}", exception);
        }

        var (threads, bits) = (NablaOptions.Threads, BenchmarkPage.VectorBitsHere);
        var found = tables.Where(table => table.Threads == threads && table.VectorBits == bits).ToList();
        if (found.Count > 0) return found.Find(table => table.Processor == BenchmarkPage.ProcessorHere) ?? found[0];
        var others = tables.Count == 0 ? "no table" : string.Join("; ", tables.Select(table => $"{table.Threads} threads, {table.VectorBits} bits"));
        throw new DataException(
            $"--compare {file}: the page has no table for {threads} threads and {bits} bits (it has: {others}). NABLA_THREADS and NABLA_VECTOR_BITS choose "
            + "them; nabla bench --markdown prints a table.");
    }

    private static void Compare(BenchmarkPage page, List<BenchmarkRow> rows, bool isJson)
    {
        var known = rows.Select(row => (Now: row, Then: page.Rows.FirstOrDefault(then => then.Name == row.Name))).Where(pair => pair.Then is not null).ToList();
        var different = known.Where(pair => pair.Then!.Differs(pair.Now)).ToList();
        if (isJson)
        {
            Console.Out.WriteLine(Json.Line([
                ("page_processor", page.Processor), ("compared", known.Count),
                ("different", different.Select(pair => (object?)(IEnumerable<(string, object?)>)[
                    ("workload", pair.Now.Name), ("then_us", pair.Then!.Microseconds), ("now_us", pair.Now.Microseconds)]))]));
            return;
        }

        if (page.Processor != BenchmarkPage.ProcessorHere)
            Console.Out.WriteLine($"\nThe page was measured on another processor: {page.Processor}; this is {BenchmarkPage.ProcessorHere}.");
        Console.Out.WriteLine($"\n{different.Count} of {known.Count} workloads differ from the page by more than the noise.");
        if (different.Count > 0) Console.Out.WriteLine($"{"workload",-16} {"then µs",12} {"now µs",12} {"change",8}");
        foreach (var (now, then) in different)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{now.Name,-16} {then!.Microseconds,12:F1} {now.Microseconds,12:F1} {100 * (now.Microseconds / then.Microseconds - 1),6:+0;-0} %"));
        }
    }
}
