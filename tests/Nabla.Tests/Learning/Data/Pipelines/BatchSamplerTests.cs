using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Pipelines;

public sealed class BatchSamplerTests
{
    [Theory]
    [InlineData(100, 32, new[] { 32, 32, 32, 4 })]
    [InlineData(64, 32, new[] { 32, 32 })]
    [InlineData(5, 10, new[] { 5 })]
    [InlineData(3, 1, new[] { 1, 1, 1 })]
    [InlineData(0, 4, new int[0])]
    public void Shuffled_AnySizes_CoversEachRowOnce(int count, int batchSize, int[] sizes)
    {
        int[][] batches = [.. BatchSampler.Shuffled(count, batchSize, new HostRandom(1))];

        Assert.Equal(sizes, batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, count), batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public void Shuffled_DropLast_LeavesOutTheSmallerBatch() =>
        Assert.Equal([32, 32, 32], BatchSampler.Shuffled(100, 32, new HostRandom(1), dropLast: true).Select(batch => batch.Length));

    [Fact]
    public void Shuffled_SameSeed_GivesTheSameOrderAndTheNextEpochAnother()
    {
        HostRandom random = new(7), again = new(7);
        int[] Epoch(HostRandom from) => [.. BatchSampler.Shuffled(50, 8, from).SelectMany(batch => batch)];
        int[] first = Epoch(random), second = Epoch(random);

        Assert.Equal(first, Epoch(again));
        Assert.NotEqual(first, second);
        Assert.NotEqual(Enumerable.Range(0, 50), first);
    }

    [Fact]
    public void Shuffled_ReadTwice_GivesTheSameBatches()
    {
        IEnumerable<int[]> batches = BatchSampler.Shuffled(50, 8, new HostRandom(7));
        Assert.Equal(batches.ToArray(), batches.ToArray());
    }

    [Fact]
    public void InOrder_AnySizes_KeepsTheOrder() =>
        Assert.Equal([[0, 1], [2, 3], [4]], BatchSampler.InOrder(5, 2));

    [Fact]
    public void Shuffled_BadSizes_ThrowsAtOnce()
    {
        var batch = Assert.Throws<ArgumentOutOfRangeException>(() => { _ = BatchSampler.Shuffled(10, 0, new HostRandom(1)); });
        Assert.Equal("batchSize", batch.ParamName);
        Assert.Contains("at least 1 row", batch.Message);
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => { _ = BatchSampler.InOrder(-1, 4); }).ParamName);
    }
}
