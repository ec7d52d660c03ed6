using System.Numerics;
using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class RowReductionsTests
{
    private delegate void Reduction<T, TResult>(T* input, TResult* output, int outer, int count, int inner, nint stride)
        where T : unmanaged
        where TResult : unmanaged;

    // Sizes around vectors, blocks of rows (1024), blocks of columns (64), tiles of columns (128), and pairs of blocks.
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (var count in new[] { 1, 2, 3, 7, 8, 9, 31, 32, 33, 100, 1023, 1024, 1025, 5000 }) shapes.Add(3, count, 1);
            foreach (var count in new[] { 1, 3, 4, 63, 64, 65, 128, 129, 500 })
            {
                foreach (var inner in new[] { 2, 3, 8, 17, 127, 128, 129, 300 }) shapes.Add(2, count, inner);
            }

            shapes.Add(0, 5, 3);
            shapes.Add(4, 5, 0);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sum_AnyShape_EqualsPlainLoop(int outer, int count, int inner)
    {
        Check<float>(RowReductions.Sum, outer, count, inner, column => column.Sum(), 1e-5);
        Check<double>(RowReductions.Sum, outer, count, inner, column => column.Sum(), 1e-13);
        Check<int>(RowReductions.Sum, outer, count, inner, column => column.Sum(), 0);
        Check<long>(RowReductions.Sum, outer, count, inner, column => column.Sum(), 0);
        Check<int, long>(RowReductions.Sum, outer, count, inner, column => column.Sum(), 0, random => random.NextInt32(1 << 30) + (1 << 30));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Mean_AnyShape_EqualsPlainLoop(int outer, int count, int inner)
    {
        Check<float>(RowReductions.Mean, outer, count, inner, column => column.Average(), 1e-7);
        Check<double>(RowReductions.Mean, outer, count, inner, column => column.Average(), 1e-15);
        Check<double>(RowReductions.Mean, outer, count, inner, column => column.Sum(x => x / count), 1e-15, random => (1 + random.NextDouble()) * 8e307);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Product_AnyShape_EqualsPlainLoop(int outer, int count, int inner)
    {
        // Values around 1, so that long products neither overflow nor underflow.
        static double Expected(double[] column) => column.Aggregate(1.0, (x, y) => x * y);
        Check<float>(RowReductions.Product, outer, count, inner, Expected, 1e-5, random => 0.999 + 0.002 * random.NextDouble());
        Check<double>(RowReductions.Product, outer, count, inner, Expected, 1e-12, random => 0.999 + 0.002 * random.NextDouble());
        Check<long>(RowReductions.Product, outer, count, inner, Expected, 0, random => random.NextInt32(2) * 2 - 1);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void MaximumAndMinimum_AnyShape_EqualPlainLoop(int outer, int count, int inner)
    {
        Check<float>(RowReductions.Maximum, outer, count, inner, column => column.Max(), 0);
        Check<double>(RowReductions.Maximum, outer, count, inner, column => column.Max(), 0);
        Check<int>(RowReductions.Maximum, outer, count, inner, column => column.Max(), 0);
        Check<long>(RowReductions.Maximum, outer, count, inner, column => column.Max(), 0);
        Check<float>(RowReductions.Minimum, outer, count, inner, column => column.Min(), 0);
        Check<double>(RowReductions.Minimum, outer, count, inner, column => column.Min(), 0);
        Check<int>(RowReductions.Minimum, outer, count, inner, column => column.Min(), 0);
        Check<long>(RowReductions.Minimum, outer, count, inner, column => column.Min(), 0);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ArgMaximum_ManyTies_IsTheFirst(int outer, int count, int inner)
    {
        static double Expected(double[] column) => Array.IndexOf(column, column.Max());
        Check<float, long>(ArgMaximum, outer, count, inner, Expected, 0, random => random.NextInt32(5) - 2);
        Check<double, long>(ArgMaximum, outer, count, inner, Expected, 0, random => random.NextInt32(5) - 2);
        Check<int, long>(ArgMaximum, outer, count, inner, Expected, 0, random => random.NextInt32(5) - 2);
        Check<long, long>(ArgMaximum, outer, count, inner, Expected, 0);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void LogSumExp_AnyShape_EqualsPlainLoop(int outer, int count, int inner)
    {
        static double Expected(double[] column) => column.Max() + Math.Log(column.Sum(x => Math.Exp(x - column.Max())));
        Check<float>(LogSumExp, outer, count, inner, Expected, 1e-6, random => 20 * random.NextNormal() + 300);
        Check<double>(LogSumExp, outer, count, inner, Expected, 1e-13, random => 20 * random.NextNormal() - 3000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sum_MillionSinglePrecisionNumbers_RelativeErrorBelowOneInAMillion(int inner)
    {
        const int Count = 1_000_000;
        var random = new HostRandom(11);
        var numbers = Enumerable.Range(0, Count * inner).Select(_ => (float)random.NextDouble()).ToArray();
        var sums = Run<float, float>(RowReductions.Sum, numbers, 1, Count, inner);
        for (var column = 0; column < inner; column++)
        {
            var exact = Enumerable.Range(0, Count).Sum(i => (double)numbers[i * inner + column]);
            Assert.InRange(sums[column] / exact - 1, -2e-7, 2e-7);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void EmptyAxis_IsTheIdentity(int inner)
    {
        Assert.Equal(new float[2 * inner], Run<float, float>(RowReductions.Sum, [], 2, 0, inner));
        Assert.All(Run<double, double>(RowReductions.Product, [], 2, 0, inner), one => Assert.Equal(1, one));
        Assert.All(Run<float, float>(RowReductions.Mean, [], 2, 0, inner), mean => Assert.Equal(float.NaN, mean));
        Assert.All(Run<int, int>(RowReductions.Product, [], 2, 0, inner), one => Assert.Equal(1, one));
        Assert.All(Run<float, float>(LogSumExp, [], 2, 0, inner), x => Assert.Equal(float.NegativeInfinity, x));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void ExtremesAndArgMaximum_NotANumberAnywhere_Wins(int inner)
    {
        const int Count = 150;
        for (var place = 0; place < Count; place++)
        {
            var numbers = new float[Count * inner];
            for (var i = 0; i < numbers.Length; i++) numbers[i] = i % 7;
            numbers[0] = float.PositiveInfinity;
            numbers[(Count - 1) * inner] = float.NegativeInfinity;
            numbers[place * inner] = float.NaN;
            if (place + 3 < Count) numbers[(place + 3) * inner] = float.NaN;

            Assert.True(float.IsNaN(Run<float, float>(RowReductions.Maximum, numbers, 1, Count, inner)[0]));
            Assert.True(float.IsNaN(Run<float, float>(RowReductions.Minimum, numbers, 1, Count, inner)[0]));
            Assert.True(float.IsNaN(Run<float, float>(LogSumExp, numbers, 1, Count, inner)[0]));
            var argument = Run<float, long>(ArgMaximum, numbers, 1, Count, inner);
            Assert.Equal(place, argument[0]);
            if (inner > 1) Assert.Equal(Enumerable.Range(0, Count).MaxBy(i => numbers[i * inner + 1]), argument[1]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void LogSumExp_Infinities_AsTheLimitSays(int inner)
    {
        float[] Column(IEnumerable<float> column) => [.. column.SelectMany(x => Enumerable.Repeat(x, inner))];
        float Of(params float[] column)
        {
            var result = Run<float, float>(LogSumExp, Column(column), 1, column.Length, inner)[inner - 1];
            // Long rows have their own loops; terms of −∞ change nothing.
            var padded = column.Concat(Enumerable.Repeat(float.NegativeInfinity, 300)).ToArray();
            Assert.Equal(result, Run<float, float>(LogSumExp, Column(padded), 1, padded.Length, inner)[inner - 1]);
            return result;
        }

        Assert.Equal(float.NegativeInfinity, Of(float.NegativeInfinity, float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, Of(float.NegativeInfinity, float.PositiveInfinity, 3));
        Assert.Equal(2f, Of(float.NegativeInfinity, 2));
        Assert.Equal(float.NaN, Of(float.PositiveInfinity, float.NaN));
        Assert.Equal(1e30f, Of(1e30f, -1e30f));
        Assert.Equal(-1000f + MathF.Log(2), Of(-1000, -1000));
        Assert.Equal(float.PositiveInfinity, Of(float.PositiveInfinity, 100, 1e38f));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(700)]
    public void LogSoftmax_RowsOfZerosOfEitherSign_SameBitsAtEveryWidth(int count)
    {
        var numbers = Enumerable.Range(0, count).Select(i => i % 5 == 3 ? 0f : -0f).ToArray();
        int[] Of(int width)
        {
            var results = new float[count];
            fixed (float* x = numbers, y = results)
            {
                var (source, target) = ((nint)x, (nint)y);
                ForcedWidth.Run(width, () => RowReductions.LogSoftmax((float*)source, (float*)target, 1, count, 1));
            }

            return Array.ConvertAll(results, BitConverter.SingleToInt32Bits);
        }

        var expected = Of(512);
        foreach (var width in new[] { 0, 128, 256 }) Assert.Equal(expected, Of(width));
    }

    [Fact]
    public void LogSoftmax_InPlaceAtAnyAlignment_EqualsTheFormula()
    {
        foreach (var width in new[] { 0, 128, 256, 512 })
        {
            for (var count = 1; count < 300; count += 7)
            {
                var random = new HostRandom(13);
                var numbers = Enumerable.Range(0, 5 * count).Select(_ => (double)(float)random.NextNormal()).ToArray();
                var inPlace = Array.ConvertAll(numbers, x => (float)x);
                fixed (float* x = inPlace)
                {
                    var address = (nint)x;
                    ForcedWidth.Run(width, () => RowReductions.LogSoftmax((float*)address, (float*)address, 5, count, 1));
                }

                for (var i = 0; i < numbers.Length; i++)
                {
                    var sum = numbers.AsSpan(i / count * count, count).ToArray().Sum(Math.Exp);
                    Assert.Equal(numbers[i] - Math.Log(sum), inPlace[i], 3e-6);
                }
            }
        }
    }

    [Fact]
    public void Sum_Infinities_AreNotTurnedIntoNotANumber()
    {
        var numbers = new float[5000];
        numbers[3] = numbers[4000] = float.PositiveInfinity;
        Assert.Equal(float.PositiveInfinity, Run<float, float>(RowReductions.Sum, numbers, 1, 5000, 1)[0]);
        numbers[4000] = float.NegativeInfinity;
        Assert.Equal(float.NaN, Run<float, float>(RowReductions.Sum, numbers, 1, 5000, 1)[0]);
    }

    [Fact]
    public void Extremes_OnlyInfinitiesOrExtremes_AreFound()
    {
        Assert.Equal([float.NegativeInfinity], Run<float, float>(RowReductions.Maximum, Enumerable.Repeat(float.NegativeInfinity, 40).ToArray(), 1, 40, 1));
        Assert.Equal([int.MinValue], Run<int, int>(RowReductions.Maximum, Enumerable.Repeat(int.MinValue, 40).ToArray(), 1, 40, 1));
        Assert.Equal([long.MaxValue], Run<long, long>(RowReductions.Minimum, Enumerable.Repeat(long.MaxValue, 40).ToArray(), 1, 40, 1));
    }

    [Theory]
    [InlineData(40, 10, 1)] // short rows
    [InlineData(37, 128, 1)]
    [InlineData(5, 700, 1)] // long rows
    [InlineData(300, 1100, 1)]
    [InlineData(3, 200, 130)] // columns
    [InlineData(2, 70, 3)]
    [InlineData(400, 30, 7)]
    public void LogSumExp_AnyThreadsAndWidth_SameBits(int outer, int count, int inner)
    {
        CheckBits<float>(outer, count, inner);
        CheckBits<double>(outer, count, inner);

        static void CheckBits<T>(int outer, int count, int inner)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new HostRandom(12);
            var numbers = Enumerable.Range(0, outer * count * inner).Select(_ => T.CreateChecked(5 * random.NextNormal())).ToArray();
            var expected = Run<T, T>(LogSumExp, numbers, outer, count, inner);
            foreach (var width in new[] { 0, 128, 256, 512 })
            {
                foreach (var threads in new[] { 1, 2, 5 })
                {
                    var results = Run<T, T>(
                        (x, y, o, c, i, _) => ForcedWidth.Run(width, () => RowReductions.LogSumExp(x, y, o, c, i, threads)),
                        numbers,
                        outer,
                        count,
                        inner);
                    Assert.Equal(expected, results);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void LogSumExp_AtTheEdgeOfMemory_ReadsNothingBeyond(int width)
    {
        using var memory = new GuardedMemory();
        var random = new HostRandom(13);
        foreach (var (outer, count, inner) in new[] { (1, 1, 1), (5, 3, 1), (17, 10, 1), (3, 129, 1), (2, 1100, 1), (1, 5, 2), (2, 5, 31), (1, 3, 65) })
        {
            var numbers = Enumerable.Range(0, outer * count * inner).Select(_ => (float)random.NextNormal()).ToArray();
            var expected = Run<float, float>(LogSumExp, numbers, outer, count, inner);
            var results = new float[outer * inner];
            foreach (var atEnd in new[] { true, false })
            {
                var place = memory.Place(numbers, atEnd);
                fixed (float* y = results)
                {
                    var target = y;
                    ForcedWidth.Run(width, () => RowReductions.LogSumExp(place, target, outer, count, inner, 1));
                }
                Assert.Equal(expected, results);
            }
        }
    }

    [Fact]
    public void LogSumExp_Repeated_AllocatesNothing()
    {
        float[] numbers = new float[40 * 200], results = new float[40 * 200];
        fixed (float* x = numbers, y = results)
        {
            long before = 0;
            for (var round = 0; round < 2; round++)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                RowReductions.LogSumExp(x, y, 40, 200, 1, 1);
                RowReductions.LogSumExp(x, y, 800, 10, 1, 1);
                RowReductions.LogSumExp(x, y, 4, 20, 100, 1);
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Theory]
    [InlineData(19, 10, 1)] // short rows
    [InlineData(3, 32, 1)]
    [InlineData(5, 65, 1)] // long rows
    [InlineData(2, 5000, 1)]
    [InlineData(2, 200, 130)] // columns
    [InlineData(2, 70, 3)]
    public void Reductions_AnyWidthAndCut_SameBits(int outer, int count, int inner)
    {
        CheckBits<float, float>(RowReductions.Sum, outer, count, inner);
        CheckBits<double, double>(RowReductions.Sum, outer, count, inner);
        CheckBits<int, long>(RowReductions.Sum, outer, count, inner);
        CheckBits<float, float>(RowReductions.Mean, outer, count, inner);
        CheckBits<float, float>(RowReductions.Product, outer, count, inner);
        CheckBits<double, double>(RowReductions.Maximum, outer, count, inner);
        CheckBits<double, double>(RowReductions.Mean, outer, count, inner);

        static void CheckBits<T, TResult>(Reduction<T, TResult> reduce, int outer, int count, int inner)
            where T : unmanaged, INumber<T>
            where TResult : unmanaged, INumber<TResult>
        {
            var random = new HostRandom(14);
            var numbers = Enumerable.Range(0, outer * count * inner).Select(_ => T.CreateChecked(random.NextNormal())).ToArray();
            var expected = Run(reduce, numbers, outer, count, inner);
            // Row by row, at every width, from memory that ends with the data.
            using var memory = new GuardedMemory();
            var results = new TResult[outer * inner];
            foreach (var width in new[] { 0, 128, 256, 512 })
            {
                foreach (var step in new[] { 1, outer })
                {
                    foreach (var atEnd in new[] { true, false })
                    {
                        Array.Clear(results);
                        for (var row = 0; row < outer; row += step)
                        {
                            var place = memory.Place(numbers[(row * count * inner)..((row + step) * count * inner)], atEnd);
                            fixed (TResult* y = results)
                            {
                                var target = y + row * inner;
                                ForcedWidth.Run(width, () => reduce(place, target, step, count, inner, inner));
                            }
                        }
                        Assert.Equal(expected, results);
                    }
                }

                for (var columns = 1; columns < inner; columns = 3 * columns + 1)
                {
                    Array.Clear(results);
                    var place = memory.Place(numbers, true);
                    fixed (TResult* y = results)
                    {
                        for (var row = 0; row < outer; row++)
                        {
                            for (var column = 0; column < inner; column += columns)
                            {
                                var source = place + row * count * inner + column;
                                var target = y + row * inner + column;
                                ForcedWidth.Run(width, () => reduce(source, target, 1, count, Math.Min(columns, inner - column), inner));
                            }
                        }
                    }
                    Assert.Equal(expected, results);
                }
            }
        }
    }

    private static void ArgMaximum<T>(T* input, long* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T>
    {
        Assert.Equal(inner, stride);
        RowReductions.ArgMaximum(input, output, outer, count, inner);
    }

    private static void LogSumExp<T>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T> => RowReductions.LogSumExp(input, output, outer, count, inner, 1);

    private static void Check<T>(
        Reduction<T, T> reduce,
        int outer,
        int count,
        int inner,
        Func<double[], double> expected,
        double tolerance,
        Func<HostRandom, double>? draw = null)
        where T : unmanaged, INumber<T> => Check<T, T>(reduce, outer, count, inner, expected, tolerance, draw);

    private static void Check<T, TResult>(
        Reduction<T, TResult> reduce,
        int outer,
        int count,
        int inner,
        Func<double[], double> expected,
        double tolerance,
        Func<HostRandom, double>? draw = null)
        where T : unmanaged, INumber<T>
        where TResult : unmanaged, INumber<TResult>
    {
        var random = new HostRandom(count * 1000 + inner);
        draw ??= stream => stream.NextInt32(20001) - 10000;
        var numbers = new T[outer * count * inner];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = T.CreateTruncating(draw(random));
        var results = Run(reduce, numbers, outer, count, inner);
        for (var row = 0; row < outer; row++)
        {
            for (var column = 0; column < inner; column++)
            {
                var values = new double[count];
                for (var i = 0; i < count; i++) values[i] = double.CreateChecked(numbers[(row * count + i) * inner + column]);
                var scale = Math.Max(1, values.Sum(Math.Abs));
                var error = Math.Abs(double.CreateChecked(results[row * inner + column]) - expected(values));
                Assert.True(error <= tolerance * scale, $"{typeof(T).Name} [{outer}, {count}, {inner}] at ({row}, {column}): off by {error}");
            }
        }
    }

    /// <summary>Returns the results after checking that nothing past the end was written.</summary>
    private static TResult[] Run<T, TResult>(Reduction<T, TResult> reduce, T[] numbers, int outer, int count, int inner)
        where T : unmanaged
        where TResult : unmanaged, INumber<TResult>
    {
        var guarded = new TResult[outer * inner + 16];
        Array.Fill(guarded, TResult.CreateChecked(77));
        fixed (T* input = numbers)
        fixed (TResult* output = guarded)
            reduce(input, output, outer, count, inner, inner);
        Assert.Equal(-1, guarded.AsSpan(outer * inner).IndexOfAnyExcept(TResult.CreateChecked(77)));
        return guarded[..(outer * inner)];
    }
}
