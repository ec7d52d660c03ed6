using Xunit;

namespace Nabla.Tests.Kernels;

public class HostRandomTests
{
    [Fact]
    public void NextUInt32_SeedZero_IsTheKnownAnswer()
    {
        var random = new HostRandom(0);
        Assert.Equal([0x6627e8d5u, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8], Enumerable.Range(0, 4).Select(_ => random.NextUInt32()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void NextUInt32s_AnyLengthAfterSomeWords_SameWordsAsOneByOne(int before)
    {
        foreach (var length in (int[])[0, 1, 3, 4, 5, 15, 16, 17, 35, 64, 101])
        {
            var (one, many) = (new HostRandom(7, long.MinValue + 5), new HostRandom(7, long.MinValue + 5));
            for (var i = 0; i < before; i++) Assert.Equal(one.NextUInt32(), many.NextUInt32());
            var words = new uint[length];
            many.NextUInt32s(words);
            Assert.Equal(Enumerable.Range(0, length).Select(_ => one.NextUInt32()), words);
            Assert.Equal(one.NextUInt32(), many.NextUInt32());
        }
    }

    [Fact]
    public void Streams_SeedOrStreamDiffers_WordsDiffer()
    {
        var first = Words(new HostRandom(7, 1));
        Assert.Equal(first, Words(new HostRandom(7, 1)));
        Assert.NotEqual(first, Words(new HostRandom(7, 2)));
        Assert.NotEqual(first, Words(new HostRandom(8, 1)));

        static uint[] Words(HostRandom random) => [.. Enumerable.Range(0, 100).Select(_ => random.NextUInt32())];
    }

    [Fact]
    public void NextDouble_ManyDraws_UniformInUnitInterval()
    {
        var random = new HostRandom(3);
        var draws = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - Math.ScaleB(1, -53)));
        Assert.Equal(0.5, draws.Average(), 0.005);
        Assert.Equal(1 / 3.0, draws.Average(x => x * x), 0.005);
    }

    [Fact]
    public void NextNormal_ManyDraws_HasTheMomentsOfTheNormalDistribution()
    {
        var random = new HostRandom(4);
        CheckMoments([.. Enumerable.Range(0, 200_000).Select(_ => random.NextNormal())]);
    }

    [Fact]
    public void NextInt32_SmallBound_EveryValueEquallyOften()
    {
        var random = new HostRandom(5);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextInt32(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void NextInt32_LargestBound_NoBiasTowardsLowerHalf()
    {
        // A biased multiplication would pass with a small bound; the bias of 32 bits is largest at three quarters of 2³¹.
        var random = new HostRandom(6);
        const int Bound = 3 << 29;
        var upper = Enumerable.Range(0, 100_000).Count(_ => random.NextInt32(Bound) >= Bound / 2);
        Assert.InRange(upper, 49_200, 50_800);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void NextInt32_BoundBelowOne_Throws(int bound)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new HostRandom(1).NextInt32(bound));
        Assert.Equal("exclusiveUpperBound", error.ParamName);
    }

    [Fact]
    public void NextInt32_BoundOne_IsZero() => Assert.Equal(0, new HostRandom(1).NextInt32(1));

    [Fact]
    public void Shuffle_ThreeItems_EveryOrderEquallyOften()
    {
        var random = new HostRandom(9);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 60_000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle(items.AsSpan());
            var order = new string(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Shuffle_EmptyAndSingle_StayAsTheyAre()
    {
        int[] single = [5];
        new HostRandom(1).Shuffle(single.AsSpan());
        new HostRandom(1).Shuffle(Span<int>.Empty);
        Assert.Equal([5], single);
    }

    internal static void CheckMoments(double[] draws)
    {
        Assert.All(draws, draw => Assert.True(double.IsFinite(draw)));
        Assert.Equal(0, draws.Average(), 0.01);
        Assert.Equal(1, draws.Average(x => x * x), 0.02);
        Assert.Equal(0, draws.Average(x => x * x * x), 0.05);
        Assert.Equal(3, draws.Average(x => x * x * x * x), 0.12);
        Assert.Equal(0.6827, draws.Average(x => Math.Abs(x) < 1 ? 1 : 0.0), 0.005);
        Assert.Equal(0, draws.Zip(draws.Skip(1), (x, y) => x * y).Average(), 0.01);
    }
}
