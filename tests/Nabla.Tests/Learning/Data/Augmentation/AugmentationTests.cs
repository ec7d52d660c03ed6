using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Augmentation;

public sealed class AugmentationTests
{
    private static readonly ImageShape Gray = new(1, 28, 28);
    private static readonly Compose All = new(new RandomAffine(2, 10, 0.1), new ElasticDeformation(), new RandomHorizontalFlip(), new CutOut(8));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Apply_OnManyThreads_GivesTheBytesOfOne(int channels)
    {
        var batch = TestImages.Batch(64, Gray with { Channels = channels }, 1);
        float[] Changed(long seed, int threads) => All.Apply(batch, new HostRandom(seed), threads).Inputs.ToArray<float>();
        var one = Changed(7, 1);
        Assert.Equal(one, Changed(7, 8));
        Assert.Equal(one, All.Apply(batch, new HostRandom(7)).Inputs.ToArray<float>());
        Assert.NotEqual(one, Changed(8, 1));
    }

    [Fact]
    public void Apply_ToABatch_ChangesEveryImageOnItsOwn()
    {
        var image = TestImages.Random(Gray, 1);
        var batch = new Batch(Tensor.From([.. Enumerable.Repeat(image, 10).SelectMany(pixels => pixels)], [10, 28, 28]), Tensor.From(new long[10]));
        var changed = All.Apply(batch, new HostRandom(1));
        Assert.Equal(10, changed.Inputs.ToArray<float>().Chunk(784).Select(pixels => string.Join(' ', pixels)).Distinct().Count());
        Assert.Same(batch.Targets, changed.Targets);
        // The first images do not depend on the others, nor does the state of the stream.
        var (whole, part) = (new HostRandom(1), new HostRandom(1));
        var first = All.Apply(batch with { Inputs = batch.Inputs.Slice(0, ..3), Targets = Tensor.From(new long[3]) }, part);
        Assert.Equal(All.Apply(batch, whole).Inputs.ToArray<float>()[..(3 * 784)], first.Inputs.ToArray<float>());
        Assert.Equal(whole.NextUInt32(), part.NextUInt32());
    }

    [Fact]
    public void Apply_InFloat64_MovesLikeInFloat32()
    {
        var batch = TestImages.Batch(5, Gray, 3);
        var wide = All.Apply(batch with { Inputs = batch.Inputs.To(ElementType.Float64) }, new HostRandom(2)).Inputs;
        Assert.Equal(ElementType.Float64, wide.ElementType);
        var (doubles, singles) = (wide.ToArray<double>(), All.Apply(batch, new HostRandom(2)).Inputs.ToArray<float>());
        for (var i = 0; i < singles.Length; i++) Assert.Equal(doubles[i], singles[i], 1e-5);
    }

    [Fact]
    public void Compose_OfSteps_IsOneAfterTheOther()
    {
        var pixels = TestImages.Random(Gray, 4);
        var (first, second, third, composed) = (new float[784], new float[784], new float[784], new float[784]);
        var random = new HostRandom(9);
        All.Steps[0].Apply<float>(pixels, first, Gray, random);
        All.Steps[1].Apply<float>(first, second, Gray, random);
        All.Steps[2].Apply<float>(second, third, Gray, random);
        new Compose(All.Steps.Take(3)).Apply<float>(pixels, composed, Gray, new HostRandom(9));
        Assert.Equal(third, composed);
        new Compose().Apply<float>(pixels, composed, Gray, new HostRandom(9));
        Assert.Equal(pixels, composed);
    }

    [Fact]
    public void Augment_OfASource_ChangesTrainingOnly()
    {
        var digits = DigitGenerator.Create(70, 1);
        var augmented = digits.Augment(All);
        float[] Read(IBatchSource source, int? seed) =>
            [.. source.Batches(32, seed is { } number ? new HostRandom(number) : null).SelectMany(batch => batch.Inputs.ToArray<float>())];
        Assert.Equal(Read(digits, null), Read(augmented, null));
        Assert.Equal(Read(augmented, 1), Read(augmented, 1));
        Assert.NotEqual(Read(augmented, 1), Read(augmented, 2));
        Assert.NotEqual(Read(digits, 1), Read(augmented, 1));
    }

    [Fact]
    public void Augment_OfOtherExamples_IsRefused()
    {
        var moons = SyntheticData.Moons(20, 0.1, new HostRandom(1));
        Assert.Equal(
            "moons: augmentation is for images, [height, width] or [channels, height, width], but an example is [2].",
            Assert.Throws<DataException>(() => moons.Augment(All)).Message);
        Assert.StartsWith("a square of 28 pixels", Assert.Throws<DataException>(() => DigitGenerator.Create(20, 1).Augment(new CutOut(28))).Message);
        var random = new HostRandom(1);
        string Refused(Tensor inputs) => Assert.Throws<DataException>(() => All.Apply(new(inputs, Tensor.From(new long[2])), random)).Message;
        Assert.EndsWith("but an example is [].", Refused(Tensor.Zeros([2])));
        Assert.EndsWith("but an example is [1, 2, 28, 28].", Refused(Tensor.Zeros([2, 1, 2, 28, 28])));
        Assert.EndsWith("but an example is [0, 28].", Refused(Tensor.Zeros([2, 0, 28])));
        Assert.EndsWith("but the inputs are int64[2, 28, 28].", Refused(Tensor.Zeros([2, 28, 28], ElementType.Int64)));
        Assert.Throws<ArgumentNullException>(() => moons.Augment((Nabla.Learning.Augmentation)null!));
        Assert.Throws<ArgumentNullException>(() => new Compose([new CutOut(1), null!]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Apply_ThatThrows_ThrowsTheSameOnAnyNumberOfThreads(int threads) =>
        Assert.Throws<NotSupportedException>(() => new Failing().Apply(TestImages.Batch(64, Gray, 1), new HostRandom(1), threads));

    private sealed class Failing : Nabla.Learning.Augmentation
    {
        public override void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random) => throw new NotSupportedException();
    }
}
