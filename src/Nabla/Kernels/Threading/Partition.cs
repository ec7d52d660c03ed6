namespace Nabla.Kernels;

/// <summary>
/// How well jobs are split over a number of workers, found without having them: pieces run on one thread, and what the workers would do is counted by the
/// work of the pieces.
/// </summary>
/// <remarks>Handing over, and waiting for memory that all share, are not counted.</remarks>
internal sealed class Partition(int workers)
{
    [ThreadStatic]
    private static Partition? recorded;

    /// <summary>The partition that this thread records; null if its jobs run as usual.</summary>
    public static Partition? Recorded => recorded;

    /// <summary>The number of pieces of all jobs.</summary>
    public int Pieces { get; private set; }

    /// <summary>The work of all pieces.</summary>
    public double Work { get; private set; }

    /// <summary>The work of the busiest worker, summed over the jobs: the time that they take.</summary>
    public double Span { get; private set; }

    /// <summary>The share of the workers' time that is idle: 1 − work / (workers · span). What is not split at all keeps one of them busy.</summary>
    public double IdleShare => Span > 0 ? 1 - Work / (workers * Span) : 1 - 1.0 / workers;

    /// <summary>Records the jobs of an action on this thread.</summary>
    public static Partition Of(int workers, Action action)
    {
        var partition = new Partition(workers);
        recorded = partition;
        try
        {
            action();
        }
        finally
        {
            recorded = null;
        }

        return partition;
    }

    /// <summary>Runs the pieces of a job on this thread. Whoever is free claims the next piece, the caller from the start, workers from the end.</summary>
    public void Run<TPieces>(int pieces, int threads, TPieces work)
        where TPieces : struct, IPieces
    {
        var used = Math.Clamp(Math.Min(threads, workers), 1, Math.Max(1, pieces));
        var free = new PriorityQueue<int, double>();
        for (var worker = 0; worker < used; worker++) free.Enqueue(worker, 0);
        var (first, last, span) = (0, pieces - 1, 0.0);
        while (first <= last)
        {
            free.TryDequeue(out var worker, out var time);
            var size = work.Work(worker == 0 ? first++ : last--);
            Work += size;
            span = Math.Max(span, time + size);
            free.Enqueue(worker, time + size);
        }

        Span += span;
        Pieces += pieces;
        // Pieces that have jobs of their own run them alone.
        recorded = null;
        try
        {
            for (var piece = 0; piece < pieces; piece++) work.Run(piece);
        }
        finally
        {
            recorded = this;
        }
    }
}
