using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Augmentation;

public sealed class FlipAndCutOutTests
{
    private static readonly ImageShape Shape = new(2, 5, 6);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.25, 200, 300)]
    [InlineData(1, 1000, 1000)]
    public void Flip_ManyTimes_MirrorsWithItsProbability(double probability, int least, int most)
    {
        var pixels = TestImages.Random(Shape, 1);
        float[] mirrored = [.. pixels.Chunk(6).SelectMany(row => row.Reverse())];
        var augmentation = new RandomHorizontalFlip(probability);
        var (changed, count) = (new float[pixels.Length], 0);
        for (var i = 0; i < 1000; i++)
        {
            augmentation.Apply<float>(pixels, changed, Shape, new HostRandom(3, i));
            var isMirrored = changed.AsSpan().SequenceEqual(mirrored);
            Assert.True(isMirrored || changed.AsSpan().SequenceEqual(pixels));
            if (isMirrored) count++;
        }
        Assert.InRange(count, least, most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void CutOut_ManyTimes_CoversExactlyASquareAboutEveryPixel(int size)
    {
        const int Height = 5, Width = 6;
        var pixels = TestImages.Random(Shape, 2);
        var changed = new double[pixels.Length];
        var augmentation = new CutOut(size, 8.5);
        var places = new HashSet<string>();
        for (var i = 0; i < 600; i++)
        {
            augmentation.Apply<double>(Array.ConvertAll(pixels, pixel => (double)pixel), changed, Shape, new HostRandom(4, i));
            int[] covered = [.. Enumerable.Range(0, changed.Length).Where(at => changed[at] == 8.5)];
            Assert.All(Enumerable.Range(0, changed.Length).Except(covered), at => Assert.Equal(pixels[at], changed[at]));
            // The same rectangle in both channels.
            Assert.Equal(covered.Where(at => at < Shape.PlaneSize).Select(at => at + Shape.PlaneSize), covered.Where(at => at >= Shape.PlaneSize));
            int[] rows = [.. covered.Select(at => at / Width % Height).Distinct()], columns = [.. covered.Select(at => at % Width).Distinct()];
            Assert.Equal(2 * rows.Length * columns.Length, covered.Length);
            Assert.Equal((rows.Max() - rows.Min() + 1, columns.Max() - columns.Min() + 1), (rows.Length, columns.Length));
            Assert.True(rows.Length == size || rows.Min() == 0 || rows.Max() == Height - 1);
            Assert.True(columns.Length == size || columns.Min() == 0 || columns.Max() == Width - 1);
            Assert.InRange(rows.Length, (size + 1) / 2, size);
            Assert.InRange(columns.Length, (size + 1) / 2, size);
            places.Add($"{rows.Min()} {rows.Max()} {columns.Min()} {columns.Max()}");
        }
        Assert.Equal(Height * Width, places.Count);
    }

    [Fact]
    public void Create_BadArguments_AreRefused()
    {
        Assert.StartsWith("flip: the probability", Refused(() => new RandomHorizontalFlip(-0.1)));
        Assert.StartsWith("flip: the probability", Refused(() => new RandomHorizontalFlip(1.1)));
        Assert.StartsWith("flip: the probability", Refused(() => new RandomHorizontalFlip(double.NaN)));
        Assert.StartsWith("cutout: the side", Refused(() => new CutOut(0)));
        Assert.StartsWith("cutout: the value", Refused(() => new CutOut(2, double.NaN)));
        var error = Assert.Throws<DataException>(() => new CutOut(5).Require(Shape));
        Assert.Equal("a square of 5 pixels covers images of 5 x 6; take a smaller one.", error.Message);
    }

    private static string Refused(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
}
