using System.Numerics;
using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class ConvolutionProductTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("NABLA_LONG") == "1";

    public static TheoryData<int> Widths => [0, 128, 256, 512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Products_OfRandomSizes_EqualPlainLoopsAndReadNothingElse(int width)
    {
        using var forced = new ForcedWidth(width);
        var random = new HostRandom(width);
        for (var trial = 0; trial < (IsLong ? 3000 : 100); trial++)
        {
            var sizes = Random(random);
            Check<float>(sizes, random);
            Check<double>(sizes, random);
        }
    }

    [Theory]
    [InlineData(2, 1, 1024, 70, 5, 1, 1)] // rows of weights at multiples of a page, and more than one block of depth
    [InlineData(1, 1, 130, 40, 12, 5, 1)] // four blocks of depth, one example split into many parts
    [InlineData(3, 1, 3, 130, 40, 3, 1)] // more outputs than a block of rows or of positions
    [InlineData(9, 2, 5, 7, 9, 3, 2)] // the maximum number of example blocks
    [InlineData(1, 6, 1, 1, 30, 5, 1)] // depthwise
    public void Products_OfLargerSizes_EqualPlainLoops(int batch, int groups, int inputs, int outputs, int length, int size, int stride)
    {
        var sizes = new ConvolutionSizes(batch, groups, inputs, outputs, new(length, size, stride, size / 2, 1), new(length + 1, size, stride, 0, 1));
        var random = new HostRandom(5);
        Check<float>(sizes, random);
        Check<double>(sizes, random);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Products_OfAnyThreads_HaveTheSameBits(int width)
    {
        using var forced = new ForcedWidth(width);
        var random = new HostRandom(1);
        foreach (var sizes in (ConvolutionSizes[])
        [
            new(4, 1, 16, 24, new(20, 3, 1, 1, 1), new(20, 3, 1, 1, 1)), new(1, 1, 40, 40, new(30, 3, 2, 0, 1), new(31, 3, 1, 0, 1)),
            new(3, 4, 8, 9, new(25, 5, 1, 2, 1), new(11, 2, 3, 1, 2)), new(1, 1, 30, 2, new(100, 3, 1, 1, 1), new(90, 3, 1, 1, 1)),
            new(8, 32, 1, 1, new(28, 3, 1, 1, 1), new(23, 3, 1, 1, 1)),
        ])
        {
            var (x, w, y) = Numbers<float>(sizes, random);
            var expected = Results(sizes, x, w, y, 1);
            foreach (var threads in (int[])[2, 3, 7]) Assert.Equal(expected, Results(sizes, x, w, y, threads));
        }
    }

    [Theory]
    [InlineData(1, 1, 28)] // depthwise
    [InlineData(1, 1, 7)]
    [InlineData(1, 2, 35)]
    [InlineData(9, 4, 19)] // few outputs
    [InlineData(9, 5, 19)]
    public void Products_OfAnyVectorWidth_HaveTheSameBits(int inputs, int outputs, int length)
    {
        foreach (var (stride, padding) in ((int, int)[])[(1, 1), (1, 0), (2, 1)])
        {
            var axis = new WindowAxis(length, 3, stride, padding, 1);
            var sizes = new ConvolutionSizes(2, 6, inputs, outputs, axis, axis with { Input = length + 2 });
            Widths<float>(sizes);
            Widths<double>(sizes);
        }

        static void Widths<T>(ConvolutionSizes sizes)
            where T : unmanaged, INumber<T>
        {
            var (x, w, y) = Numbers<T>(sizes, new HostRandom(2));
            var expected = Array.Empty<T>();
            foreach (var width in (int[])[512, 256, 128])
            {
                using var forced = new ForcedWidth(width);
                var results = Results(sizes, x, w, y, 2);
                if (expected.Length == 0) expected = results;
                Assert.Equal(expected, results);
            }
        }
    }

    private static ConvolutionSizes Random(HostRandom random)
    {
        return new(random.NextInt32(4), 1 + random.NextInt32(3), random.NextInt32(5), 1 + random.NextInt32(14), Axis(), Axis());

        WindowAxis Axis()
        {
            var (size, stride, dilation, padding) = (1 + random.NextInt32(4), 1 + random.NextInt32(3), 1 + random.NextInt32(3), random.NextInt32(4));
            var reach = dilation * (size - 1) + 1;
            return new(Math.Max(1, reach - 2 * padding) + random.NextInt32(random.NextInt32(5) == 0 ? 70 : 9), size, stride, padding, dilation);
        }
    }

    private static void Check<T>(ConvolutionSizes sizes, HostRandom random)
        where T : unmanaged, INumber<T>
    {
        var (x, w, y) = Numbers<T>(sizes, random);
        var actual = Results(sizes, x, w, y, 2);
        var (dx, dw, dy) = ((T[])x.Clone(), (T[])w.Clone(), (T[])y.Clone());
        fixed (T* px = x, pw = w, py = y, rx = dx, rw = dw, ry = dy)
        {
            PlainKernels.Convolve(sizes, px, pw, ry, ry);
            PlainKernels.Convolve(sizes, rx, pw, py, rx);
            PlainKernels.Convolve(sizes, px, rw, py, rw);
        }
        T[] expected = [.. dy, .. dx, .. dw];
        var tolerance = (typeof(T) == typeof(float) ? 1e-6 : 1e-15) * (sizes.Depth + sizes.OutputChannels * sizes.Window + sizes.Batch * sizes.OutputPlane + 8);
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs(double.CreateTruncating(expected[i] - actual[i]));
            Assert.True(difference <= tolerance, $"{sizes}: element {i} of {dy.Length} + {dx.Length} + {dw.Length} is {actual[i]}, expected {expected[i]}");
        }
    }

    /// <summary>y, dx and dw, with guarded inputs and outputs that hold old values.</summary>
    private static T[] Results<T>(ConvolutionSizes sizes, T[] x, T[] w, T[] y, int threads)
        where T : unmanaged, INumber<T>
    {
        using var first = new GuardedMemory();
        using var second = new GuardedMemory();
        using var third = new GuardedMemory();
        // Larger arrays use plain memory.
        if (Math.Max(x.Length, Math.Max(w.Length, y.Length)) * sizeof(T) > 1 << 20) return Plain(sizes, x, w, y, threads);
        var results = new List<T>();
        foreach (var atEnd in (bool[])[true, false])
        {
            results.Clear();
            var target = third.Place(Filled(y), atEnd);
            ConvolutionProduct.Output(sizes, first.Place(x, atEnd), second.Place(w, atEnd), target, threads);
            results.AddRange(new ReadOnlySpan<T>(target, y.Length));
            target = third.Place(Filled(x), atEnd);
            ConvolutionProduct.Input(sizes, first.Place(w, atEnd), second.Place(y, atEnd), target, threads);
            results.AddRange(new ReadOnlySpan<T>(target, x.Length));
            target = third.Place(Filled(w), atEnd);
            ConvolutionProduct.Weights(sizes, first.Place(x, atEnd), second.Place(y, atEnd), target, threads);
            results.AddRange(new ReadOnlySpan<T>(target, w.Length));
        }
        return [.. results];
    }

    private static T[] Plain<T>(ConvolutionSizes sizes, T[] x, T[] w, T[] y, int threads)
        where T : unmanaged, INumber<T>
    {
        var (dx, dw, dy) = (Filled(x), Filled(w), Filled(y));
        fixed (T* px = x, pw = w, py = y, rx = dx, rw = dw, ry = dy)
        {
            ConvolutionProduct.Output(sizes, px, pw, ry, threads);
            ConvolutionProduct.Input(sizes, pw, py, rx, threads);
            ConvolutionProduct.Weights(sizes, px, py, rw, threads);
        }
        return [.. dy, .. dx, .. dw];
    }

    private static T[] Filled<T>(T[] like)
        where T : INumber<T> => [.. like.Select(_ => T.CreateTruncating(77))];

    private static (T[] X, T[] W, T[] Y) Numbers<T>(ConvolutionSizes sizes, HostRandom random)
        where T : INumber<T>
    {
        return (
            Draw(sizes.Batch * sizes.Groups * sizes.InputChannels * sizes.InputPlane),
            Draw(sizes.Groups * sizes.OutputChannels * sizes.Depth),
            Draw(sizes.Batch * sizes.Groups * sizes.OutputChannels * sizes.OutputPlane));

        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(2 * random.NextDouble() - 1))];
    }
}
