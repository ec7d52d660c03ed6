using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>A training run that <c>compare</c> shows.</summary>
/// <param name="Name">A name unlike those of the other runs.</param>
/// <param name="Folder">The folder as given.</param>
/// <param name="Results">What came of it.</param>
/// <param name="Epochs">The metrics after each epoch; empty for a run that diverged.</param>
internal sealed record ComparedRun(string Name, string Folder, RunResults Results, IReadOnlyList<EpochMetrics> Epochs)
{
    /// <summary>True if a validation loss was measured after every epoch.</summary>
    public bool HasValidation => Epochs.Count > 0 && Epochs.All(epoch => epoch.ValidationLoss is not null);

    /// <summary>Reads runs.</summary>
    /// <exception cref="DataException">A folder is not that of a run, is damaged, or is given twice.</exception>
    public static IReadOnlyList<ComparedRun> Read(IReadOnlyList<string> folders)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            if (string.IsNullOrWhiteSpace(folder)) throw new DataException("compare: the name of a folder is empty.");
            if (!seen.Add(Full(folder))) throw new DataException($"{Printable.Escape(folder)}: the run is given twice; give each once.");
        }
        var names = Names(folders);
        return [.. folders.Select((folder, index) => Read(names[index], folder))];
    }

    private static ComparedRun Read(string name, string folder)
    {
        var results = RunResults.Read(folder);
        // A diverged run leaves no metrics.
        if (results.Status == RunResults.Diverged) return new(name, folder, results, []);
        var path = Path.Combine(folder, "metrics.csv");
        var epochs = EpochMetrics.Read(path);
        return epochs.Count == results.Epochs
            ? new(name, folder, results, epochs)
            : throw new DataException(
                $"{Printable.Escape(path)}: it has {epochs.Count} epochs, but {RunResults.FileName} has {results.Epochs}; "
                + "they are of different runs. Train again.");
    }

    /// <summary>The last parts of the paths, as few as tell the runs apart.</summary>
    private static string[] Names(IReadOnlyList<string> folders)
    {
        string[][] parts = [.. folders.Select(folder => Path.GetFullPath(folder)
            .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))];
        for (var count = 1; ; count++)
        {
            string[] names = [.. parts.Select(each => Printable.Escape(string.Join('/', each.TakeLast(count))))];
            if (names.Distinct().Count() == names.Length || parts.All(each => each.Length <= count)) return names;
        }
    }

    private static string Full(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Directory.Exists(full) && Directory.ResolveLinkTarget(full, returnFinalTarget: true) is { } target
            ? Path.TrimEndingDirectorySeparator(target.FullName)
            : full;
    }
}
