using Nabla.Kernels;
using Nabla.Vectors;
using Xunit;

namespace Nabla.Tests.Vectors;

/// <summary>Tests x to the power y: errors, special values, and bitwise equality at all widths.</summary>
public unsafe class VectorPowerTests
{
    // The float32 result is rounded from a more accurate one.
    private const double SingleError = 0.51;
    private const double DoubleError = 2.5;

    private static readonly double[] Special =
    [
        0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e30, -1e30, 1e300, -1e300,
        double.Epsilon, -double.Epsilon, 9007199254740991, -9007199254740991, 16777215, -16777215, 1e-30, double.MaxValue, float.Epsilon,
    ];

    [Fact]
    public void Single_OfOrdinaryNumbers_IsRoundedFromAMoreAccurateResult()
    {
        var (x, y) = Pairs(100_000, 95);
        var a = x.Select(number => (float)number).ToArray();
        var b = y.Select(number => (float)number).ToArray();
        var power = Single(a, b, VectorWidth.Machine);
        for (var i = 0; i < a.Length; i++)
        {
            var error = VectorFunctionTests.SingleError(Math.Pow(a[i], b[i]), power[i]);
            if (!(error <= SingleError)) Assert.Fail($"{a[i]:R} to the power {b[i]:R} = {power[i]:R}: {error} units off");
        }
    }

    [Fact]
    public void Double_OfOrdinaryNumbers_IsWithinTheBound()
    {
        var (x, y) = Pairs(3000, 740);
        var power = Double(x, y, VectorWidth.Machine);
        for (var i = 0; i < x.Length; i++)
        {
            var exact = Precise.Power(x[i], y[i]);
            if (double.IsInfinity(exact.ToDouble())) continue;
            var error = Math.Abs(exact.Error(power[i]));
            if (!(error <= DoubleError)) Assert.Fail($"{x[i]:R} to the power {y[i]:R} = {power[i]:R}: {error} units off");
        }
    }

    [Fact]
    public void Values_AtSpecialNumbers_AreThoseOfTheBaseLibrary()
    {
        var x = Special.SelectMany(_ => Special).ToArray();
        var y = Special.SelectMany(number => Special.Select(_ => number)).ToArray();
        var power = Double(x, y, VectorWidth.Machine);
        for (var i = 0; i < x.Length; i++)
        {
            var expected = Math.Pow(x[i], y[i]);
            var near = Math.Abs(power[i] - expected) <= 1e-15 * Math.Abs(expected);
            Assert.True(VectorFunctionTests.Same(expected, power[i]) || near, $"{x[i]:R} to the power {y[i]:R} = {power[i]:R}, not {expected:R}");
        }
        var a = x.Select(number => (float)number).ToArray();
        var b = y.Select(number => (float)number).ToArray();
        var singles = Single(a, b, VectorWidth.Machine);
        for (var i = 0; i < a.Length; i++)
        {
            var error = VectorFunctionTests.SingleError(Math.Pow(a[i], b[i]), singles[i]);
            if (!(error <= SingleError)) Assert.Fail($"{a[i]:R} to the power {b[i]:R} = {singles[i]:R}, not {Math.Pow(a[i], b[i]):R}");
        }
    }

    [Fact]
    public void Bits_OfEveryWidth_AreTheSame()
    {
        var (x, y) = Pairs(20_000, 800);
        x = [.. x, .. Special.SelectMany(_ => Special)];
        y = [.. y, .. Special.SelectMany(number => Special.Select(_ => number))];
        var expected = Double(x, y, 512);
        var a = x.Select(number => (float)number).ToArray();
        var b = y.Select(number => (float)number).ToArray();
        var expectedSingle = Single(a, b, 512);
        foreach (var width in (int[])[256, 128, 0])
        {
            var actual = Double(x, y, width);
            var single = Single(a, b, width);
            for (var i = 0; i < x.Length; i++)
            {
                if (!VectorFunctionTests.Same(expected[i], actual[i]))
                    Assert.Fail($"{x[i]:R} to the power {y[i]:R}: {expected[i]:R}, {actual[i]:R}");
                if (!VectorFunctionTests.Same(expectedSingle[i], single[i]))
                    Assert.Fail($"{a[i]:R} to the power {b[i]:R}: {single[i]:R}");
            }
        }
    }

    // Bases of all magnitudes and near 1, with exponents that cover the whole range of results.
    private static (double[] X, double[] Y) Pairs(int count, double largest)
    {
        var random = new Random(2);
        var x = Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Math.Exp(40 * random.NextDouble() - 20) : 0.5 + random.NextDouble()).ToArray();
        var y = x.Select(number => (2 * random.NextDouble() - 1) * largest / Math.Max(1e-3, Math.Abs(Math.Log(number)))).ToArray();
        return (x, y);
    }

    private static float[] Single(float[] x, float[] y, int width)
    {
        var power = new float[x.Length];
        fixed (float* a = x, b = y, target = power) VectorLoop.Apply<VectorPower>(a, b, target, x.Length, width);
        return power;
    }

    private static double[] Double(double[] x, double[] y, int width)
    {
        var power = new double[x.Length];
        fixed (double* a = x, b = y, target = power) VectorLoop.Apply<VectorPower>(a, b, target, x.Length, width);
        return power;
    }
}
