using Nabla.Cli;
using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

public sealed class AugmentOptionTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parse_AllNames_MakesThemInTheirOrder()
    {
        var steps = Assert.IsType<Compose>(AugmentationChoice.Parse("cutout=8,flip,elastic=34:4.5,scale=0.1,rotate=10,shift=2")).Steps;
        var affine = Assert.IsType<RandomAffine>(steps[0]);
        Assert.Equal((2, 10, 0.1), (affine.Shift, affine.Rotate, affine.Scale));
        var elastic = Assert.IsType<ElasticDeformation>(steps[1]);
        Assert.Equal((34, 4.5), (elastic.Alpha, elastic.Sigma));
        Assert.Equal(0.5, Assert.IsType<RandomHorizontalFlip>(steps[2]).Probability);
        Assert.Equal(8, Assert.IsType<CutOut>(steps[3]).Size);
        Assert.Equal(4, steps.Count);
        Assert.Null(AugmentationChoice.Parse(null));
        Assert.Single(Assert.IsType<Compose>(AugmentationChoice.Parse("rotate=5")).Steps);
    }

    [Theory]
    [InlineData("", "--augment : '' is not an augmentation; use shift=PIXELS, rotate=DEGREES, scale=PART, elastic=ALPHA:SIGMA, flip, cutout=PIXELS.")]
    [InlineData("zoom=2", "--augment zoom=2: 'zoom' is not an augmentation; use shift=PIXELS, ")]
    [InlineData("flip,", "--augment flip,: '' is not an augmentation")]
    [InlineData("Shift=2", "'Shift' is not an augmentation")]
    [InlineData("shift", "--augment shift: shift needs a value")]
    [InlineData("flip=1", "flip takes no value.")]
    [InlineData("flip,flip", "flip is given twice.")]
    [InlineData("shift=two", "--augment shift=two: it must be a number with a decimal point")]
    [InlineData("shift=1,5", "'5' is not an augmentation")]
    [InlineData("shift=-1", "--augment shift=-1: affine: the largest shift must be a number of pixels, at least 0.")]
    [InlineData("shift=NaN", "the largest shift must be")]
    [InlineData("rotate=181", "the largest angle must be from 0 to 180 degrees.")]
    [InlineData("scale=1", "the largest change of size must be at least 0 and below 1.")]
    [InlineData("elastic=34", "--augment elastic=34: it must be two numbers")]
    [InlineData("elastic=34:4:1", "it must be two numbers")]
    [InlineData("elastic=a:4", "--augment elastic=a:4: it must be a number")]
    [InlineData("elastic=34:0", "sigma must be from 0.1 to 1000 pixels.")]
    [InlineData("cutout=2.5", "--augment cutout=2.5: it must be a whole number of pixels.")]
    [InlineData("cutout=0", "the side of the square must be at least 1 pixel.")]
    public void Parse_BadText_IsRefused(string text, string message)
    {
        var error = Assert.Throws<DataException>(() => AugmentationChoice.Parse(text)).Message;
        Assert.Contains(message, error);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("moons:100", "shift=1", "--augment changes images, but an example of moons is a row of 2 numbers, which have no neighbors; omit it.")]
    [InlineData("digits:100", "cutout=28", "--augment: a square of 28 pixels covers images of 28 x 28; take a smaller one.")]
    [InlineData("digits:100", "shift=30", "--augment: a shift of up to 30 pixels moves images of 28 x 28 out of sight; take a smaller one.")]
    [InlineData("text:file", "flip", "--augment changes images, but the examples are text; omit it.")]
    public void Train_AugmentationThatDoesNotFit_IsRefused(string data, string text, string message)
    {
        var result = Tool.Run("train", data, "--augment", text, "--out", folder.In("run"));
        Assert.Equal((2, $"nabla: {message}\n"), (result.ExitCode, result.Error));
        Assert.False(Directory.Exists(folder.In("run")));
    }

    [Fact]
    public void Train_Augmented_IsTheSameOnAnyNumberOfThreads()
    {
        string[] Arguments(string run) =>
            ["train", "digits:300", "--hidden", "16", "--epochs", "2", "--augment", "shift=2,rotate=10,elastic=34:4", "--out", folder.In(run)];
        // Training itself may round differently on another number of threads: the loss is compared as printed.
        var one = Tool.RunWith([("NABLA_THREADS", "1")], Arguments("one"));
        var three = Tool.RunWith([("NABLA_THREADS", "3")], Arguments("three"));
        var plain = Tool.Succeed("train", "digits:300", "--hidden", "16", "--epochs", "2", "--out", folder.In("plain"));
        Assert.Equal(0, one.ExitCode);
        Assert.Equal(Loss(one), Loss(three));
        Assert.NotEqual(Loss(one), Loss(plain));
    }

    private static string Loss(ToolResult result) => result.Output.Split('\n').Single(line => line.StartsWith("epoch   2", StringComparison.Ordinal))[..20];
}
