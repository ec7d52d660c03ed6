using System.Numerics;
using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class MatrixProductTests
{
    private const int Guard = 37;

    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_MixedSizesAllTransposes_EqualsPlainLoop(int width) => WithWidth(width, () =>
    {
        int[] sizes = [0, 1, 2, 5, 11, 12, 13, 31, 32, 33, 63, 65, 100, 257];
        var random = new RandomStream(1);
        for (var trial = 0; trial < 120; trial++)
        {
            // The first trials make sure that each size stands at each place; the others mix them.
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
    [InlineData(13, 2100, 40)] // two column blocks
    public void Multiply_LargeOrSkinny_EqualsPlainLoop(int rows, int columns, int inner)
    {
        CheckTransposes<float>(rows, columns, inner, new RandomStream(2));
        CheckTransposes<double>(rows, columns, inner, new RandomStream(3));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_AnyThreads_SameBits(int width) => WithWidth(width, () =>
    {
        var random = new RandomStream(4);
        foreach (var (rows, columns, inner) in new[] { (257, 263, 131), (300, 130, 450), (1, 2100, 1501), (2100, 1, 1501), (2, 1500, 1100), (3000, 10, 301) })
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
    public void Multiply_Integers_Exact(int width) => WithWidth(width, () =>
    {
        var random = new RandomStream(5);
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
    public void Multiply_NotANumberInOneRow_StaysInThatRow(int width) => WithWidth(width, () =>
    {
        // Zero padding must not turn into NaN, nor may NaN leak from one row to another.
        var random = new RandomStream(6);
        const int Size = 61;
        var (a, b) = (Random<float>(Size * Size, random), Random<float>(Size * Size, random));
        a[17 * Size + 3] = float.NaN;
        var product = Product(a, b, Size, Size, Size, false, false, 1);
        for (var i = 0; i < product.Length; i++) Assert.Equal(i / Size == 17, float.IsNaN(product[i]));
    });

    [Fact]
    public void Multiply_Repeated_AllocatesNothing()
    {
        var random = new RandomStream(7);
        var (a, b, c) = (Random<float>(100 * 100, random), Random<float>(100 * 100, random), new float[100 * 100]);
        fixed (float* x = a, y = b, z = c)
        {
            MatrixProduct.Multiply(x, y, z, 100, 100, 100, false, false, 1);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) MatrixProduct.Multiply(x, y, z, 100, 100, 100, false, true, 1);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void WithWidth(int width, Action action)
    {
        var before = VectorWidth.Current;
        VectorWidth.Current = width;
        try
        {
            action();
        }
        finally
        {
            VectorWidth.Current = before;
        }
    }

    private static void CheckTransposes<T>(int rows, int columns, int inner, RandomStream random)
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

                // The bound of any order of additions is (inner + 1) units of Σ|a||b|; random signs stay far below.
                var error = Math.Abs(double.CreateChecked(c[i * columns + j]) - sum);
                if (!(error <= (4 + Math.Sqrt(inner)) * unit * magnitude))
                    Assert.Fail($"{typeof(T).Name} {rows}×{columns}×{inner} {transposeA} {transposeB}: c[{i}, {j}] is off by {error}");
            }
        }
    }

    private static T[] Random<T>(int count, RandomStream random)
        where T : unmanaged, INumber<T>
    {
        var numbers = new T[count];
        for (var i = 0; i < count; i++) numbers[i] = T.CreateChecked(2 * random.NextDouble() - 1);
        return numbers;
    }

    /// <summary>The product, after a check that nothing around it was written.</summary>
    private static T[] Product<T>(T[] a, T[] b, int rows, int columns, int inner, bool transposeA, bool transposeB, int threads)
        where T : unmanaged, INumber<T>
    {
        var guarded = new T[rows * columns + 2 * Guard];
        Array.Fill(guarded, T.CreateChecked(77));
        fixed (T* x = a, y = b, z = guarded)
            MatrixProduct.Multiply(x, y, z + Guard, rows, columns, inner, transposeA, transposeB, threads);
        Assert.Equal(-1, guarded.AsSpan(0, Guard).IndexOfAnyExcept(T.CreateChecked(77)));
        Assert.Equal(-1, guarded.AsSpan(^Guard..).IndexOfAnyExcept(T.CreateChecked(77)));
        return guarded[Guard..^Guard];
    }
}
