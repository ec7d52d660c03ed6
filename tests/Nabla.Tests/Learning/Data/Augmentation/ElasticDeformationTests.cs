using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Augmentation;

public sealed class ElasticDeformationTests
{
    private static readonly ImageShape Shape = new(2, 28, 28);

    [Fact]
    public void Apply_AlphaZero_IsTheIdentity()
    {
        var pixels = TestImages.Random(Shape, 1);
        var changed = new float[pixels.Length];
        new ElasticDeformation(0).Apply<float>(pixels, changed, Shape, new HostRandom(1));
        Assert.Equal(pixels, changed);
    }

    [Theory]
    [InlineData(34, 4)]
    [InlineData(8, 2.5)]
    public void Displace_ManyTimes_HasTheDeviationAndTheSmoothnessOfTheFormula(double alpha, double sigma)
    {
        var shape = new ImageShape(1, 32, 29);
        var augmentation = new ElasticDeformation(alpha, sigma);
        var field = new float[shape.PlaneSize];
        const int Count = 3000;
        var (sum, squares, products) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            augmentation.Displace(field, shape, new HostRandom(5, i));
            var (here, next) = (alpha * field[16 * 29 + 14], alpha * field[16 * 29 + 15]);
            (sum, squares, products) = (sum + here, squares + here * here, products + here * next);
        }
        var expected = alpha / (sigma * Math.Sqrt(12 * Math.PI));
        Assert.InRange(sum / Count, -0.06 * expected, 0.06 * expected);
        Assert.InRange(Math.Sqrt(squares / Count), 0.95 * expected, 1.05 * expected);
        // The autocorrelation of smoothed white noise is a Gaussian of variance 2 σ².
        Assert.InRange(products / squares, Math.Exp(-1 / (4 * sigma * sigma)) - 0.01, Math.Exp(-1 / (4 * sigma * sigma)) + 0.01);
    }

    [Fact]
    public void Apply_ChangesTheImage_WithinItsRange()
    {
        var pixels = TestImages.Random(Shape, 2);
        var (changed, filled) = (new float[pixels.Length], new float[pixels.Length]);
        new ElasticDeformation(60, 3).Apply<float>(pixels, changed, Shape, new HostRandom(1));
        new ElasticDeformation(60, 3, fill: 50).Apply<float>(pixels, filled, Shape, new HostRandom(1));
        Assert.NotEqual(pixels, changed);
        Assert.All(changed, pixel => Assert.InRange(pixel, pixels.Min() - 1e-5f, pixels.Max() + 1e-5f));
        Assert.InRange(filled.Max(), 5, 50.001f);
    }

    [Fact]
    public void Apply_TwoChannels_MovesThemAlike()
    {
        var plane = TestImages.Random(new(1, 28, 28), 3);
        var changed = new float[2 * plane.Length];
        new ElasticDeformation().Apply<float>([.. plane, .. plane], changed, Shape, new HostRandom(2));
        Assert.Equal(changed[..plane.Length], changed[plane.Length..]);
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(20, 33)]
    public void Smoothing_AgainstTheDefinition_IsEqual(int height, int width)
    {
        const double Sigma = 1.7;
        var field = TestImages.Random(new(1, height, width), 4);
        var kernel = GaussianSmoothing.Kernel(Sigma);
        Assert.Equal(1, 2 * kernel.Sum(weight => (double)weight) - kernel[0], 1e-6);
        var smoothed = (float[])field.Clone();
        GaussianSmoothing.Apply(smoothed, height, width, kernel);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var expected = 0.0;
                for (var fromY = 0; fromY < height; fromY++)
                    for (var fromX = 0; fromX < width; fromX++)
                        if (Math.Abs(fromY - y) < kernel.Length && Math.Abs(fromX - x) < kernel.Length)
                            expected += (double)kernel[Math.Abs(fromY - y)] * kernel[Math.Abs(fromX - x)] * field[fromY * width + fromX];
                Assert.Equal(expected, smoothed[y * width + x], 1e-5);
            }
        }
    }

    [Fact]
    public void Create_BadArguments_AreRefused()
    {
        Assert.StartsWith("elastic: alpha must be", Refused(() => new ElasticDeformation(-1)));
        Assert.StartsWith("elastic: alpha must be", Refused(() => new ElasticDeformation(double.PositiveInfinity)));
        Assert.StartsWith("elastic: sigma must be", Refused(() => new ElasticDeformation(sigma: 0)));
        Assert.StartsWith("elastic: sigma must be", Refused(() => new ElasticDeformation(sigma: double.NaN)));
        Assert.StartsWith("elastic: sigma must be", Refused(() => new ElasticDeformation(sigma: 1e6)));
        Assert.StartsWith("elastic: the value outside", Refused(() => new ElasticDeformation(fill: double.NegativeInfinity)));
    }

    private static string Refused(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
}
