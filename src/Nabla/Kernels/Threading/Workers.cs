using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Nabla.Kernels;

/// <summary>Work in pieces that any thread may claim. The pieces do not depend on the number of threads.</summary>
internal interface IPieces
{
    void Run(int piece);

    /// <summary>The size of a piece relative to the others of its job, proportional to the time it takes: elements, for example.</summary>
    double Work(int piece) => 1;
}

/// <summary>Splits work over threads. Handing over takes about a microsecond while the workers are awake and allocates nothing.</summary>
/// <remarks>
/// Pieces are claimed one by one, by the caller from the start and by workers from the end, so that in successive jobs over the same data a thread
/// mostly finds its pieces in its own cache. The ticket holds the number of pieces and the number claimed from either end. A late worker therefore
/// finds no work and never claims pieces of the next job. Workers spin during a job and for a short while after it, since the next one usually follows at
/// once, and then sleep. One job runs at a time; other callers meanwhile do their own work on one thread.
/// </remarks>
internal static class Workers
{
    private const int CountBits = 20;
    private const long CountMask = (1L << CountBits) - 1;

    // Threads that find no work are counted too, so some room is needed.
    private const int MostPieces = 1 << (CountBits - 1);

    // Longer than what a program does between two jobs, too short to matter on an idle machine. A thread that is woken up starts where the system puts it,
    // which may be the caller's processor for some milliseconds.
    private static readonly TimeSpan TimeBeforeSleep = TimeSpan.FromMilliseconds(1);

    private const int SpinsBetweenLooks = 20;

    private static readonly Lock Gate = new();
    private static readonly SemaphoreSlim Bell = new(0);
    private static volatile bool isRunning;
    private static int started;
    private static int asleep;
    private static long ticket;
    private static int done;
    private static Job? current;
    private static ExceptionDispatchInfo? failure;

    /// <summary>Runs the pieces 0 … <paramref name="pieces"/> − 1 in any order, on this thread and up to <paramref name="threads"/> − 1 others.</summary>
    public static void For<TPieces>(int pieces, int threads, TPieces work)
        where TPieces : struct, IPieces
    {
        if (Partition.Recorded is { } partition)
        {
            partition.Run(pieces, threads, work);
            return;
        }
        // Nested work runs on the current thread alone.
        if (threads <= 1 || pieces <= 1 || pieces > MostPieces || NablaOptions.IsThisThreadAlone || Gate.IsHeldByCurrentThread || !Gate.TryEnter())
        {
            for (var piece = 0; piece < pieces; piece++) work.Run(piece);
            return;
        }
        try
        {
            Job<TPieces>.Work = work;
            RunWithOthers(Job<TPieces>.Instance, pieces, Math.Min(threads, pieces) - 1);
        }
        finally
        {
            // Do not keep the work's references alive.
            Job<TPieces>.Work = default;
            Gate.Exit();
        }
    }

    private static void RunWithOthers(Job job, int pieces, int others)
    {
        while (started < others) Start();
        (current, done, failure, isRunning) = (job, 0, null, true);
        // Publishes the pieces.
        Volatile.Write(ref ticket, (long)pieces << (2 * CountBits));
        var sleeping = Volatile.Read(ref asleep);
        if (sleeping > 0) Bell.Release(Math.Min(sleeping, others));
        Claim(isCaller: true);
        var spinner = default(SpinWait);
        while (Volatile.Read(ref done) < pieces) spinner.SpinOnce(sleep1Threshold: -1);
        isRunning = false;
        failure?.Throw();
    }

    /// <summary>Claims pieces until none are left.</summary>
    private static void Claim(bool isCaller)
    {
        var own = isCaller ? 1L : 1L << CountBits;
        while (true)
        {
            var (pieces, first, last) = Read(Interlocked.Add(ref ticket, own) - own);
            if (first + last >= pieces) return;
            try
            {
                current!.Run(isCaller ? first : pieces - 1 - last);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            Interlocked.Increment(ref done);
        }
    }

    private static bool HasPieces()
    {
        var (pieces, first, last) = Read(Volatile.Read(ref ticket));
        return first + last < pieces;
    }

    /// <summary>
    /// The number of pieces and the numbers claimed from the start and from the end, which may exceed it in total because threads overshoot.
    /// </summary>
    private static (int Pieces, int First, int Last) Read(long ticket) =>
        ((int)(ticket >> (2 * CountBits)), (int)(ticket & CountMask), (int)((ticket >> CountBits) & CountMask));

    private static void Start()
    {
        started++;
        new Thread(Live) { IsBackground = true, Name = "Nabla worker" }.Start();
    }

    private static void Live()
    {
        var idleSince = Stopwatch.GetTimestamp();
        while (true)
        {
            if (HasPieces())
            {
                Claim(isCaller: false);
                idleSince = Stopwatch.GetTimestamp();
            }
            else if (isRunning)
            {
                // Some pieces take long, and the next job follows them.
                Thread.SpinWait(SpinsBetweenLooks);
                idleSince = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(idleSince) < TimeBeforeSleep)
            {
                Thread.SpinWait(SpinsBetweenLooks);
            }
            else
            {
                Interlocked.Increment(ref asleep);
                // A job published between the last check and the increment did not signal this worker.
                if (!HasPieces()) Bell.Wait();
                Interlocked.Decrement(ref asleep);
                idleSince = Stopwatch.GetTimestamp();
            }
        }
    }

    private abstract class Job
    {
        public abstract void Run(int piece);
    }

    private sealed class Job<TPieces> : Job
        where TPieces : struct, IPieces
    {
        public static readonly Job<TPieces> Instance = new();
        public static TPieces Work;

        public override void Run(int piece) => Work.Run(piece);
    }
}
