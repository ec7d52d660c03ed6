using System.Runtime.ExceptionServices;

namespace Nabla.Kernels;

/// <summary>Work in pieces, of which any thread may take any. The pieces must not depend on how many threads there are.</summary>
internal interface IPieces
{
    void Run(int piece);
}

/// <summary>Splits work over threads. Handing over costs about a microsecond while the workers are awake, and no allocation.</summary>
/// <remarks>
/// Pieces are claimed one by one, by the caller from the first on and by workers from the last on: in job after job over the same numbers, a thread
/// mostly meets those that lie in its own cache. The ticket holds how many pieces there are and how many are gone from either end, so that a worker
/// which comes late to a job that is over finds nothing to do, and never the next job's pieces under the old job's name. Workers stay awake for a
/// short while after a job, since the next one usually follows at once, and then sleep. One job runs at a time; whoever comes meanwhile does its own
/// work alone.
/// </remarks>
internal static class Workers
{
    private const int CountBits = 20;
    private const long CountMask = (1L << CountBits) - 1;

    // Whoever looks when all are gone counts as well: there has to be room for that.
    private const int MostPieces = 1 << (CountBits - 1);

    // About 50 µs: longer than the gaps between the steps of a program, too short to be noticed on an idle machine.
    private const int SpinsBeforeSleep = 1000;

    private static readonly Lock Gate = new();
    private static readonly SemaphoreSlim Bell = new(0);
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
        // A piece that has pieces itself does them alone.
        if (threads <= 1 || pieces <= 1 || pieces > MostPieces || Gate.IsHeldByCurrentThread || !Gate.TryEnter())
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
            // What the work refers to must not be kept alive.
            Job<TPieces>.Work = default;
            Gate.Exit();
        }
    }

    private static void RunWithOthers(Job job, int pieces, int others)
    {
        while (started < others) Start();
        (current, done, failure) = (job, 0, null);
        // From here on the pieces can be claimed.
        Volatile.Write(ref ticket, (long)pieces << (2 * CountBits));
        var sleeping = Volatile.Read(ref asleep);
        if (sleeping > 0) Bell.Release(Math.Min(sleeping, others));
        Claim(isCaller: true);
        var spinner = default(SpinWait);
        while (Volatile.Read(ref done) < pieces) spinner.SpinOnce(sleep1Threshold: -1);
        failure?.Throw();
    }

    /// <summary>Takes pieces until none is left.</summary>
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

    /// <summary>How many pieces there are, and how many of the first and of the last are gone; more than there are, once everybody has looked.</summary>
    private static (int Pieces, int First, int Last) Read(long ticket) =>
        ((int)(ticket >> (2 * CountBits)), (int)(ticket & CountMask), (int)((ticket >> CountBits) & CountMask));

    private static void Start()
    {
        started++;
        new Thread(Live) { IsBackground = true, Name = "Nabla worker" }.Start();
    }

    private static void Live()
    {
        var spins = 0;
        while (true)
        {
            if (HasPieces())
            {
                Claim(isCaller: false);
                spins = 0;
            }
            else if (++spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(20);
            }
            else
            {
                Interlocked.Increment(ref asleep);
                // A job that came between the last look and the count above rang no bell for this worker.
                if (!HasPieces()) Bell.Wait();
                Interlocked.Decrement(ref asleep);
                spins = 0;
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
