using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

/// <summary>Times that do not depend on the order of the actions, on a clock that the actions advance.</summary>
public class InterleavedTimerTests
{
    [Fact]
    public void Measure_ActionsThatShareCode_AreTimedEquallyInAnyOrder()
    {
        static Dictionary<string, ActionTime> Times(params string[] order)
        {
            var clock = new Clock();
            // Until the shared code has run 40 times, every run takes ten times as long.
            var sharedRuns = 0;
            var actions = order.Select(name => (Action)(() => clock.Advance((sharedRuns++ < 40 ? 10 : 1) * (name == "a" ? 0.3 : 1.1)))).ToArray();
            var times = new InterleavedTimer(clock).Measure(actions, TestContext.Current.CancellationToken);
            return order.Zip(times).ToDictionary(pair => pair.First, pair => pair.Second);
        }

        var (first, second) = (Times("a", "b"), Times("b", "a"));
        foreach (var times in (Dictionary<string, ActionTime>[])[first, second])
        {
            Assert.Equal(0.3e-3, times["a"].Seconds, 1e-9);
            Assert.Equal(1.1e-3, times["b"].Seconds, 1e-9);
            Assert.True(times["a"].WarmUpRuns + times["b"].WarmUpRuns > 40);
            Assert.Equal((9, 9), (times["a"].Rounds, times["b"].Rounds));
        }
    }

    [Fact]
    public void Measure_WarmsUpUntilTheTimeIsSteady()
    {
        var clock = new Clock();
        var runs = 0;
        // Each of the first 300 runs takes 1.5 % less than the one before.
        var time = new InterleavedTimer(clock).Measure(
            [() => clock.Advance(6 * Math.Pow(0.985, Math.Min(runs++, 300)))], TestContext.Current.CancellationToken)[0];
        Assert.Equal(6e-3 * Math.Pow(0.985, 300), time.Seconds, 1e-9);
        Assert.InRange(time.WarmUpRuns, 300, 2000);
    }

    [Fact]
    public void Measure_ADisturbanceOfOneRound_DoesNotChangeTheMedian()
    {
        var clock = new Clock();
        var runs = 0;
        var time = new InterleavedTimer(clock).Measure([() => clock.Advance(runs++ is 100 or 101 ? 500 : 5)], TestContext.Current.CancellationToken)[0];
        Assert.Equal(5e-3, time.Seconds, 1e-9);
    }

    [Fact]
    public void Measure_SlowAction_RunsTwice()
    {
        var clock = new Clock();
        var runs = 0;
        var times = new InterleavedTimer(clock).Measure(
            [
                () =>
                {
                    runs++;
                    clock.Advance(3000);
                },
                () => clock.Advance(0.01),
            ],
            TestContext.Current.CancellationToken);
        Assert.Equal(2, runs);
        Assert.Equal(new ActionTime(3, 1, 1), times[0]);
        Assert.Equal(0.01e-3, times[1].Seconds, 1e-9);
        Assert.Empty(new InterleavedTimer().Measure([], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Measure_Canceled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => new InterleavedTimer().Measure([() => { }], new CancellationToken(true)));

    /// <summary>A clock that stands still until it is advanced.</summary>
    private sealed class Clock : TimeProvider
    {
        private long nanoseconds;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => nanoseconds;

        public void Advance(double milliseconds) => nanoseconds += (long)Math.Round(milliseconds * 1e6);
    }
}
