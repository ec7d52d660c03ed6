using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class SyntheticDataTests
{
    public static TheoryData<string> Kinds => ["moons", "spirals", "xor"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Create_SameSeed_GivesTheSamePoints(string kind)
    {
        Assert.Equal(Create(kind, 100, 0.1, 1).Features.ToArray(), Create(kind, 100, 0.1, 1).Features.ToArray());
        Assert.NotEqual(Create(kind, 100, 0.1, 1).Features.ToArray(), Create(kind, 100, 0.1, 2).Features.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Create_AnyCount_BalancesTheClasses(string kind)
    {
        Dataset data = Create(kind, 301, 0.1, 1);

        Assert.Equal(301, data.Count);
        Assert.Equal(["x", "y"], data.FeatureNames);
        Assert.InRange(data.CountPerClass().Max() - data.CountPerClass().Min(), 0, 1);
        Assert.Equal(kind, data.Name);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Create_BadNumbers_Throws(string kind)
    {
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => Create(kind, 1, 0.1, 1)).ParamName);
        Assert.Equal("noise", Assert.Throws<ArgumentOutOfRangeException>(() => Create(kind, 10, -0.1, 1)).ParamName);
        Assert.Equal("noise", Assert.Throws<ArgumentOutOfRangeException>(() => Create(kind, 10, double.NaN, 1)).ParamName);
    }

    [Fact]
    public void Moons_NoNoise_LieOnTheirHalfCircles()
    {
        Dataset data = SyntheticData.Moons(200, 0, new HostRandom(1));
        for (int row = 0; row < data.Count; row++)
        {
            float x = data.Example(row)[0], y = data.Example(row)[1];
            (x, y) = data.Labels.Span[row] == 0 ? (x, y) : (1 - x, 0.5f - y);
            Assert.Equal(1, x * x + y * y, 1e-5f);
            Assert.True(y >= -1e-6f);
        }
    }

    [Fact]
    public void Xor_LittleNoise_FollowsTheSigns()
    {
        Dataset data = SyntheticData.Xor(400, 0.1, new HostRandom(1));
        HashSet<(bool, bool)> corners = [];
        for (int row = 0; row < data.Count; row++)
        {
            (bool right, bool up) = (data.Example(row)[0] > 0, data.Example(row)[1] > 0);
            corners.Add((right, up));
            Assert.Equal(right == up ? "same" : "different", data.ClassNames[data.Labels.Span[row]]);
        }
        Assert.Equal(4, corners.Count);
    }

    [Fact]
    public void Spirals_NoNoise_AreTheSameArmTurned()
    {
        Dataset data = SyntheticData.Spirals(400, 0, new HostRandom(1), classes: 4);
        Assert.Equal(["arm 1", "arm 2", "arm 3", "arm 4"], data.ClassNames);
        for (int row = 0; row < data.Count; row++)
        {
            double x = data.Example(row)[0], y = data.Example(row)[1], radius = Math.Sqrt(x * x + y * y);
            double arm = 2 * Math.PI * data.Labels.Span[row] / 4, angle = arm + 1.5 * Math.PI * radius;
            Assert.InRange(radius, 0.049, 1.001);
            Assert.Equal(x, radius * Math.Cos(angle), 1e-5);
            Assert.Equal(y, radius * Math.Sin(angle), 1e-5);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticData.Spirals(10, 0, new HostRandom(1), classes: 1));
    }

    private static Dataset Create(string kind, int count, double noise, long seed) => kind switch
    {
        "moons" => SyntheticData.Moons(count, noise, new HostRandom(seed)),
        "spirals" => SyntheticData.Spirals(count, noise, new HostRandom(seed)),
        _ => SyntheticData.Xor(count, noise, new HostRandom(seed)),
    };
}
