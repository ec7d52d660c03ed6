namespace Nabla.Cli;

/// <summary>In which options runs differ, and whether their losses can be compared.</summary>
internal static class RunDifferences
{
    /// <summary>The names of the options with different values, <c>data</c> first, and the value of each run; a dash if it has none.</summary>
    public static IReadOnlyList<(string Name, string[] Values)> Of(IReadOnlyList<ComparedRun> runs)
    {
        var options = runs.SelectMany(run => run.Results.Options.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Values: runs.Select(run => run.Results.Options.GetValueOrDefault(name, "-")).ToArray()));
        return
        [
            .. options.Prepend(("data", [.. runs.Select(run => run.Results.Data)])).Where(option => option.Values.Distinct().Count() > 1),
        ];
    }

    /// <summary>Sentences on what keeps the losses from being compared.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<ComparedRun> runs)
    {
        if (Differ(run => run.Results.IsClassification))
            yield return "some runs are of classification, others of regression: their results cannot be compared.";
        else if (Differ(run => run.Results.Loss)) yield return "the runs have different losses: values of different losses cannot be compared.";
        if (Differ(run => run.Results.Data)) yield return "the runs are on different data: their losses cannot be compared.";
        else if (Differ(run => run.Results.ValidationExamples))
            yield return "the runs held back different examples for validation (another seed, share or file): small differences in loss mean nothing.";
        var stopped = runs.Where(run => run.Results.Status != RunResults.Complete).Select(run => $"{run.Name} ({run.Results.Status})").ToArray();
        if (stopped.Length > 0) yield return $"not complete: {string.Join(", ", stopped)}.";

        bool Differ<T>(Func<ComparedRun, T> part) => runs.Select(part).Distinct().Count() > 1;
    }
}
