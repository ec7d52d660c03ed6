using System.Runtime.InteropServices;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Augmentation;

public sealed class RandomAffineTests
{
    private static readonly ImageShape Colored = new(3, 7, 9);
    private static readonly ImageShape Square = new(1, 8, 8);

    [Fact]
    public void Apply_RangesOfZero_IsTheIdentityToTheLastBit()
    {
        var singles = TestImages.Random(Colored, 1);
        (singles[0], singles[1], singles[2]) = (-0f, float.MaxValue, float.Epsilon);
        var doubles = Array.ConvertAll(singles, pixel => pixel + 1e-12);
        var (changed, changedDoubles) = (new float[singles.Length], new double[doubles.Length]);
        new RandomAffine().Apply<float>(singles, changed, Colored, new HostRandom(1));
        new RandomAffine(fill: 3).Apply<double>(doubles, changedDoubles, Colored, new HostRandom(1));
        Assert.Equal(MemoryMarshal.Cast<float, int>(singles).ToArray(), MemoryMarshal.Cast<float, int>(changed).ToArray());
        Assert.Equal(MemoryMarshal.Cast<double, long>(doubles).ToArray(), MemoryMarshal.Cast<double, long>(changedDoubles).ToArray());
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(-3, 1)]
    [InlineData(8, -6)]
    public void Transform_ByWholePixels_MovesThemExactly(int right, int down)
    {
        var pixels = TestImages.Random(Colored, 2);
        var (edge, filled) = (new float[pixels.Length], new float[pixels.Length]);
        RandomAffine.Transform<float>(pixels, edge, Colored, 0, 1, right, down, null);
        RandomAffine.Transform<float>(pixels, filled, Colored, 0, 1, right, down, -7.5);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < 7; y++)
            {
                for (var x = 0; x < 9; x++)
                {
                    var (fromX, fromY) = (x - right, y - down);
                    var nearest = pixels[(channel * 7 + Math.Clamp(fromY, 0, 6)) * 9 + Math.Clamp(fromX, 0, 8)];
                    var isInside = fromX is >= 0 and < 9 && fromY is >= 0 and < 7;
                    Assert.Equal(nearest, edge[(channel * 7 + y) * 9 + x]);
                    Assert.Equal(isInside ? nearest : -7.5f, filled[(channel * 7 + y) * 9 + x]);
                }
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(9.0)]
    public void Transform_QuarterTurn_IsCounterclockwise(double? fill)
    {
        var pixels = TestImages.Random(Square, 3);
        var turned = new float[64];
        RandomAffine.Transform<float>(pixels, turned, Square, Math.PI / 2, 1, 0, 0, fill);
        for (var y = 0; y < 8; y++)
            for (var x = 0; x < 8; x++)
                Assert.Equal(pixels[x * 8 + 7 - y], turned[y * 8 + x], 1e-5f);
    }

    [Fact]
    public void Transform_Scaled_IsLargerAboutTheCenter()
    {
        // A plane stays a plane, and its slope is divided by the factor.
        var plane = TestImages.Of(8, 8, (x, y) => x + 10 * y);
        var (larger, smaller) = (new double[64], new double[64]);
        RandomAffine.Transform<double>(plane, larger, Square, 0, 2, 0, 0, null);
        RandomAffine.Transform<double>(plane, smaller, Square, 0, 0.5, 0, 0, -1);
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                Assert.Equal(3.5 + (x - 3.5) / 2 + 10 * (3.5 + (y - 3.5) / 2), larger[y * 8 + x], 1e-9);
                var isInside = x is >= 2 and <= 5 && y is >= 2 and <= 5;
                if (isInside) Assert.Equal(3.5 + (x - 3.5) * 2 + 10 * (3.5 + (y - 3.5) * 2), smaller[y * 8 + x], 1e-9);
                else Assert.Equal(-1, smaller[y * 8 + x]);
            }
        }
    }

    [Fact]
    public void Apply_ManyTimes_DrawsFromTheWholeRanges()
    {
        var shape = new ImageShape(2, 41, 41);
        double[] planes = [.. TestImages.Of(41, 41, (x, _) => x - 20), .. TestImages.Of(41, 41, (_, y) => y - 20)];
        var augmentation = new RandomAffine(shift: 3, rotate: 30, scale: 0.2);
        var (angles, factors, shifts) = (new List<double>(), new List<double>(), new List<double>());
        var changed = new double[planes.Length];
        for (var i = 0; i < 500; i++)
        {
            augmentation.Apply<double>(planes, changed, shape, new HostRandom(1, i));
            // Where the middle comes from, and how that changes to the right.
            var middle = (X: changed[20 * 41 + 20], Y: changed[41 * 41 + 20 * 41 + 20]);
            var (dx, dy) = (changed[20 * 41 + 21] - middle.X, changed[41 * 41 + 20 * 41 + 21] - middle.Y);
            var factor = 1 / Math.Sqrt(dx * dx + dy * dy);
            var angle = Math.Atan2(dy, dx);
            angles.Add(angle * 180 / Math.PI);
            factors.Add(factor);
            // The shift, turned forward again.
            shifts.Add(-factor * (Math.Cos(angle) * middle.X + Math.Sin(angle) * middle.Y));
            shifts.Add(-factor * (Math.Cos(angle) * middle.Y - Math.Sin(angle) * middle.X));
        }
        RequireUniform(angles, -30, 30);
        RequireUniform(factors, 0.8, 1.2);
        RequireUniform(shifts, -3, 3);
    }

    [Fact]
    public void Create_BadArguments_AreRefused()
    {
        Assert.StartsWith("affine: the largest shift must be", Refused(() => new RandomAffine(shift: -1)));
        Assert.StartsWith("affine: the largest shift must be", Refused(() => new RandomAffine(shift: double.NaN)));
        Assert.StartsWith("affine: the largest shift must be", Refused(() => new RandomAffine(shift: double.PositiveInfinity)));
        Assert.StartsWith("affine: the largest angle must be", Refused(() => new RandomAffine(rotate: 180.5)));
        Assert.StartsWith("affine: the largest angle must be", Refused(() => new RandomAffine(rotate: double.NaN)));
        Assert.StartsWith("affine: the largest change of size must be", Refused(() => new RandomAffine(scale: 1)));
        Assert.StartsWith("affine: the largest change of size must be", Refused(() => new RandomAffine(scale: -0.1)));
        Assert.StartsWith("affine: the value outside the image must be finite", Refused(() => new RandomAffine(fill: double.NaN)));
        var error = Assert.Throws<DataException>(() => new RandomAffine(shift: 7).Require(Colored));
        Assert.Equal("a shift of up to 7 pixels moves images of 7 x 9 out of sight; take a smaller one.", error.Message);
    }

    private static string Refused(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;

    private static void RequireUniform(List<double> values, double low, double high)
    {
        Assert.All(values, value => Assert.InRange(value, low - 1e-9, high + 1e-9));
        var (middle, width) = ((low + high) / 2, high - low);
        Assert.InRange(values.Average(), middle - 0.05 * width, middle + 0.05 * width);
        Assert.InRange(values.Max() - values.Min(), 0.97 * width, width + 1e-9);
        Assert.InRange(values.Average(value => (value - middle) * (value - middle)) / (width * width), 0.9 / 12, 1.1 / 12);
    }
}
