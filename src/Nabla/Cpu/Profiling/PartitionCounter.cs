using System.Diagnostics;
using Nabla.Kernels;

namespace Nabla.Cpu;

/// <summary>Counts how the kernels of a program are split over a number of workers, which need not exist.</summary>
internal static class PartitionCounter
{
    // Enough runs for all loops to be compiled.
    private const int WarmUps = 5;

    public static ProgramPartition Count(
        CpuProgram program, CpuCompiledProgram runs, Tensor[] arguments, int workers, int count, CancellationToken cancellation)
    {
        var times = program.Steps.Select(_ => new double[count]).ToArray();
        var partitions = new Partition[program.Steps.Count];
        runs.Rehearse(arguments, state =>
        {
            for (var run = -WarmUps; run < count; run++)
            {
                for (var step = 0; step < partitions.Length; step++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var start = Stopwatch.GetTimestamp();
                    program.Execute(state, step, threads: 1);
                    if (run >= 0) times[step][run] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                }
            }

            for (var step = 0; step < partitions.Length; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                partitions[step] = Partition.Of(workers, () => program.Execute(state, step, workers));
            }
        });
        return new(workers, [.. partitions.Select((partition, i) => new KernelPartition(
            StepText.NameOf(program.Graph, program.Steps[i]), ProgramProfiler.Median(times[i]), Math.Max(1, partition.Pieces), partition.IdleShare))]);
    }
}
