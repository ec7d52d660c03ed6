namespace Nabla.Workloads;

/// <summary>A workload: a compiled step, and the function and arguments that it was compiled from, for <see cref="Profiler"/>.</summary>
/// <param name="Step">Runs one step.</param>
/// <param name="Function">The function; a training step has no results and sets variables.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record Workload(Action Step, Func<Tensor[], Tensor[]> Function, params Tensor[] Arguments)
{
    /// <summary>The workload of a training step, which has neither arguments nor results.</summary>
    internal static Workload OfStep(Action step) => new(Compile.Step(step), _ =>
    {
        step();
        return [];
    });
}
