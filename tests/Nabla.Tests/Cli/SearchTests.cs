using System.Globalization;
using Nabla.Cli;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>The rungs, draws and ranking of a search, without training.</summary>
public class SearchTests
{
    private static readonly SearchPlan Plan = new(
        ["digits", "--epochs", "81"],
        27,
        1,
        3,
        [
            new NumberRange("--learning-rate", 1e-4, 0.1, true, false),
            new NumberRange("--batch", 16, 256, true, true),
            new ChoiceRange("--hidden", ["8", "16"]),
        ]);

    [Theory]
    [InlineData(27, 81, 3, "27x3 9x9 3x27 1x81")]
    [InlineData(81, 81, 3, "81x1 27x3 9x9 3x27 1x81")]
    [InlineData(243, 243, 3, "243x1 81x3 27x9 9x27 3x81 1x243")]
    [InlineData(27, 20, 3, "27x2 9x7 3x20")]
    [InlineData(10, 100, 2, "10x13 5x25 2x50 1x100")]
    [InlineData(2, 100, 3, "2x100")]
    [InlineData(100, 2, 3, "100x2")]
    [InlineData(1, 1, 2, "1x1")]
    public void Rungs_OfTrialsEpochsAndFactor_AreThoseOfHyperband(int trials, int epochs, int factor, string expected) =>
        Assert.Equal(expected, string.Join(' ', HalvingPlan.Rungs(trials, epochs, factor).Select(rung => $"{rung.Trials}x{rung.Epochs}")));

