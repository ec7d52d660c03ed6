using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Kernels;

/// <summary>How many threads work is worth.</summary>
public sealed class HandOverTests
{
    [Fact]
    public void Nanoseconds_OfThisMachine_AreMeasuredOnceWithinBounds()
    {
        Assert.InRange(HandOver.Nanoseconds, 200, 10_000);
        Assert.Equal(HandOver.Nanoseconds, HandOver.Nanoseconds);
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 8, 1)]
    [InlineData(-5, 8, 1)]
    [InlineData(0, 8, 1)]
    [InlineData(3_999, 8, 1)]
    [InlineData(4_000, 8, 2)]
    [InlineData(9_000, 8, 4)]
    [InlineData(1e12, 8, 8)]
    [InlineData(1e12, 1, 1)]
    [InlineData(1e12, 0, 1)]
    public void Threads_OnACommonMachine_EachGetTwiceTheTimeOfAHandOver(double nanoseconds, int threads, int expected)
    {
        var chosen = 0;
        Partition.Of(8, () => chosen = HandOver.Threads(nanoseconds, threads));
        Assert.Equal(expected, chosen);
    }

    [Fact]
    public void Threads_OnThisMachine_GrowWithTheWork()
    {
        var chosen = Enumerable.Range(0, 40).Select(i => HandOver.Threads(100 * Math.Pow(1.5, i), 6)).ToArray();
        Assert.Equal(chosen.Order(), chosen);
        Assert.Equal(1, chosen[0]);
        Assert.Equal(6, chosen[^1]);
    }
}
