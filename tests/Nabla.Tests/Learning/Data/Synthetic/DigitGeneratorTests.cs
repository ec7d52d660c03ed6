using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class DigitGeneratorTests
{
    [Fact]
    public void Create_AnyCount_IsBalancedAndInRange()
    {
        Dataset digits = DigitGenerator.Create(1003, seed: 1);

        Assert.Equal((1003, 784), (digits.Count, digits.Width));
        Assert.Equal([28, 28], digits.ExampleShape);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], digits.ClassNames);
        Assert.All(digits.CountPerClass(), count => Assert.InRange(count, 100, 101));
        Assert.All(digits.Features.ToArray(), pixel => Assert.InRange(pixel, 0f, 1f));
        Assert.NotEqual(Enumerable.Range(0, 1003).Select(row => row % 10), digits.Labels.ToArray());
    }

    [Fact]
    public void Create_SameSeed_GivesTheSameImages()
    {
        Dataset first = DigitGenerator.Create(200, seed: 1), again = DigitGenerator.Create(200, seed: 1), other = DigitGenerator.Create(200, seed: 2);

        Assert.Equal(first.Labels.ToArray(), again.Labels.ToArray());
        Assert.Equal(first.Features.ToArray(), again.Features.ToArray());
        Assert.NotEqual(first.Features.ToArray(), other.Features.ToArray());
    }

    [Fact]
    public void Create_OnManyThreads_DrawsWhatOneThreadDraws()
    {
        Dataset digits = DigitGenerator.Create(300, seed: 9);
        var image = new float[784];
        for (int row = 0; row < digits.Count; row++)
        {
            DigitGenerator.Draw(digits.Labels.Span[row], new HostRandom(9, row), image);
            Assert.Equal(image, digits.Example(row).ToArray());
        }
    }

    [Fact]
    public void Create_EveryImage_HasInkAndPaper()
    {
        Dataset digits = DigitGenerator.Create(500, seed: 3);
        for (int row = 0; row < digits.Count; row++)
        {
            int dark = 0;
            foreach (float pixel in digits.Example(row))
                dark += pixel > 0.5f ? 1 : 0;
            Assert.InRange(dark, 20, 300);
        }
    }

    [Fact]
    public void Create_NearestClassMean_TellsDigitsApart()
    {
        Dataset train = DigitGenerator.Create(2000, seed: 1), test = DigitGenerator.Create(500, seed: 2);
        var means = new double[10, 784];
        for (int row = 0; row < train.Count; row++)
        {
            for (int i = 0; i < 784; i++)
                means[train.Labels.Span[row], i] += train.Example(row)[i] / 200;
        }

        int right = Enumerable.Range(0, test.Count).Count(row => Nearest(test.Example(row)) == test.Labels.Span[row]);

        // Far above chance (50), and far from easy.
        Assert.InRange(right, 300, 480);

        int Nearest(ReadOnlySpan<float> image)
        {
            (int best, double least) = (-1, double.MaxValue);
            for (int digit = 0; digit < 10; digit++)
            {
                double distance = 0;
                for (int i = 0; i < 784; i++)
                    distance += (image[i] - means[digit, i]) * (image[i] - means[digit, i]);
                if (distance < least)
                    (best, least) = (digit, distance);
            }
            return best;
        }
    }

    [Fact]
    public void Draw_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DigitGenerator.Create(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DigitGenerator.Draw(10, new HostRandom(1), new float[784]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DigitGenerator.Draw(-1, new HostRandom(1), new float[784]));
        Assert.Contains("784", Assert.Throws<ArgumentException>(() => DigitGenerator.Draw(1, new HostRandom(1), new float[783])).Message);
    }
}
