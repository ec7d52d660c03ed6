using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Pipelines;

public sealed class AugmentedSourceTests
{
    private static readonly Dataset Digits = DigitGenerator.Create(25, 1);

    [Fact]
    public void Batches_InRandomOrder_AreChangedAndTheSameForOneSeed()
    {
        var flipped = Digits.Augment(Flip);
        var (plain, first, again) = (Read(Digits, 3), Read(flipped, 3), Read(flipped, 3));
        Assert.Equal(first, again);
        Assert.NotEqual(first, Read(flipped, 4));
        // Every example is a digit or its mirror image, and both occur.
        var originals = Read(Digits, null).Select(digit => string.Join(' ', digit)).ToHashSet();
        var mirrored = first.Count(digit => !originals.Contains(string.Join(' ', digit)));
        Assert.InRange(mirrored, 5, 20);
        Assert.All(first, digit => Assert.True(originals.Contains(string.Join(' ', digit)) || originals.Contains(string.Join(' ', Mirrored(digit)))));
        Assert.Equal(plain.Count, first.Count);
    }

    [Fact]
    public void Batches_InTheOriginalOrder_AreThoseOfTheSource()
    {
        var flipped = Digits.Augment(Flip);
        Assert.Equal(Read(Digits, null), Read(flipped, null));
        Assert.Equal((Digits.Name, Digits.Count), (flipped.Name, flipped.Count));
        Assert.Equal((Digits.OutputWidth, Digits.IsClassification), (flipped.OutputWidth, flipped.IsClassification));
        Assert.Equal(Digits.ExampleShape, flipped.ExampleShape);
    }

    [Fact]
    public void Batches_OfAnotherShape_AreRefused()
    {
        var cut = Digits.Augment((batch, _) => batch with { Inputs = batch.Inputs.Slice(2, ..14) });
        var exception = Assert.Throws<DataException>(() => cut.Batches(10, new HostRandom(1)).First());
        Assert.Equal(
            "digits: augmentation must keep the types of inputs and targets, float32[10, 28, 28] and int64[10], but returns float32[10, 28, 14] and int64[10].",
            exception.Message);
    }

    private static Batch Flip(Batch batch, HostRandom random)
    {
        bool[] chosen = [.. Enumerable.Range(0, batch.Count).Select(_ => random.NextInt32(2) == 1)];
        return batch with { Inputs = Tensor.Where(Tensor.From(chosen).Reshape(-1, 1, 1), batch.Inputs.Flip(2), batch.Inputs) };
    }

    private static float[] Mirrored(float[] digit) => [.. digit.Chunk(28).SelectMany(row => row.Reverse())];

    private static List<float[]> Read(IBatchSource source, int? seed) =>
        [.. source.Batches(10, seed is { } number ? new HostRandom(number) : null).SelectMany(batch => batch.Inputs.ToArray<float>().Chunk(28 * 28))];
}
