using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class StridedCopyTests
{
    [Fact]
    public void CopyStrided_RandomArrangements_EqualsPlainLoop()
    {
        var random = new HostRandom(21);
        for (var trial = 0; trial < 3000; trial++)
        {
            var rank = random.NextInt32(6);
            var sizes = new int[rank];
            for (var i = 0; i < rank; i++) sizes[i] = random.NextInt32(30) == 0 ? 0 : 1 + random.NextInt32(rank > 3 ? 5 : 20);
            Check(sizes, Strides(sizes, random, mayRepeat: true), Strides(sizes, random, mayRepeat: false));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(33, 65)]
    [InlineData(100, 300)]
    [InlineData(257, 3)]
    [InlineData(3, 257)]
    public void CopyStrided_Transpose_EqualsPlainLoop(int rows, int columns)
    {
        Check([rows, columns], [1, rows], [columns, 1]);
        Check([columns, rows], [1, columns], [rows, 1]);
        Check([2, rows, columns], [rows * columns, 1, rows], [rows * columns, columns, 1]);
        Check([rows, 2, columns], [1, rows * columns, rows], [2 * columns, columns, 1]);
    }

    [Theory]
    [InlineData(300, 301, 1, 300)] // transposes
    [InlineData(70, 2000, 1, 70)]
    [InlineData(2000, 70, 1, 2001)]
    [InlineData(300, 301, 301, 1)] // runs
    [InlineData(3, 50000, 60000, 1)]
    [InlineData(1, 100000, 100000, 1)]
    [InlineData(300, 301, 0, 1)] // broadcasts
    [InlineData(300, 301, 1, 0)]
    [InlineData(300, 301, -301, -1)]
    public void CopyStrided_ManyElementsInPieces_EqualsPlainLoop(int rows, int columns, int down, int along)
    {
        foreach (var workers in new[] { 2, 5, 64 })
        {
            var partition = Partition.Of(workers, () => Check([rows, columns], [down, along], [columns + 1, 1], workers));
            Assert.InRange(partition.Pieces, 3 * 2, 3 * 8);
            int[] sizes = [5, rows / 2 + 1, 2, columns / 2];
            var deep = Partition.Of(workers, () => Check(sizes, [7, down, 3, along], [rows * columns, columns, columns / 2, 1], workers));
            Assert.InRange(deep.Pieces, 3 * 2, 3 * 20);
        }
    }

    [Fact]
    public void CopyStrided_FewElements_IsNotCut()
    {
        Assert.Equal(0, Partition.Of(4, () => Check([100, 300], [1, 100], [300, 1], 4)).Pieces);
        Assert.Equal(0, Partition.Of(4, () => Check([], [], [], 4)).Pieces);
    }

    [Fact]
    public void CopyStrided_Slice_ReachesOnlyItsPart() => Check([5, 40], [100, 1], [60, 1]);

    [Fact]
    public void CopyStrided_Broadcast_RepeatsTheNumber()
    {
        Check([4, 50], [1, 0], [50, 1]);
        Check([4, 50], [0, 1], [50, 1]);
        Check([4, 50], [0, 0], [50, 1]);
    }

    [Fact]
    public void CopyStrided_Reversed_WalksBackwards()
    {
        Check([100], [-1], [1]);
        Check([100], [-1], [-1]);
        Check([20, 30], [-30, 1], [30, 1]);
        Check([20, 30], [1, -20], [30, 1]);
    }

    [Fact]
    public void CopyStrided_NoAxes_CopiesOneNumber() => Check([], [], []);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(16)]
    public void CopyStrided_UnknownElementSize_Throws(int elementSize)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => StridedCopy.CopyStrided(null, null, elementSize, [], [], []));
        Assert.Equal("elementSize", error.ParamName);
    }

    [Fact]
    public void Simplify_ContiguousOnBothSides_IsOneRun()
    {
        var axes = new StridedAxis[4];
        Assert.Equal(2, StridedAxis.Simplify([2, 3, 1, 5], [15, 5, 9, 1], [15, 5, 7, 1], axes));
        Assert.Equal([new StridedAxis(1, 0, 0), new StridedAxis(30, 1, 1)], axes[..2]);
    }

    /// <summary>Strides of a layout with permuted axes, some of them reversed, with gaps or repeated elements.</summary>
    private static long[] Strides(int[] sizes, HostRandom random, bool mayRepeat)
    {
        var order = Enumerable.Range(0, sizes.Length).ToArray();
        if (random.NextInt32(3) > 0) random.Shuffle(order.AsSpan());
        else Array.Reverse(order);
        var strides = new long[sizes.Length];
        long stride = random.NextInt32(4) == 0 ? 2 : 1;
        foreach (var axis in order)
        {
            strides[axis] = random.NextInt32(5) == 0 ? -stride : stride;
            stride = stride * Math.Max(1, sizes[axis]) + (random.NextInt32(4) == 0 ? 3 : 0);
            if (mayRepeat && random.NextInt32(5) == 0) strides[axis] = 0;
        }

        return strides;
    }

    private static void Check(int[] sizes, long[] from, long[] to, int threads = 1)
    {
        Check<byte>(sizes, from, to, i => (byte)(i * 7 + 1), threads);
        Check<int>(sizes, from, to, i => i + 1, threads);
        Check<double>(sizes, from, to, i => i + 1, threads);
    }

    private static void Check<T>(int[] sizes, long[] from, long[] to, Func<int, T> number, int threads)
        where T : unmanaged
    {
        var (first, length) = Extent(sizes, from);
        var source = Enumerable.Range(0, length).Select(number).ToArray();
        var (start, extent) = Extent(sizes, to);
        var expected = new T[extent + 20];
        var actual = new T[extent + 20];
        foreach (var index in Indices(sizes)) expected[10 + start + At(index, to)] = source[first + At(index, from)];

        fixed (T* x = source, y = actual)
            StridedCopy.CopyStrided((byte*)(x + first), (byte*)(y + 10 + start), sizeof(T), sizes, from, to, threads);
        if (!expected.AsSpan().SequenceEqual(actual))
            Assert.Fail($"{typeof(T).Name} [{string.Join(", ", sizes)}] from ({string.Join(", ", from)}) to ({string.Join(", ", to)})");
    }

    /// <summary>The position of index 0, and the number of elements from the lowest to the highest position used.</summary>
    private static (int First, int Length) Extent(int[] sizes, long[] strides)
    {
        long low = 0, high = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            var reach = Math.Max(0, sizes[i] - 1) * strides[i];
            low += Math.Min(0, reach);
            high += Math.Max(0, reach);
        }

        return ((int)-low, (int)(high - low + 1));
    }

    private static int At(int[] index, long[] strides) => (int)index.Zip(strides, (i, stride) => i * stride).Sum();

    private static IEnumerable<int[]> Indices(int[] sizes)
    {
        var total = sizes.Aggregate(1, (x, y) => x * y);
        for (var flat = 0; flat < total; flat++)
        {
            var index = new int[sizes.Length];
            for (var (axis, rest) = (sizes.Length - 1, flat); axis >= 0; rest /= sizes[axis], axis--) index[axis] = rest % sizes[axis];
            yield return index;
        }
    }
}
