namespace Nabla.Cli;

/// <summary>Runs the trials of a search rung by rung. What is finished is not run again.</summary>
/// <param name="trials">The values of each trial.</param>
/// <param name="rungs">The rungs.</param>
internal sealed class Search(IReadOnlyList<string[]> trials, IReadOnlyList<Rung> rungs)
{
    /// <summary>The numbers of the trials in a rung, from 0: all in the first one, the best of the rung before in the others.</summary>
    public IEnumerable<int> Entrants(int rung, IReadOnlyCollection<TrialResult> finished) => rung == 0
        ? Enumerable.Range(0, trials.Count)
        : TrialResult.Ranked(finished.Where(result => result.Rung == rung && result.Loss is not null))
            .Take(rungs[rung].Trials)
            .Select(result => result.Trial - 1);

    /// <summary>Runs what is left.</summary>
    /// <param name="finished">The results so far.</param>
    /// <param name="train">Runs a trial in a rung, both from 0; returns null if it was stopped.</param>
    /// <param name="record">Called with every result, before the next trial begins.</param>
    /// <returns>All results, and whether the search is complete.</returns>
    public (IReadOnlyList<TrialResult> Results, bool IsComplete) Run(
        IEnumerable<TrialResult> finished, Func<int, int, TrialResult?> train, Action<IReadOnlyList<TrialResult>> record)
    {
        var results = finished.ToList();
        for (var rung = 0; rung < rungs.Count; rung++)
        {
            foreach (var trial in Entrants(rung, results).ToArray())
            {
                if (results.Any(result => result.Rung == rung + 1 && result.Trial == trial + 1)) continue;
                if (train(trial, rung) is not { } result) return (results, false);
                results.Add(result);
                record(results);
            }
        }
        return (results, true);
    }
}
