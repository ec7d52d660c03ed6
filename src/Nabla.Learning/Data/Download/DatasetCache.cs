namespace Nabla.Learning;

/// <summary>The folder of the user that keeps downloaded data sets, each in a folder of its name.</summary>
public static class DatasetCache
{
    /// <summary>
    /// Returns the folder of a data set, which need not exist: <c>datasets/NAME</c> in the folder that the environment variable NABLA_CACHE names, or else in
    /// the folder nabla of the user's cache: XDG_CACHE_HOME, the local application data on Windows, or ~/.cache.
    /// </summary>
    /// <exception cref="DataException">The user has no folder for caches.</exception>
    public static string FolderOf(PublishedDataset dataset) => FolderOf(dataset, Environment.GetEnvironmentVariable);

    internal static string FolderOf(PublishedDataset dataset, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Path.Combine(Root(environment), "datasets", dataset.Name);
    }

    /// <summary>Returns the folder of a data set if it has been downloaded, with all its files; otherwise null.</summary>
    /// <exception cref="DataException">The user has no folder for caches.</exception>
    public static string? Find(PublishedDataset dataset)
    {
        var folder = FolderOf(dataset);
        return dataset.Files.All(file => File.Exists(Path.Combine(folder, file.Name))) ? folder : null;
    }

    private static string Root(Func<string, string?> environment)
    {
        if (environment("NABLA_CACHE") is { Length: > 0 } chosen) return Path.GetFullPath(chosen);
        // A relative path is to be ignored, by the specification of these variables.
        if (environment("XDG_CACHE_HOME") is { } caches && Path.IsPathFullyQualified(caches)) return Path.Combine(caches, "nabla");
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "nabla");
        return environment("HOME") is { } home && Path.IsPathFullyQualified(home)
            ? Path.Combine(home, ".cache", "nabla")
            : throw new DataException("There is no home folder for downloaded data sets: set NABLA_CACHE to a folder.");
    }
}
