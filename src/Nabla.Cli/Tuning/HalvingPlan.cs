namespace Nabla.Cli;

/// <summary>A round of a search, in which every remaining trial is trained for the same number of epochs.</summary>
/// <param name="Trials">The largest number of trials in it.</param>
/// <param name="Epochs">The epochs of each; null for as many as the command trains by itself.</param>
internal readonly record struct Rung(int Trials, int? Epochs);

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016), with the rungs of Hyperband's inner loop (Li et al. 2018, algorithm 1, lines 5 to 8): n trials begin with
/// few epochs, the best 1/η of them go on with η times as many, and the last rung has the full number R. Every rung has about the same budget.
/// </summary>
internal static class HalvingPlan
{
    /// <summary>The rungs: with s = min(⌊log_η n⌋, ⌊log_η R⌋), rung i has ⌊n/η^i⌋ trials of R/η^(s−i) epochs, rounded.</summary>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="epochs">R, at least 1.</param>
    /// <param name="factor">η, at least 2.</param>
    public static IReadOnlyList<Rung> Rungs(int trials, int epochs, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        // In whole numbers: a logarithm of 243 to the base 3 may come out as 4.9999.
        var last = Math.Min(Powers(trials, factor), Powers(epochs, factor));
        var (rungs, left) = (new List<Rung>(), trials);
        for (var rung = 0; rung <= last; rung++, left /= factor)
            rungs.Add(new(left, (int)Math.Round(epochs / Math.Pow(factor, last - rung), MidpointRounding.AwayFromZero)));
        return rungs;
    }

    private static int Powers(int number, int factor)
    {
        var count = 0;
        for (; number >= factor; number /= factor) count++;
        return count;
    }
}
