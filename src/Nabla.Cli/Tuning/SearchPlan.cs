namespace Nabla.Cli;

/// <summary>What a search tries.</summary>
/// <param name="Train">The arguments that all trials have in common, without the word train.</param>
/// <param name="Trials">The number of trials.</param>
/// <param name="Seed">The seed by which values are drawn.</param>
/// <param name="Halving">η of <see cref="HalvingPlan"/>; null for a random search.</param>
/// <param name="Ranges">The options to vary.</param>
internal sealed record SearchPlan(IReadOnlyList<string> Train, int Trials, long Seed, int? Halving, IReadOnlyList<SearchRange> Ranges)
{
    // So many draws in a row without a new trial mean that there is none left.
    private const int Patience = 100_000;

    /// <summary>
    /// Draws the trials: a value for every range, in the order of the ranges. No two are equal; there are fewer than <see cref="Trials"/> if the ranges do not
    /// hold as many.
    /// </summary>
    public IReadOnlyList<string[]> Draw()
    {
        var random = new HostRandom(Seed);
        var (drawn, seen) = (new List<string[]>(), new HashSet<string>(StringComparer.Ordinal));
        for (var misses = 0; drawn.Count < Trials && misses < Patience;)
        {
            string[] values = [.. Ranges.Select(range => range.Draw(random))];
            if (!seen.Add(string.Join('\0', values)))
            {
                misses++;
                continue;
            }
            drawn.Add(values);
            misses = 0;
        }
        return drawn;
    }

    /// <summary>The arguments of a trial, beginning with train.</summary>
    /// <param name="values">The values of the ranges.</param>
    /// <param name="epochs">The epochs in place of those in <see cref="Train"/>; null for these.</param>
    public IReadOnlyList<string> Arguments(IReadOnlyList<string> values, int? epochs)
    {
        string[] common = [.. Train];
        if (epochs is { } number && Array.IndexOf(common, "--epochs") is >= 0 and var place)
            common[place + 1] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ["train", .. common, .. Ranges.SelectMany((range, index) => new[] { range.Option, values[index] })];
    }

    /// <summary>The rounds of the search.</summary>
    /// <param name="trials">The number of different trials.</param>
    /// <param name="epochs">The epochs that the command asks for; null if it leaves them open.</param>
    public IReadOnlyList<Rung> Rungs(int trials, int? epochs) =>
        Halving is { } factor ? HalvingPlan.Rungs(trials, epochs!.Value, factor) : [new(trials, null)];
}
