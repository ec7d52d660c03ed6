using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class AxisTicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-0.25, 0.25, 5, "−0.2 −0.1 0 0.1 0.2")]
    [InlineData(0.3, 0.3004, 4, "0.3000 0.3001 0.3002 0.3003 0.3004")]
    [InlineData(0, 5e6, 5, "0 1000000 2000000 3000000 4000000 5000000")]
    [InlineData(0, 2e-8, 2, "0 1e−8 2e−8")]
    [InlineData(1e300, 3e300, 2, "1e300 2e300 3e300")]
    public void Linear_AnyRange_HasRoundLabels(double low, double high, int target, string labels) =>
        Assert.Equal(labels, Labels(AxisTicks.Linear(low, high, target)));

    [Theory]
    [InlineData(0.5, 1.5, 10, "1")]
    [InlineData(0.9, 3.1, 10, "1 2 3")]
    [InlineData(-20, 1020, 8, "0 200 400 600 800 1000")]
    public void Whole_AnyRange_HasNoFractions(double low, double high, int target, string labels) =>
        Assert.Equal(labels, Labels(AxisTicks.Whole(low, high, target)));

    [Theory]
    [InlineData(-1.05, 0.1, 6, "0.1 0.2 0.5 1")]
    [InlineData(-3.2, 0.2, 6, "0.001 0.01 0.1 1")]
    [InlineData(-12.2, 0.2, 6, "1e−10 1e−5 1")]
    [InlineData(-300, 300, 6, "1e−300 1e−200 1e−100 1 1e100 1e200 1e300")]
    public void Logarithmic_AnyRange_HasPowersAndRoomBetween(double low, double high, int target, string labels) =>
        Assert.Equal(labels, Labels(AxisTicks.Logarithmic(low, high, target)));

    [Fact]
    public void Linear_PerCent_IsScaled() => Assert.Equal("97 % 98 % 99 % 100 %", Labels(AxisTicks.Linear(0.97, 1, 3, percent: true)));

    [Theory]
    [InlineData(0.031234, "0.03123")]
    [InlineData(2.30259, "2.303")]
    [InlineData(-145.678, "−145.7")]
    [InlineData(123456, "123456")]
    [InlineData(1.2345e-7, "1.235e−7")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Value_AnyNumber_HasFourDigits(double value, string text) => Assert.Equal(text, NumberText.Value(value, percent: false));

    private static string Labels(AxisTicks ticks) => string.Join(' ', ticks.Major.Select(tick => tick.Label));
}
