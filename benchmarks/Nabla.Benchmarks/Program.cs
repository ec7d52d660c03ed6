// The workloads by which Nabla is compared with other libraries. Usage: --workload NAME [--threads N] [--seconds S].
// Each prints one line of JSON: the least and the median time of a step in microseconds.
using System.Globalization;
using Nabla.Benchmarks;

var workload = Option("--workload", "");
if (workload == "first-gradient")
{
    FirstGradient.Run();
    return 0;
}
var threads = int.Parse(Option("--threads", "2"), CultureInfo.InvariantCulture);
var seconds = double.Parse(Option("--seconds", "2"), CultureInfo.InvariantCulture);
// The library reads it when it is first used.
Environment.SetEnvironmentVariable("NABLA_THREADS", threads.ToString(CultureInfo.InvariantCulture));
var names = workload.Length > 0 ? [workload] : Workloads.Names;
foreach (var name in names)
{
    if (!Workloads.Names.Contains(name))
    {
        Console.Error.WriteLine($"There is no workload '{name}'; there are first-gradient, {string.Join(", ", Workloads.Names)}.");
        return 2;
    }
    Console.WriteLine(Measurement.Of(name, threads, seconds, Workloads.Named(name).Step));
}
return 0;

string Option(string name, string otherwise) => Array.IndexOf(args, name) is var place and >= 0 && place + 1 < args.Length ? args[place + 1] : otherwise;
