using System.Diagnostics;

namespace Nabla.Kernels;

/// <summary>How long it takes to hand work to another thread and to see it done: measured once per process, in less than a millisecond.</summary>
internal static class HandOver
{
    /// <summary>That of a common machine, in nanoseconds; where splits are counted rather than timed.</summary>
    public const double Usual = 1000;

    // A machine that is busy with other programs gives any figure.
    private const double Least = 200;
    private const double Most = 10_000;
    private const double Patience = 2 * Most;

    // Less work than this is not handed over on any machine.
    private const double NeverWorthwhile = 1000;

    private static readonly Lazy<double> Measured = new(Measure);

    /// <summary>The measured time in nanoseconds.</summary>
    public static double Nanoseconds => Measured.Value;

    /// <summary>The number of threads for which work is worth splitting: each gets at least twice the time that it takes to hand over.</summary>
    /// <param name="nanoseconds">The time of all the work on one thread, about.</param>
    /// <param name="threads">The number of threads that there are.</param>
    public static int Threads(double nanoseconds, int threads)
    {
        if (threads <= 1 || nanoseconds < NeverWorthwhile) return 1;
        var each = 2 * (Partition.Recorded is null ? Nanoseconds : Usual);
        return (int)Math.Clamp(nanoseconds / each, 1, threads);
    }

    /// <summary>The median time of jobs of two pieces, of which the caller's waits for the other one; the usual time if no other thread came.</summary>
    private static double Measure()
    {
        const int Runs = 15;
        var times = new double[Runs];
        var isDone = new bool[1];
        // The first wakes the workers.
        for (var run = -1; run < Runs; run++)
        {
            isDone[0] = false;
            var start = Stopwatch.GetTimestamp();
            Workers.For(2, 2, new Waiting(isDone));
            if (run >= 0) times[run] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }

        Array.Sort(times);
        // Another caller may have had the workers all the time.
        return times[Runs / 2] < Patience ? Math.Clamp(times[Runs / 2], Least, Most) : Usual;
    }

    private readonly struct Waiting(bool[] isDone) : IPieces
    {
        public void Run(int piece)
        {
            if (piece == 1)
            {
                Volatile.Write(ref isDone[0], true);
                return;
            }

            var start = Stopwatch.GetTimestamp();
            while (!Volatile.Read(ref isDone[0]) && Stopwatch.GetElapsedTime(start).TotalNanoseconds < Patience) Thread.SpinWait(1);
        }
    }
}
