using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class LineAxisTests
{
    [Theory]
    [InlineData(1, 1e40, 12)]
    [InlineData(3, 4, 12)]
    [InlineData(1e-300, 1e300, 5)]
    [InlineData(7, 7, 3)]
    [InlineData(2e299, 1e300, 8)]
    public void Ticks_Logarithmic_AreAtLeastTwoPowersOfTen(double low, double high, int target)
    {
        var axis = LineAxis.Vertical([low, high], isLogarithmic: true, null, null);
        var powers = axis.Ticks(target).Major.Where(tick => tick.Position == Math.Round(tick.Position)).ToArray();
        Assert.True(powers.Length >= 2);
        Assert.All(powers, tick => Assert.True(tick.Label.StartsWith('1') || tick.Label.StartsWith("0.", StringComparison.Ordinal), tick.Label));
    }

    [Theory]
    [InlineData(1, 1e40, "1 10⁵ 10¹⁰ 10¹⁵ 10²⁰ 10²⁵ 10³⁰ 10³⁵ 10⁴⁰")]
    [InlineData(1e-10, 1, "10⁻¹⁰ 10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 1")]
    [InlineData(1, 100, "1 2 5 10 20 50 100")]
    public void Ticks_Logarithmic_ArePrintedAsPowersWhereNumbersWouldBeLong(double low, double high, string labels) =>
        Assert.Equal(labels, string.Join(' ', LineAxis.Vertical([low, high], isLogarithmic: true, null, null).Ticks(9).Major.Select(tick => tick.Label)));

    [Fact]
    public void Ticks_HundredsOfDecades_HaveNoBarOfMarks() =>
        Assert.Empty(LineAxis.Vertical([1e-300, 1e300], isLogarithmic: true, null, null).Ticks(6).Minor);

    [Fact]
    public void Ticks_WholePositions_HaveNoFractions() =>
        Assert.Equal(
            "1 2 3",
            string.Join(' ', LineAxis.Horizontal([1, 2, 3], isLogarithmic: false, hasMarkers: true).Ticks(10).Major.Select(tick => tick.Label)));

    [Theory]
    [InlineData(new[] { 2.0, 4, 8, 16 }, "2 5 10 20")]
    [InlineData(new[] { 2.0, 4, 8, 16, 32, 64 }, "2 5 10 20 50")]
    [InlineData(new[] { 3.0 }, "2 5")]
    [InlineData(new[] { 10.0 }, "5 10 20")]
    public void Horizontal_Logarithmic_EndsNearItsPoints(double[] positions, string labels)
    {
        var axis = LineAxis.Horizontal(positions, isLogarithmic: true, hasMarkers: true);
        Assert.Equal(labels, string.Join(' ', axis.Ticks(5).Major.Select(tick => tick.Label)));
        Assert.InRange(Math.Pow(10, axis.Low), positions[0] / 3, positions[0]);
        Assert.InRange(Math.Pow(10, axis.High), positions[^1], positions[^1] * 3);
    }

    [Fact]
    public void Horizontal_Function_EndsWithItsPoints()
    {
        var axis = LineAxis.Horizontal([-3, 0.5, 3], isLogarithmic: false, hasMarkers: false);
        Assert.Equal((-3, 3), (axis.Low, axis.High));
        Assert.True(axis.HasZeroInside);
    }

    [Theory]
    [InlineData(0.0, 5.0, 0, 5)]
    [InlineData(null, 5.0, -0.12, 5)]
    [InlineData(null, null, -0.12, 2.12)]
    public void Vertical_LimitsGiven_AreKept(double? low, double? high, double bottom, double top)
    {
        var axis = LineAxis.Vertical([0, 2], isLogarithmic: false, low, high);
        Assert.Equal(bottom, axis.Low, 1e-12);
        Assert.Equal(top, axis.High, 1e-12);
    }

    [Theory]
    [InlineData(0.97, 1, "97 % 98 % 99 % 100 %")]
    [InlineData(0.5, 0.9, "50 % 60 % 70 % 80 % 90 %")]
    [InlineData(1, 1, "90 % 92 % 94 % 96 % 98 % 100 %")]
    [InlineData(0.5, 3, "50 % 100 % 150 % 200 % 250 % 300 %")]
    public void Ticks_Percent_EndAtTheWholeForPartsOfIt(double low, double high, string labels) =>
        Assert.Equal(
            labels,
            string.Join(' ', LineAxis.Vertical([low, high], isLogarithmic: false, null, null, isPercent: true).Ticks(6).Major.Select(tick => tick.Label)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vertical_Headroom_IsAPartOfTheAxis(bool isLogarithmic)
    {
        var (tight, roomy) = (LineAxis.Vertical([1, 100], isLogarithmic, null, null), LineAxis.Vertical([1, 100], isLogarithmic, null, null, headroom: 0.2));
        Assert.Equal(tight.Low, roomy.Low);
        Assert.Equal(0.2, (roomy.High - tight.High) / (roomy.High - roomy.Low), 1e-12);
    }

    [Theory]
    [InlineData(double.Epsilon, 9 * double.Epsilon)]
    [InlineData(-1e-310, 1e-310)]
    public void Vertical_VanishingSpan_IsThatOfZero(double low, double high)
    {
        var axis = LineAxis.Vertical([low, high], isLogarithmic: false, null, null);
        Assert.Equal((-1, 1), (axis.Low, axis.High));
        Assert.Contains("0", axis.Ticks(5).Major.Select(tick => tick.Label));
    }

    [Fact]
    public void DrawnCoordinate_FarOutside_IsNear()
    {
        var axis = LineAxis.Vertical([0, 1], isLogarithmic: false, 0, 1);
        Assert.Equal(0.5, axis.DrawnCoordinate(0.5));
        Assert.InRange(axis.DrawnCoordinate(1e300), 1, 100);
        Assert.InRange(axis.DrawnCoordinate(-1e300), -100, 0);
    }

    [Fact]
    public void Runs_Values_AreThoseBetweenGaps()
    {
        double[] values = [double.NaN, 1, 2, double.PositiveInfinity, 3, double.NaN, double.NaN, 4];
        Assert.Equal([1..3, 4..5, 7..8], LineCurves.Runs(values));
        Assert.Empty(LineCurves.Runs([double.NaN, double.NaN]));
        Assert.Equal([0..1, 3..4, 5..7], LineCurves.Runs(values, areFinite: false));
    }
}
