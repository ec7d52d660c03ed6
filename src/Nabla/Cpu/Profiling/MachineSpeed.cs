using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Intrinsics;
using Nabla.Core;
using Nabla.Kernels;
using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>Measures the peak performance of this machine: the arithmetic rate of the matrix product's inner loop, and the memory bandwidth.</summary>
internal static unsafe class MachineSpeed
{
    // From the L1 cache to main memory.
    private static readonly long[] Footprints = [24 << 10, 512 << 10, 12 << 20, 192 << 20];
    private const int StreamingBytes = 256 << 10;
    private static readonly ConcurrentDictionary<int, Roofline> Best = new();

    /// <summary>The best of this and earlier measurements for the given number of threads; takes about half a second.</summary>
    public static Roofline Measure(int threads, CancellationToken cancellation)
    {
        var now = new Roofline(
            threads,
            Operations(threads, cancellation),
            [.. Footprints.Select(footprint => (footprint, Bandwidth(footprint, threads, cancellation)))]);
        return Best.AddOrUpdate(threads, now, (_, before) => before.OrBetter(now));
    }

    private static double Operations(int threads, CancellationToken cancellation)
    {
        const int Rows = 120, Depth = 256, Repetitions = 40;
        var width = VectorWidth.Current;
        var columns = 2 * Strip<float>.Lanes(width);
        var memory = new DataBuffer(ElementType.Float32, threads * (Rows * Depth + columns * Depth + Rows * columns));
        memory.Span<float>().Clear();
        var work = new Products(memory, Rows, columns, Depth, Repetitions, width);
        var seconds = Least(0.1, cancellation, () => Workers.For(threads, threads, work));
        return 2.0 * Rows * columns * Depth * Repetitions * threads / seconds;
    }

    private readonly struct Products(DataBuffer memory, int rows, int columns, int depth, int repetitions, int width) : IPieces
    {
        public void Run(int piece)
        {
            var a = (float*)memory.Pointer + (nint)piece * (rows * depth + columns * depth + rows * columns);
            var b = a + rows * depth;
            var strip = new Strip<float>
            {
                A = a,
                Down = depth,
                Along = 1,
                B = b,
                Next = columns,
                Second = columns / 2,
                C = b + columns * depth,
                Stride = columns,
                Depth = depth,
            };
            for (var i = 0; i < repetitions; i++) strip.Run(width, rows);
            GC.KeepAlive(memory);
        }
    }

    private static double Bandwidth(long footprint, int threads, CancellationToken cancellation)
    {
        const int Arrays = 3;
        var each = (int)(footprint / Arrays / threads / sizeof(float)) & ~15;
        var repetitions = (int)Math.Max(1, (1 << 20) / footprint);
        var memory = new DataBuffer(ElementType.Float32, each * Arrays * threads);
        memory.Span<float>().Clear();
        var work = new Sums(memory, each, repetitions);
        var seconds = Least(0.08, cancellation, () => Workers.For(threads, threads, work));
        return (double)Arrays * sizeof(float) * each * threads * repetitions / seconds;
    }

    private readonly struct Sums(DataBuffer memory, int count, int repetitions) : IPieces
    {
        public void Run(int piece)
        {
            var a = (float*)memory.Pointer + (nint)piece * 3 * count;
            for (var i = 0; i < repetitions; i++) Add(a, a + count, a + 2 * (nint)count, count);
            GC.KeepAlive(memory);
        }
    }

    // Results beyond the caches are stored past them, which spares reading what is overwritten.
    private static void Add(float* a, float* b, float* sum, int count)
    {
        if (count * sizeof(float) < StreamingBytes)
        {
            VectorLoop.Apply<VectorAdd>(a, b, sum, count, VectorWidth.Current);
            return;
        }
        for (var i = 0; i < count; i += Vector128<float>.Count) (Vector128.Load(a + i) + Vector128.Load(b + i)).StoreAlignedNonTemporal(sum + i);
    }

    /// <summary>The shortest time of an action in seconds, over repeated runs for the given time and at least three.</summary>
    private static double Least(double seconds, CancellationToken cancellation, Action action)
    {
        var (least, clock) = (double.PositiveInfinity, Stopwatch.StartNew());
        for (var run = 0; run < 3 || clock.Elapsed.TotalSeconds < seconds; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return least;
    }
}
