using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Kernels;

public unsafe class RandomBitsTests
{
    private const ulong Key = 0x0123456789abcdef;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(67)]
    [InlineData(1000)]
    public void Fill_AnyCut_SameNumbersAndNothingBeyond(int count)
    {
        Check<float>(count, RandomBits.FloatsPerGroup, RandomBits.FillUniform);
        Check<float>(count, RandomBits.FloatsPerGroup, RandomBits.FillNormal);
        Check<double>(count, RandomBits.DoublesPerGroup, RandomBits.FillUniform);
        Check<double>(count, RandomBits.DoublesPerGroup, RandomBits.FillNormal);
    }

    [Fact]
    public void FillUniform_KnownAnswer_IsThePhiloxBlockScaled()
    {
        var single = Fill<float>(RandomBits.FillUniform, 4, 0, 0);
        var words = new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 };
        Assert.Equal(words.Select(word => (float)Math.ScaleB(word >> 8, -24)), single);
        var pair = Fill<double>(RandomBits.FillUniform, 2, 0, 0);
        Assert.Equal([Math.ScaleB(0xe169c58d6627e8d5 >> 11, -53), Math.ScaleB(0x9b00dbd8bc57ac4c >> 11, -53)], pair);
    }

    [Fact]
    public void FillUniform_CounterCrossesItsLowWord_CarriesOn()
    {
        var across = Fill<float>(RandomBits.FillUniform, 256, Key, uint.MaxValue - 7ul);
        var after = Fill<float>(RandomBits.FillUniform, 4, Key, uint.MaxValue + 1ul);
        Assert.Equal(after, across[32..36]);
    }

    [Fact]
    public void FillUniform_Many_UniformInUnitInterval()
    {
        var draws = Fill<float>(RandomBits.FillUniform, 100_000, Key, 5);
        Assert.All(draws, draw => Assert.InRange(draw, 0f, 1f - 1f / (1 << 24)));
        Assert.Equal(0.5, draws.Average(x => (double)x), 0.005);
        Assert.Equal(1 / 3.0, draws.Average(x => (double)x * x), 0.005);
    }

    [Fact]
    public void FillNormal_Many_HasTheMomentsOfTheNormalDistribution()
    {
        HostRandomTests.CheckMoments([.. Fill<float>(RandomBits.FillNormal, 200_000, Key, 5).Select(x => (double)x)]);
        HostRandomTests.CheckMoments(Fill<double>(RandomBits.FillNormal, 200_000, Key, 5));
    }

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(1, 4, 1)]
    [InlineData(4, 4, 1)]
    [InlineData(5, 4, 2)]
    [InlineData(2, 8, 1)]
    [InlineData(3, 8, 2)]
    public void Groups_Counts_RoundUpToSixteenBytes(long count, int elementSize, ulong expected) =>
        Assert.Equal(expected, RandomBits.Groups(count, elementSize));

    private delegate void Filler<T>(T* destination, int count, ulong key, ulong counter)
        where T : unmanaged;

    private static T[] Fill<T>(Filler<T> fill, int count, ulong key, ulong counter)
        where T : unmanaged
    {
        var numbers = new T[count];
        fixed (T* pointer = numbers) fill(pointer, count, key, counter);
        return numbers;
    }

    private static void Check<T>(int count, int perGroup, Filler<T> fill)
        where T : unmanaged
    {
        var whole = Fill(fill, count + perGroup, Key, 40)[..count];
        foreach (var groups in new[] { 1, 5, 8 })
        {
            var pieces = new T[count + 1];
            fixed (T* pointer = pieces)
            {
                for (var start = 0; start < count; start += groups * perGroup)
                    fill(pointer + start, Math.Min(groups * perGroup, count - start), Key, 40 + (ulong)(start / perGroup));
            }

            Assert.Equal(whole, pieces[..count]);
            Assert.Equal(default, pieces[count]);
        }
    }
}
