using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Nabla.Workloads;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla explain</c>: shows the compiled form of a training step and the time of each part.</summary>
internal sealed class ExplainCommand
{
    private const int WidthWithoutTerminal = 160;
    private static readonly string[] Parts = ["kernels", "memory", "before", "after", "passes", "code"];

    private const int MostWorkers = 1024;

    private readonly Argument<string?> workload = new("workload")
    {
        Description = $"A benchmark workload to explain instead of a model: {string.Join(", ", WorkloadCatalog.Names)}",
        DefaultValueFactory = _ => null,
    };

    private readonly ModelChoice model = new();
    private readonly LearningChoice learning = new();
    private readonly Option<int> inputs = Numbers.Whole("--inputs", "Features per example", 784);
    private readonly Option<int> outputs = Numbers.Whole("--outputs", "Number of classes", 10);
    private readonly Option<int> batch = Numbers.Whole("--batch", "Examples per step", 64);
    private readonly Option<bool> inference = new("--infer") { Description = "Explain only the network, without loss, gradient and optimizer" };
    private readonly Option<string> show = new("--show")
    {
        Description = $"Parts to print, separated by commas: {string.Join(", ", Parts)}; or all",
        DefaultValueFactory = _ => "kernels,memory",
    };

    private readonly Option<bool> passes = new("--passes") { Description = "Print the program after each compiler pass; same as --show passes" };
    private readonly Option<int> runs = Numbers.Whole("--runs", "Number of timed runs of the step", Profiler.DefaultRuns);
    private readonly Option<int?> workers = new("--workers")
    {
        Description = "Count how each kernel is split over this many workers, and how long they are idle; the machine need not have them",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead" };

    public static Command Create()
    {
        var self = new ExplainCommand();
        var command = new Command("explain", "Show the compiled form of a training step: graph, kernels with their times, memory and code.");
        command.Arguments.Add(self.workload);
        self.model.AddTo(command);
        self.learning.AddTo(command);
        foreach (var option in (Option[])[self.inputs, self.outputs, self.batch, self.inference, self.show, self.passes, self.runs, self.workers, self.json])
            command.Options.Add(option);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        foreach (var (option, most) in ((Option<int>, int)[])[(inputs, 1_000_000), (outputs, 100_000), (batch, 1_000_000), (runs, 1_000_000)])
        {
            var value = parsed.GetValue(option);
            if (value < 1 || value > most) throw new DataException($"{option.Name} {value}: it must be a whole number from 1 to {most}.");
        }
        if (parsed.GetValue(outputs) == 1) throw new DataException("--outputs 1: there must be at least 2 classes.");
        if (parsed.GetValue(workers) is { } count && count is < 1 or > MostWorkers)
            throw new DataException($"--workers {parsed.GetValue(workers)}: it must be a whole number from 1 to {MostWorkers}.");
        if (parsed.GetValue(workers) is not null && (parsed.GetValue(passes) || parsed.GetResult(show) is { Implicit: false }))
            throw new DataException("--workers prints a table of its own: leave out --show and --passes.");
        var parts = PartsOf(parsed);
        using var interruption = new Interruption();
        var (function, arguments) = parsed.GetValue(workload) is { } name ? OfWorkload(parsed, name) : OfModel(parsed);
        if (parsed.GetValue(workers) is { } number)
        {
            var partition = Profiler.Partition(function, arguments, number, parsed.GetValue(runs), interruption.Token);
            if (parsed.GetValue(json)) Console.Out.WriteLine(AsJson(partition));
            else Print(partition);
            return 0;
        }

        var profile = Profiler.Profile(function, arguments, parsed.GetValue(runs), interruption.Token);
        if (parsed.GetValue(json)) Console.Out.WriteLine(AsJson(profile));
        else foreach (var part in Parts.Where(parts.Contains)) Print(part, profile);
        return 0;
    }

    private (Func<Tensor[], Tensor[]> Function, Tensor[] Arguments) OfWorkload(ParseResult parsed, string name)
    {
        if (!WorkloadCatalog.Names.Contains(name))
            throw new DataException($"explain {name}: unknown workload; the workloads are {string.Join(", ", WorkloadCatalog.Names)}.");
        Option[] allowed = [show, passes, runs, workers, json];
        var given = parsed.CommandResult.Command.Options.Where(option => parsed.GetResult(option) is { Implicit: false });
        if (given.FirstOrDefault(option => !allowed.Contains(option)) is { } refused)
            throw new DataException($"explain {name} {refused.Name}: a workload has a model of its own; leave out the name or the option.");
        var workload = WorkloadCatalog.FromName(name);
        return (workload.Function, workload.Arguments);
    }

    private (Func<Tensor[], Tensor[]> Function, Tensor[] Arguments) OfModel(ParseResult parsed)
    {
        model.Check(parsed);
        var kind = model.Kind(parsed);
        learning.Check(parsed, kind);
        return parsed.GetValue(inference) ? OfNetwork(parsed) : OfStep(parsed, kind);
    }

    private string[] PartsOf(ParseResult parsed)
    {
        if (parsed.GetValue(passes)) return ["passes"];
        var text = parsed.GetValue(show)!;
        if (text == "all") return Parts;
        var parts = text.Split(',');
        return Array.Find(parts, part => !Parts.Contains(part)) is { } wrong
            ? throw new DataException($"--show {text}: unknown part '{wrong}'; the parts are {string.Join(", ", Parts)}, and all.")
            : parts;
    }

    private (Func<Tensor[], Tensor[]> Function, Tensor[] Arguments) OfNetwork(ParseResult parsed)
    {
        var network = Network(parsed);
        return (x => [network.Forward(x[0])], [Examples(parsed)]);
    }

    private (Func<Tensor[], Tensor[]> Function, Tensor[] Arguments) OfStep(ParseResult parsed, string kind)
    {
        var (network, classes) = (Network(parsed), parsed.GetValue(outputs));
        // The choice of the loss depends only on the presence of classes.
        string[] classNames = [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        var data = Dataset.ForClassification("examples", [0, 0], [1], [0, 1], classNames);
        var loss = learning.LossFor(parsed, kind, data);
        var rule = learning.Rule(parsed, kind, network, loss, 1);
        if (!rule.CanBeCompiled)
        {
            throw new DataException(
                $"--optimizer {parsed.GetValue(learning.Optimizer)}: its steps read intermediate values, so there is no single program to explain.");
        }
        var labels = Tensor.From(Enumerable.Range(0, parsed.GetValue(batch)).Select(row => (long)(row % classes)).ToArray());
        var t = loss.Encode(labels, classes).Evaluate();
        return (x => [rule.Learn(x[0], x[1]).Error], [Examples(parsed), t]);
    }

    private Sequential Network(ParseResult parsed) => model.Build(parsed, [parsed.GetValue(inputs)], parsed.GetValue(outputs), new Generator(1));

    private Tensor Examples(ParseResult parsed) => new Generator(2).Normal([parsed.GetValue(batch), parsed.GetValue(inputs)]).Evaluate();

    private static void Print(string part, ProgramProfile profile)
    {
        switch (part)
        {
            case "kernels": PrintKernels(profile); break;
            case "memory": PrintMemory(profile); break;
            case "before": Console.Out.WriteLine($"graph as built\n{profile.GraphBefore}"); break;
            case "after": Console.Out.WriteLine($"graph as executed\n{profile.GraphAfter}"); break;
            case "passes":
                foreach (var pass in profile.Passes) Console.Out.WriteLine($"after {pass.Name}\n{pass.Program}");
                break;
            default:
                foreach (var (kernel, i) in profile.Kernels.Select((kernel, i) => (kernel, i)))
                    if (kernel.Code.Length > 0) Console.Out.WriteLine($"kernel {i}: {kernel.Name}\n{kernel.Code}");
                break;
        }
    }

    private static void PrintKernels(ProgramProfile profile)
    {
        var table = Table("", "kernel", "µs", "operations", "bytes", "limit µs", "share");
        foreach (var (kernel, i) in profile.Kernels.Select((kernel, i) => (kernel, i)))
        {
            Row(
                table,
                $"{i}",
                kernel.Name,
                $"{kernel.Microseconds:F1}",
                $"{kernel.Operations:N0}",
                $"{kernel.Bytes:N0}",
                $"{kernel.RooflineMicroseconds:F1}",
                $"{100 * kernel.RooflineFraction:F0} %");
        }
        Row(
            table,
            "",
            "total",
            $"{profile.Microseconds:F1}",
            $"{profile.Operations:N0}",
            "",
            $"{profile.RooflineFraction * profile.Microseconds:F1}",
            $"{100 * profile.RooflineFraction:F0} %");
        AnsiConsole.Write(table);
        Console.Out.WriteLine($"measured machine limits: {profile.Roofline}\n");
    }

    private static void PrintMemory(ProgramProfile profile)
    {
        var table = Table("", "value", "offset", "bytes", "written by", "last read by");
        foreach (var place in profile.Memory.Where(place => place.FirstKernel >= 0))
            Row(table, $"%{place.Value}", place.Type.ToString(), $"{place.Offset:N0}", $"{place.Bytes:N0}", $"{place.FirstKernel}", $"{place.LastKernel}");
        AnsiConsole.Write(table);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{profile.InputBytes:N0} input bytes, {profile.OutputBytes:N0} output bytes; "
            + $"{profile.IntermediateBytes:N0} bytes of intermediate values share an arena of {profile.ArenaBytes:N0}\n"));
    }

