using System.Numerics;
using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class MomentsTests
{
    // Sizes around lines of 8, pairs of lines, blocks of 512, and strips of 64 columns.
    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (var count in new[] { 0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 511, 512, 513, 528, 1300 }) shapes.Add(3, count, 1);
            foreach (var inner in new[] { 2, 7, 8, 63, 64, 65, 130 })
            {
                foreach (var count in new[] { 0, 1, 3, 40 }) shapes.Add(2, count, inner);
            }
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Run_AnyShape_HasTheMomentsAndTheSameBitsAtEveryWidth(int outer, int count, int inner)
    {
        Check<float>(outer, count, inner, 3, 1e-6);
        Check<double>(outer, count, inner, 3, 1e-14);
        // Far from 0, a difference of squares would have no correct digit left.
        Check<double>(outer, count, inner, 1e8, 1e-7);
    }

    private static void Check<T>(int outer, int count, int inner, double center, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new HostRandom(7);
        T[] x = [.. Enumerable.Range(0, outer * count * inner).Select(_ => T.CreateTruncating(center + random.NextNormal()))];
        var (means, variances) = Run(x, outer, count, inner, 0);
        foreach (var width in (int[])[128, 256, 512])
        {
            var (otherMeans, otherVariances) = Run(x, outer, count, inner, width);
            Assert.Equal(means, otherMeans);
            Assert.Equal(variances, otherVariances);
        }
        for (var i = 0; i < means.Length; i++)
        {
            var (row, column) = (i / inner, i % inner);
            double[] values = [.. Enumerable.Range(0, count).Select(j => double.CreateTruncating(x[(row * count + j) * inner + column]))];
            var mean = values.Length == 0 ? double.NaN : values.Average();
            Near(mean, means[i], tolerance * Math.Abs(center));
            Near(values.Sum(value => (value - mean) * (value - mean)) / count, variances[i], tolerance);
        }

        static void Near(double expected, T actual, double tolerance)
        {
            var error = Math.Abs(expected - double.CreateTruncating(actual));
            Assert.True(double.IsNaN(expected) ? T.IsNaN(actual) : error <= tolerance * (1 + Math.Abs(expected)), $"{actual}, not {expected}");
        }
    }

    private static (T[] Means, T[] Variances) Run<T>(T[] x, int outer, int count, int inner, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var forced = new ForcedWidth(width);
        var (means, variances) = (new T[outer * inner], new T[outer * inner]);
        fixed (T* from = x, mean = means, variance = variances)
        {
            var moments = new Moments<T>(outer, count, inner, count, (nint)from, (nint)mean, (nint)variance);
            for (var i = 0; i < moments.Count; i++) moments.Run(i);
        }
        return (means, variances);
    }
}