    [Fact]
    public void Rungs_AnyPlan_KeepWithinTheBudgetOfTheFirst()
    {
        for (var trials = 1; trials < 100; trials++)
        {
            for (var epochs = 1; epochs < 100; epochs += 7)
            {
                foreach (var factor in (int[])[2, 3, 5])
                {
                    var rungs = HalvingPlan.Rungs(trials, epochs, factor);
                    Assert.Equal(trials, rungs[0].Trials);
                    Assert.Equal(epochs, rungs[^1].Epochs);
                    Assert.All(rungs, rung => Assert.True(rung.Trials >= 1 && rung.Epochs >= 1));
                    Assert.All(
                        rungs.Zip(rungs.Skip(1)),
                        pair => Assert.True(pair.Second.Trials == pair.First.Trials / factor && pair.Second.Epochs > pair.First.Epochs));
                    // The first rung has n trials of R/η^s epochs; rounding adds at most half an epoch to each.
                    var budget = trials * epochs / Math.Pow(factor, rungs.Count - 1);
                    Assert.All(rungs, rung => Assert.True(rung.Trials * (rung.Epochs!.Value - 0.5) <= budget + 1e-9));
                }
            }
        }
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSameTrialsWithinTheRanges()
    {
        var drawn = Plan.Draw();
        Assert.Equal(27, drawn.Count);
        Assert.Equal(drawn, Plan.Draw());
        Assert.NotEqual(drawn, (Plan with { Seed = 2 }).Draw());
        Assert.Equal(drawn, (Plan with { Trials = 50 }).Draw().Take(27));
        Assert.All(drawn, values =>
        {
            Assert.InRange(double.Parse(values[0], CultureInfo.InvariantCulture), 1e-4, 0.1);
            Assert.InRange(int.Parse(values[1], CultureInfo.InvariantCulture), 16, 256);
            Assert.Contains(values[2], (string[])["8", "16"]);
        });
    }

    [Fact]
    public void Draw_LogarithmicRange_HasEveryDecadeAsOften()
    {
        var range = new NumberRange("--learning-rate", 1e-4, 0.1, true, false);
        var random = new HostRandom(3);
        var decades = Enumerable.Range(0, 3000)
            .Select(_ => Math.Floor(Math.Log10(double.Parse(range.Draw(random), CultureInfo.InvariantCulture))))
            .GroupBy(decade => Math.Min(decade, -2)).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(3, decades.Count);
        Assert.All(decades.Values, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void Draw_NarrowAndWholeRanges_ReachEveryValue()
    {
        var random = new HostRandom(1);
        var whole = new NumberRange("--batch", 1, 3, false, true);
        Assert.Equal(["1", "2", "3"], Enumerable.Range(0, 100).Select(_ => whole.Draw(random)).Distinct().Order());
        var narrow = new NumberRange("--average", 0.99901, 0.99905, false, false);
        Assert.True(Enumerable.Range(0, 100).Select(_ => narrow.Draw(random)).Distinct().Count() > 50);
    }

    [Fact]
    public void Draw_FewerCombinationsThanTrials_GivesEachOnce()
    {
        var few = Plan with { Ranges = [new ChoiceRange("--hidden", ["8", "16"]), new NumberRange("--batch", 1, 3, false, true)] };
        Assert.Equal(6, few.Draw().Count);
        Assert.Equal(6, few.Draw().Select(values => string.Join(' ', values)).Distinct().Count());
    }

    [Fact]
    public void Arguments_OfARung_HaveItsEpochs() => Assert.Equal(
        ["train", "digits", "--epochs", "9", "--learning-rate", "0.1", "--batch", "16", "--hidden", "8"], Plan.Arguments(["0.1", "16", "8"], 9));

    [Fact]
    public void Run_OnlyTheBestOfARung_GoOn()
    {
        var (search, calls) = New();
        var (results, isComplete) = search.Run([], Train(calls), _ => { });
        Assert.True(isComplete);
        Assert.Equal([9, 3, 1], Enumerable.Range(0, 3).Select(rung => calls.Count(call => call.Rung == rung)));
        // The loss falls with the number of the trial, and trial 8 has failed.
        Assert.Equal([7, 6, 5], calls.Where(call => call.Rung == 1).Select(call => call.Trial));
        Assert.Equal([7], calls.Where(call => call.Rung == 2).Select(call => call.Trial));
        Assert.Equal(8, TrialResult.Ranked(results).First().Trial);
        Assert.Equal(9, TrialResult.Ranked(results).Last().Trial);
    }

    [Fact]
    public void Run_StoppedAfterAnyTrial_GoesOnToTheSameResults()
    {
        var (search, calls) = New();
        var whole = search.Run([], Train(calls), _ => { }).Results;
        for (var stop = 0; stop < whole.Count; stop++)
        {
            IReadOnlyList<TrialResult> state = [];
            var left = stop;
            var train = Train([]);
            var (first, isComplete) = search.Run([], (trial, rung) => left-- > 0 ? train(trial, rung) : null, results => state = [.. results]);
            Assert.False(isComplete);
            Assert.Equal(stop, first.Count);
            Assert.Equal(first, state);
            var again = new List<(int Trial, int Rung)>();
            Assert.Equal(whole, search.Run(state, Train(again), _ => { }).Results);
            Assert.Equal(whole.Count - stop, again.Count);
        }
    }

    [Fact]
    public void Run_FewerFinishThanGoOn_GoesOnWithThese()
    {
        var (search, _) = New();
        var results = search.Run([], (trial, rung) => new(trial + 1, rung + 1, 1, Values, trial == 4 ? 1.0 : null, "failed"), _ => { }).Results;
        Assert.Equal([5, 5], results.Where(result => result.Rung > 1).Select(result => result.Trial));
    }

    private static readonly string[] Values = ["1"];

    private static (Search Search, List<(int Trial, int Rung)> Calls) New() =>
        (new(Enumerable.Repeat(Values, 9).ToArray(), HalvingPlan.Rungs(9, 9, 3)), []);

    private static Func<int, int, TrialResult?> Train(List<(int Trial, int Rung)> calls) => (trial, rung) =>
    {
        calls.Add((trial, rung));
        return new(trial + 1, rung + 1, 1, Values, trial == 8 ? null : 10 - trial - rung);
    };
}