    private static void Print(ProgramPartition partition)
    {
        var table = Table("", "kernel", "µs on one thread", "pieces", "idle");
        foreach (var (kernel, i) in partition.Kernels.Select((kernel, i) => (kernel, i)))
            Row(table, $"{i}", kernel.Name, $"{kernel.Microseconds:F1}", $"{kernel.Pieces:N0}", $"{100 * kernel.IdleShare:F0} %");
        Row(table, "", "total", $"{partition.Microseconds:F1}", "", $"{100 * partition.IdleShare:F0} %");
        AnsiConsole.Write(table);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{partition.Workers} workers are at most {partition.Speedup:F1} times as fast as one. Counted by the sizes of pieces, without the time to hand "
            + $"them over and to wait for shared memory.\n"));
    }

    private static Table Table(params string[] columns)
    {
        // Lines may be longer if there is no terminal to cut them off.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthWithoutTerminal;
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < columns.Length; i++) table.AddColumn(i < 2 ? new TableColumn(columns[i]) : new TableColumn(columns[i]).RightAligned().NoWrap());
        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow(Array.ConvertAll(cells, Markup.Escape));

    private static string AsJson(ProgramPartition partition) => Json.Line([
        ("workers", partition.Workers), ("microseconds", partition.Microseconds), ("speedup", partition.Speedup), ("idle", partition.IdleShare),
        ("kernels", partition.Kernels.Select(kernel => (object?)(IEnumerable<(string, object?)>)[
            ("name", kernel.Name), ("microseconds", kernel.Microseconds), ("pieces", kernel.Pieces), ("idle", kernel.IdleShare)]))]);

    private static string AsJson(ProgramProfile profile) => Json.Line([
        ("microseconds", profile.Microseconds), ("operations", profile.Operations), ("share", profile.RooflineFraction),
        ("operations_per_second", profile.Roofline.OperationsPerSecond), ("arena_bytes", profile.ArenaBytes),
        ("input_bytes", profile.InputBytes), ("output_bytes", profile.OutputBytes), ("peak_bytes", profile.PeakBytes),
        ("kernels", profile.Kernels.Select(kernel => (object?)(IEnumerable<(string, object?)>)[
            ("name", kernel.Name), ("microseconds", kernel.Microseconds), ("operations", kernel.Operations), ("bytes", kernel.Bytes),
            ("share", kernel.RooflineFraction), ("code", kernel.Code)])),
        ("passes", profile.Passes.Select(pass => (object?)(IEnumerable<(string, object?)>)[("name", pass.Name), ("program", pass.Program)])),
        ("graph_before", profile.GraphBefore), ("graph_after", profile.GraphAfter)]);
}
