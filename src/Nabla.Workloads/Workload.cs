namespace Nabla.Workloads;

/// <summary>A workload: a compiled step, and the function that it was compiled from.</summary>
public sealed class Workload
{
    private readonly Func<Tensor[], Tensor[]> function;
    private readonly Tensor[] arguments;

    internal Workload(Action step, Func<Tensor[], Tensor[]> function, params Tensor[] arguments) =>
        (Step, this.function, this.arguments) = (step, function, arguments);

    /// <summary>Runs one step.</summary>
    public Action Step { get; }

    /// <summary>The workload of a training step, which has neither arguments nor results.</summary>
    internal static Workload OfStep(Action step) => new(Compile.Step(step), _ =>
    {
        step();
        return [];
    });

    /// <summary>Profiles a step over the given number of runs.</summary>
    public ProgramProfile Profile(int runs = Profiler.DefaultRuns, CancellationToken cancellation = default) =>
        Profiler.Profile(function, arguments, runs, cancellation);

    /// <summary>Counts how the kernels of a step are split over a number of workers.</summary>
    public ProgramPartition Partition(int workers, int runs = Profiler.DefaultRuns, CancellationToken cancellation = default) =>
        Profiler.Partition(function, arguments, workers, runs, cancellation);
}
