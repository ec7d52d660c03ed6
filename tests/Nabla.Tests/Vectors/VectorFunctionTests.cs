using Nabla.Kernels;
using Nabla.Vectors;
using Xunit;

namespace Nabla.Tests.Vectors;

/// <summary>Tests functions of one argument: errors, special values, and bitwise equality at all widths.</summary>
public class VectorFunctionTests
{
    private const int Block = 1 << 16;

    // Every 2053rd float32, which covers every sign and exponent; all of them with NABLA_LONG=1.
    private static readonly uint Stride = Environment.GetEnvironmentVariable("NABLA_LONG") == "1" ? 1u : 2053;

    private static readonly int[] Widths = [512, 256, 128, 0];

    public static TheoryData<string> Names => [.. VectorCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_OfAllFloats_IsWithinTheBound(string name)
    {
        var row = VectorCase.All[name];
        var worst = 0.0;
        foreach (var x in Floats(Stride))
        {
            var y = row.Single(x, VectorWidth.Machine);
            for (var i = 0; i < x.Length; i++)
            {
                var expected = row.Reference(x[i]);
                var error = SingleError(expected, y[i]);
                if (!(error <= row.SingleError)) Assert.Fail($"{name}({x[i]:R}) = {y[i]:R}, not {expected:R}: {error} units");
                worst = Math.Max(worst, error);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {worst:F3}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_OfItsDomain_IsWithinTheBound(string name)
    {
        var row = VectorCase.All[name];
        var x = Doubles(row, 1500);
        var y = row.Double(x, VectorWidth.Machine);
        var worst = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] == 0) continue;
            var error = Math.Abs(row.Exact(x[i]).Error(y[i]));
            if (!(error <= row.DoubleError)) Assert.Fail($"{name}({x[i]:R}) = {y[i]:R}: {error} units off");
            worst = Math.Max(worst, error);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {worst:F3}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_AtSpecialNumbers_AreTheReferences(string name)
    {
        var row = VectorCase.All[name];
        double[] special =
        [
            0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1, -1, 2, -2, double.Epsilon, -double.Epsilon,
            double.MaxValue, double.MinValue, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, -1 - 1e-15, -800, 800,
        ];
        var y = row.Double(special, VectorWidth.Machine);
        for (var i = 0; i < special.Length; i++)
        {
            var expected = row.Reference(special[i]);
            var near = Math.Abs(expected - y[i]) <= 1e-15 * Math.Abs(expected);
            if (!Same(expected, y[i]) && !(near && y[i] != 0)) Assert.Fail($"{name}({special[i]:R}) = {y[i]:R}, not {expected:R}");
        }
        var single = special.Select(x => (float)x).ToArray();
        var z = row.Single(single, VectorWidth.Machine);
        for (var i = 0; i < special.Length; i++)
        {
            var expected = row.Reference(single[i]);
            var error = SingleError(expected, z[i]);
            if (!(error <= row.SingleError)) Assert.Fail($"{name}({single[i]:R}) = {z[i]:R}, not {expected:R}");
        }
    }

    [Fact]
    public unsafe void ExpUpToOne_OfNumbersUpToZero_IsTheExponentialOrTooSmallToMatter()
    {
        var random = new HostRandom(5);
        foreach (var width in new[] { 0, 128, 256, 512 })
        {
            float[] some = [.. Enumerable.Range(0, 2000).Select(_ => (float)(-90 * random.NextDouble()))];
            float[] x = [0, -0f, -87, -88, -104, -1e30f, float.NegativeInfinity, float.NaN, .. some];
            var y = new float[x.Length];
            fixed (float* source = x, target = y) VectorLoop.Apply<VectorExpUpToOne>(source, target, x.Length, width);
            var wide = Array.ConvertAll(x, value => (double)value);
            var wideResult = new double[x.Length];
            for (var i = 0; i < wide.Length; i++) wide[i] *= 8;
            fixed (double* source = wide, target = wideResult) VectorLoop.Apply<VectorExpUpToOne>(source, target, x.Length, width);
            for (var i = 0; i < x.Length; i++)
            {
                if (x[i] >= -87) Assert.InRange(SingleError(Math.Exp(x[i]), y[i]), 0, 1.05);
                else if (x[i] < -87) Assert.InRange(y[i], 0, 2e-38f);
                else Assert.Equal(float.NaN, y[i]);
                if (wide[i] >= -708) Assert.Equal(Math.Exp(wide[i]), wideResult[i], 4e-16 * Math.Exp(wide[i]));
                else if (wide[i] < -708) Assert.InRange(wideResult[i], 0, 4e-308);
                else Assert.Equal(double.NaN, wideResult[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bits_OfEveryWidth_AreTheSame(string name)
    {
        var row = VectorCase.All[name];
        foreach (var x in Floats(Stride == 1 ? 17u : 8209u))
        {
            var results = Widths.Select(width => row.Single(x, width)).ToArray();
            for (var i = 0; i < x.Length; i++)
            {
                foreach (var other in results)
                    if (!Same(results[0][i], other[i])) Assert.Fail($"{name}({x[i]:R}): {results[0][i]:R} or {other[i]:R}");
            }
        }
        var numbers = Doubles(row, 50_000).Concat(Floats(65_537).SelectMany(x => x).Select(x => (double)x)).ToArray();
        var answers = Widths.Select(width => row.Double(numbers, width)).ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            foreach (var other in answers)
                if (!Same(answers[0][i], other[i])) Assert.Fail($"{name}({numbers[i]:R}): {answers[0][i]:R} or {other[i]:R}");
        }
    }

    internal static bool Same(double a, double b) =>
        double.IsNaN(a) ? double.IsNaN(b) : BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    /// <summary>The error in units in the last place of float32: 0 for the right NaN, infinity or zero, infinite for a wrong one.</summary>
    internal static double SingleError(double expected, float actual)
    {
        var rounded = (float)expected;
        if (float.IsNaN(rounded) || float.IsInfinity(rounded) || expected == 0 || !float.IsFinite(actual))
            return Same(rounded, actual) ? 0 : double.PositiveInfinity;
        var exponent = (int)((BitConverter.DoubleToUInt64Bits(expected) >> 52) & 0x7FF) - 1023;
        var unit = BitConverter.UInt64BitsToDouble((ulong)(Math.Max(exponent, -126) - 23 + 1023) << 52);
        return Math.Abs(actual - expected) / unit;
    }

    private static IEnumerable<float[]> Floats(uint stride)
    {
        for (ulong bits = 0; bits <= uint.MaxValue;)
        {
            var count = (int)Math.Min(Block, (uint.MaxValue - bits) / stride + 1);
            var block = new float[count];
            for (var i = 0; i < count; i++, bits += stride) block[i] = BitConverter.UInt32BitsToSingle((uint)bits);
            yield return block;
        }
    }

    // A third uniform over the domain, a third around 1 and −1, a third of all magnitudes; values outside the domain are dropped.
    private static double[] Doubles(VectorCase row, int count)
    {
        var random = new Random(1);
        var (low, high) = row.Domain;
        var all = Enumerable.Range(0, count).Select(i => (i % 3) switch
        {
            0 => low + (high / 2 - low / 2) * 2 * random.NextDouble(),
            1 => 4 * random.NextDouble() - 2,
            _ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-40, 40)),
        });
        return [.. all.Where(x => x > low && x < high)];
    }
}
