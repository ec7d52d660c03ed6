// Workloads for comparing Nabla with other libraries. Usage: --workload NAME [--threads N] [--seconds S].
// Each prints one line of JSON: the minimum and median time of a step in microseconds.
using System.Globalization;
using Nabla;
using Nabla.Benchmarks;
using Nabla.Workloads;

var workload = Option("--workload", "");
if (workload == "first-gradient")
{
    FirstGradient.Run();
    return 0;
}
var threads = int.Parse(Option("--threads", "2"), CultureInfo.InvariantCulture);
var seconds = double.Parse(Option("--seconds", "2"), CultureInfo.InvariantCulture);
NablaOptions.Threads = threads;
var names = workload.Length > 0 ? [workload] : WorkloadCatalog.Names;
foreach (var name in names)
{
    if (!WorkloadCatalog.Names.Contains(name))
    {
        Console.Error.WriteLine($"Unknown workload '{name}'. Available: first-gradient, {string.Join(", ", WorkloadCatalog.Names)}.");
        return 2;
    }
    Console.WriteLine(Measurement.Of(name, threads, seconds, WorkloadCatalog.FromName(name).Step));
}
return 0;

string Option(string name, string otherwise) => Array.IndexOf(args, name) is var place and >= 0 && place + 1 < args.Length ? args[place + 1] : otherwise;
