using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Kernels;

/// <summary>Pooling of pairs gives bitwise what pooling of any windows gives.</summary>
public sealed unsafe class PairMaximumTests
{
    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(7, 8)]
    [InlineData(11, 11)]
    [InlineData(4, 26)]
    [InlineData(5, 33)]
    [InlineData(2, 70)]
    public void Pooling_OfTiesInfinitiesAndNotANumber_IsThatOfAnyWindows(int height, int width)
    {
        Check<float>(height, width);
        Check<double>(height, width);
    }

    [Fact]
    public void Fits_OnlyWindowsOfTwoThatFillAVector()
    {
        var eight = new WindowAxis(8, 2, 2, 0, 1);
        Assert.True(PairMaximum<float>.Fits(eight, eight));
        Assert.False(PairMaximum<float>.Fits(eight, new(3, 2, 2, 0, 1)));
        Assert.False(PairMaximum<float>.Fits(eight, new(8, 2, 1, 0, 1)));
        Assert.False(PairMaximum<float>.Fits(new(8, 2, 2, 1, 1), eight));
        Assert.False(PairMaximum<float>.Fits(new(8, 3, 2, 0, 1), eight));
        Assert.False(PairMaximum<float>.Fits(new(1, 2, 2, 0, 1), eight));
    }

    private static void Check<T>(int height, int width)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        const int Planes = 5;
        var (rows, columns) = (new WindowAxis(height, 2, 2, 0, 1), new WindowAxis(width, 2, 2, 0, 1));
        var random = new HostRandom(height * 100 + width);
        T[] some = [T.NaN, T.PositiveInfinity, T.NegativeInfinity, T.Zero, T.NegativeZero, T.One, T.One, T.CreateChecked(2)];
        var x = Enumerable.Range(0, Planes * height * width).Select(_ => some[random.NextInt32(some.Length)]).ToArray();
        var given = Enumerable.Range(0, Planes * rows.Output * columns.Output).Select(i => T.CreateChecked(i + 1)).ToArray();
        foreach (var bits in (int[])[128, 256, 512])
        {
            using var forced = new ForcedWidth(bits);
            if (!PairMaximum<T>.Fits(rows, columns)) continue;
            foreach (var isSpread in (bool[])[false, true])
            {
                var (expected, actual) = (new T[isSpread ? x.Length : given.Length], new T[isSpread ? x.Length : given.Length]);
                Array.Fill(actual, T.CreateChecked(77));
                fixed (T* a = x, b = given, e = expected, r = actual)
                {
                    var any = new WindowMaximum<T>(rows, columns, Planes, a, isSpread ? b : a, e, isSpread);
                    Workers.For(any.Count, 1, any);
                    var pairs = new PairMaximum<T>(rows, columns, Planes, a, isSpread ? b : null, r);
                    Workers.For(pairs.Count, 2, pairs);
                }

                Assert.Equal(expected.Select(Bits), actual.Select(Bits));
            }
        }
    }

    // All NaN are equal here.
    private static long Bits<T>(T x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => BitConverter.DoubleToInt64Bits(T.IsNaN(x) ? double.NaN : double.CreateChecked(x));
}
