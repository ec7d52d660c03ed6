using System.Numerics;
using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class GemmTests
{
    private const int Guard = 37;

    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_MixedSizesAllTransposes_EqualsPlainLoop(int width) => ForcedWidth.Run(width, () =>
    {
        int[] sizes = [0, 1, 2, 5, 11, 12, 13, 31, 32, 33, 63, 65, 100, 257];
        var random = new HostRandom(1);
        for (var trial = 0; trial < 120; trial++)
        {
            // The first trials use each size in each position; the others mix them.
            int Pick(int place) => sizes[trial < 3 * sizes.Length && trial % 3 == place ? trial / 3 : random.NextInt32(sizes.Length)];
            var (rows, columns, inner) = (Pick(0), Pick(1), Pick(2));
            CheckTransposes<float>(rows, columns, inner, random);
            CheckTransposes<double>(rows, columns, inner, random);
        }
    });

    [Theory]
    [InlineData(1, 700, 900)]
    [InlineData(700, 1, 900)]
    [InlineData(900, 700, 1)]
    [InlineData(3, 5, 2000)]
    [InlineData(250, 40, 800)] // two row blocks, three depth blocks
    [InlineData(13, 2100, 40)] // panel by panel
    [InlineData(140, 2100, 40)] // two column blocks
    [InlineData(200, 3, 130)] // too few columns for a vector
    [InlineData(300, 11, 600)] // half a vector of columns
    [InlineData(23, 70, 790)] // few enough rows for inner products
    [InlineData(130, 90, 1024)] // rows of a and b at multiples of a page
    [InlineData(1024, 90, 530)]
    [InlineData(3, 5, 9000)] // longer than one chain
    [InlineData(1, 70, 1025)]
    [InlineData(5, 2, 2048)]
    [InlineData(140, 2100, 1024)] // two row blocks and two column blocks of them
    public void Multiply_LargeOrSkinny_EqualsPlainLoop(int rows, int columns, int inner)
    {
        CheckTransposes<float>(rows, columns, inner, new HostRandom(2));
        CheckTransposes<double>(rows, columns, inner, new HostRandom(3));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_AnyThreads_SameBits(int width) => ForcedWidth.Run(width, () =>
    {
        var random = new HostRandom(4);
        foreach (var (rows, columns, inner) in new[]
        {
            (257, 263, 131), (300, 130, 450), (1, 2100, 1501), (2100, 1, 1501), (2, 1500, 1100), (3000, 10, 301), (3000, 3, 301), (22, 200, 1024),
            (300, 130, 1024), (4, 150, 5000),
        })
        {
            foreach (var transposes in new[] { 0, 1, 2, 3 })
            {
                var (a, b) = (Random<float>(rows * inner, random), Random<float>(inner * columns, random));
                var (transposeA, transposeB) = ((transposes & 1) != 0, (transposes & 2) != 0);
                var expected = Product(a, b, rows, columns, inner, transposeA, transposeB, 1);
                foreach (var threads in new[] { 2, 3, 7 })
                    Assert.Equal(expected, Product(a, b, rows, columns, inner, transposeA, transposeB, threads));
            }
        }
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_Integers_Exact(int width) => ForcedWidth.Run(width, () =>
    {
        var random = new HostRandom(5);
        foreach (var size in new[] { 7, 50 })
        {
            var a = Enumerable.Range(0, size * size).Select(_ => (long)random.NextInt32(1000)).ToArray();
            var product = Product(a, a, size, size, size, true, false, 1);
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                    Assert.Equal(Enumerable.Range(0, size).Sum(p => a[p * size + i] * a[p * size + j]), product[i * size + j]);
            }
        }
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_NotANumberInOneRow_StaysInThatRow(int width) => ForcedWidth.Run(width, () =>
    {
        // Zero padding must not turn into NaN, and NaN must not leak from one row into another.
        var random = new HostRandom(6);
        const int Size = 61;
        var (a, b) = (Random<float>(Size * Size, random), Random<float>(Size * Size, random));
        a[17 * Size + 3] = float.NaN;
        var product = Product(a, b, Size, Size, Size, false, false, 1);
        for (var i = 0; i < product.Length; i++) Assert.Equal(i / Size == 17, float.IsNaN(product[i]));
    });

    [Theory]
    [InlineData(64, 64, 64)]
    [InlineData(5, 83, 31)]
    [InlineData(1, 40, 500)]
    [InlineData(31, 3, 17)]
    [InlineData(150, 300, 400)]
    public void Multiply_RowsOfBTogether_SameBitsAtEveryWidth(int rows, int columns, int inner)
    {
        // Every element is one chain along the inner dimension, in any tile. (Inner products are split by lanes.)
        var random = new HostRandom(8);
        var (a, b) = (Random<float>(rows * inner, random), Random<float>(inner * columns, random));
        foreach (var transposeA in new[] { false, true })
        {
            var expected = Product(a, b, rows, columns, inner, transposeA, false, 1);
            foreach (var width in new[] { 0, 128, 256, 512 })
                ForcedWidth.Run(width, () => Assert.Equal(expected, Product(a, b, rows, columns, inner, transposeA, false, 1)));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_AtTheEdgeOfMemory_ReadsNothingBeyond(int width) => ForcedWidth.Run(width, () =>
    {
        using GuardedMemory memoryA = new(), memoryB = new(), memoryC = new();
        var random = new HostRandom(9);
        foreach (var (rows, columns, inner) in new[]
        {
            (1, 1, 1), (1, 16, 16), (3, 5, 7), (5, 33, 9), (13, 47, 65), (64, 3, 20), (7, 2, 70), (200, 10, 3), (50, 1030, 70),
        })
        {
            foreach (var transposes in new[] { 0, 1, 2, 3 })
            {
                var (transposeA, transposeB) = ((transposes & 1) != 0, (transposes & 2) != 0);
                var (a, b) = (Random<float>(rows * inner, random), Random<float>(inner * columns, random));
                var expected = Product(a, b, rows, columns, inner, transposeA, transposeB, 1);
                foreach (var atEnd in new[] { true, false })
                {
                    var c = memoryC.Place(new float[rows * columns], atEnd);
                    Gemm.Multiply(memoryA.Place(a, atEnd), memoryB.Place(b, atEnd), c, rows, columns, inner, transposeA, transposeB, 1);
                    Assert.Equal(expected, new ReadOnlySpan<float>(c, rows * columns).ToArray());
                }
            }
        }
    });

    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    [InlineData(20, 2)]
    public void Multiply_OverVeryManyNumbers_LosesNoneOfThem(int rows, int columns)
    {
        const int Inner = 300_000;
        foreach (var transposes in new[] { 0, 1, 2, 3 })
        {
            // A single float32 chain of tenths would be off by more than a thousandth.
            var (a, b) = (Enumerable.Repeat(0.1f, rows * Inner).ToArray(), Enumerable.Repeat(1f, Inner * columns).ToArray());
            var product = Product(a, b, rows, columns, Inner, (transposes & 1) != 0, (transposes & 2) != 0, 2);
            Assert.All(product, number => Assert.InRange(number, 0.99998 * 0.1 * Inner, 1.00002 * 0.1 * Inner));
        }
    }

    [Fact]
    public void Multiply_Repeated_AllocatesNothing()
    {
        var random = new HostRandom(7);
        var (a, b, c) = (Random<float>(300 * 300, random), Random<float>(300 * 300, random), new float[300 * 300]);
        fixed (float* x = a, y = b, z = c)
        {
            var shapes = new[] { (300, 300, 300), (100, 100, 100), (1, 300, 300), (10, 100, 300), (100, 3, 50) };
            long before = 0;
            for (var round = 0; round < 2; round++)
            {
                // Scratch memory is kept from the first round.
                before = GC.GetAllocatedBytesForCurrentThread();
                foreach (var (rows, columns, inner) in shapes)
                {
                    for (var transposes = 0; transposes < 4; transposes++)
                        Gemm.Multiply(x, y, z, rows, columns, inner, (transposes & 1) != 0, (transposes & 2) != 0, 1);
                }
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void CheckTransposes<T>(int rows, int columns, int inner, HostRandom random)
        where T : unmanaged, INumber<T>
    {
        var (a, b) = (Random<T>(rows * inner, random), Random<T>(inner * columns, random));
        foreach (var transposes in new[] { 0, 1, 2, 3 })
        {
            var (transposeA, transposeB) = ((transposes & 1) != 0, (transposes & 2) != 0);
            Compare(a, b, Product(a, b, rows, columns, inner, transposeA, transposeB, 1), rows, columns, inner, transposeA, transposeB);
        }
    }

    private static void Compare<T>(T[] a, T[] b, T[] c, int rows, int columns, int inner, bool transposeA, bool transposeB)
        where T : unmanaged, INumber<T>
    {
        var unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        var x = Array.ConvertAll(a, double.CreateChecked);
        var y = Array.ConvertAll(b, double.CreateChecked);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                double sum = 0, magnitude = 0;
                for (var p = 0; p < inner; p++)
                {
                    var term = x[transposeA ? p * rows + i : i * inner + p] * y[transposeB ? j * inner + p : p * columns + j];
                    sum += term;
                    magnitude += Math.Abs(term);
                }

                // The bound for any order of additions is (inner + 1) ulp of Σ|a||b|; random signs stay far below.
                var error = Math.Abs(double.CreateChecked(c[i * columns + j]) - sum);
                if (!(error <= (4 + Math.Sqrt(inner)) * unit * magnitude))
                    Assert.Fail($"{typeof(T).Name} {rows}×{columns}×{inner} {transposeA} {transposeB}: c[{i}, {j}] is off by {error}");
            }
        }
    }

    private static T[] Random<T>(int count, HostRandom random)
        where T : unmanaged, INumber<T>
    {
        var numbers = new T[count];
        for (var i = 0; i < count; i++) numbers[i] = T.CreateChecked(2 * random.NextDouble() - 1);
        return numbers;
    }

    /// <summary>Returns the product after checking that nothing around it was written.</summary>
    private static T[] Product<T>(T[] a, T[] b, int rows, int columns, int inner, bool transposeA, bool transposeB, int threads)
        where T : unmanaged, INumber<T>
    {
        var guarded = new T[rows * columns + 2 * Guard];
        Array.Fill(guarded, T.CreateChecked(77));
        fixed (T* x = a, y = b, z = guarded)
            Gemm.Multiply(x, y, z + Guard, rows, columns, inner, transposeA, transposeB, threads);
        Assert.Equal(-1, guarded.AsSpan(0, Guard).IndexOfAnyExcept(T.CreateChecked(77)));
        Assert.Equal(-1, guarded.AsSpan(^Guard..).IndexOfAnyExcept(T.CreateChecked(77)));
        return guarded[Guard..^Guard];
    }
}
