using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Kernels;

/// <summary>Tests that every piece runs exactly once, on any thread, and that no thread is left waiting.</summary>
public class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void For_ManyShortJobs_RunsEveryPieceOnce(int threads)
    {
        for (var job = 0; job < 2000; job++)
        {
            var runs = new int[job % 37];
            Workers.For(runs.Length, threads, new Counting(runs));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void For_PieceThatThrows_ThrowsThatAfterAllOthersRan()
    {
        for (var job = 0; job < 50; job++)
        {
            var runs = new int[20];
            Assert.Equal("piece 7", Assert.Throws<InvalidOperationException>(() => Workers.For(runs.Length, 3, new Throwing(runs, 7))).Message);
            // All other pieces, or those before it if another job was running and this thread worked alone.
            Assert.True(runs.Sum() is 19 or 7, $"{runs.Sum()} pieces ran");
        }
        For_ManyShortJobs_RunsEveryPieceOnce(2);
    }

    [Fact]
    public void For_AnyPieces_GivesTheCallerTheFirstOnes()
    {
        for (var job = 0; job < 200; job++)
        {
            var threads = new int[50];
            Workers.For(threads.Length, 3, new Noting(threads));
            // Their number depends on timing; workers may also come too late for any.
            var isOwn = Array.ConvertAll(threads, thread => thread == Environment.CurrentManagedThreadId);
            Assert.DoesNotContain(true, isOwn[isOwn.Count(own => own)..]);
        }
    }

    [Fact]
    public void For_PiecesThatHavePieces_RunsThemAll()
    {
        var runs = new int[10 * 10];
        Workers.For(10, 2, new Nested(runs));
        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task For_FromSeveralThreadsAtOnce_RunsEveryPieceOnce()
    {
        var tasks = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var job = 0; job < 500; job++)
            {
                var runs = new int[16];
                Workers.For(runs.Length, 2, new Counting(runs));
                Assert.All(runs, count => Assert.Equal(1, count));
            }
        }));
        await Task.WhenAll(tasks);
    }

    [Fact]
    public void For_AfterASleep_WakesUp()
    {
        // Longer than workers stay awake.
        for (var job = 0; job < 5; job++)
        {
            Thread.Sleep(20);
            For_ManyShortJobs_RunsEveryPieceOnce(2);
        }
    }

    [Fact]
    public void For_ManyJobs_AllocatesNothing()
    {
        var runs = new int[8];
        for (var warm = 0; warm < 3; warm++) Workers.For(8, 2, new Counting(runs));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var job = 0; job < 100; job++) Workers.For(8, 2, new Counting(runs));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private readonly struct Counting(int[] runs) : IPieces
    {
        public void Run(int piece) => Interlocked.Increment(ref runs[piece]);
    }

    private readonly struct Noting(int[] threads) : IPieces
    {
        public void Run(int piece)
        {
            Thread.SpinWait(100);
            threads[piece] = Environment.CurrentManagedThreadId;
        }
    }

    private readonly struct Throwing(int[] runs, int at) : IPieces
    {
        public void Run(int piece)
        {
            if (piece == at) throw new InvalidOperationException($"piece {piece}");
            Interlocked.Increment(ref runs[piece]);
        }
    }

    private readonly struct Nested(int[] runs) : IPieces
    {
        public void Run(int piece) => Workers.For(10, 2, new Inner(runs, piece * 10));

        private readonly struct Inner(int[] runs, int start) : IPieces
        {
            public void Run(int piece) => Interlocked.Increment(ref runs[start + piece]);
        }
    }
}
