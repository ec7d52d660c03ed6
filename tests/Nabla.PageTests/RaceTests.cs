using Xunit;

namespace Nabla.Tests.Page;

public class RaceTests
{
    [Fact]
    public void Run_EverySurface_TheGoodOnesGetLower()
    {
        foreach (string surface in RaceTrack.Names)
        {
            Race race = RaceTrack.Run(surface, ["sgd", "momentum", "adam", "rmsprop"], 0, 300);
            Assert.Equal(race.Size * race.Size, race.Heights.Count);
            Assert.All(race.Runners, runner => Assert.True(runner.Heights[^1] < runner.Heights[0], $"{surface} {runner.Optimizer}"));
        }
    }

    [Fact]
    public void Run_GradientDescentOnTheBowl_TakesTheStepsOfTheFormula()
    {
        RaceRunner runner = Assert.Single(RaceTrack.Run("bowl", ["sgd"], 0.1, 3).Runners);
        double x = -9, y = 4;
        for (int i = 1; i <= 3; i++)
        {
            (x, y) = (x - 0.1 * 0.2 * x, y - 0.1 * 4 * y);
            Assert.Equal(x, runner.Places[2 * i], 12);
            Assert.Equal(y, runner.Places[2 * i + 1], 12);
        }
    }

    [Fact]
    public void Run_TooLargeARate_EndsWhereItLeavesTheNumbers()
    {
        RaceRunner runner = Assert.Single(RaceTrack.Run("valley", ["sgd"], 10, 300).Runners);
        Assert.True(runner.Places.Count < 100);
        Assert.All(runner.Places, place => Assert.True(double.IsFinite(place)));
    }

    [Fact]
    public void Run_BadChoice_Throws()
    {
        Assert.Throws<PageException>(() => RaceTrack.Run("moon", ["sgd"], 0, 10));
        Assert.Throws<PageException>(() => RaceTrack.Run("bowl", ["sgd"], double.NaN, 10));
        Assert.Throws<PageException>(() => RaceTrack.Run("bowl", ["sgd"], 0, 0));
    }
}
