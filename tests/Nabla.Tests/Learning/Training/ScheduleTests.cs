using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Training;

public class ScheduleTests
{
    [Fact]
    public void Factors_OfEachSchedule_AreTheFormula()
    {
        Assert.Equal([1.0, 1, 0.5, 0.5, 0.25], Factors(new StepSchedule(0.5, 0.4, 0.7), 5));
        Assert.Equal(Enumerable.Range(0, 4).Select(i => Math.Pow(0.1, i / 4.0)), Factors(new ExponentialSchedule(0.1), 4));
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], Factors(new WarmUpSchedule(3), 5));
        Assert.Equal([0.5, 1, 0.5], Factors(new WarmUpSchedule(1, new CosineSchedule()), 3), (a, b) => Math.Abs(a - b) < 1e-12);
        var cycle = Factors(new OneCycleSchedule(0.5, 0.1, 0), 5);
        Assert.Equal([0.1, 0.55, 1, 0.5, 0], cycle, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0.5, 1, 1, 1, 0.5, 0.5], Factors(new JoinedSchedule((0.5, new WarmUpSchedule(1)), (0.5, new StepSchedule(0.5, 0.3))), 6));
    }

    [Fact]
    public void Plateau_WithoutAFall_LowersTheRate()
    {
        var schedule = new PlateauSchedule(0.5, patience: 1);
        double[] losses = [3, 2, 2, 2, 1, 1, 1];
        List<double> factors = [];
        foreach (var loss in losses)
        {
            schedule.Observe(loss);
            factors.Add(schedule.Factor(0, 1));
        }
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.25], factors);
    }

    [Fact]
    public void Create_NumbersThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(0.5, 0.7, 0.4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepSchedule(0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialSchedule(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUpSchedule(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlateauSchedule(1));
        Assert.Throws<ArgumentException>(() => new JoinedSchedule((0.5, new ConstantSchedule())));
        Assert.Throws<ArgumentException>(() => new JoinedSchedule());
    }

    private static double[] Factors(ILearningRateSchedule schedule, int steps) => [.. Enumerable.Range(0, steps).Select(step => schedule.Factor(step, steps))];
}
