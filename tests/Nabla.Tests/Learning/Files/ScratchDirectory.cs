namespace Nabla.Tests.Learning.Files;

/// <summary>A temporary directory for one test, removed with everything in it.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("nabla-").FullName;

    public string File(string name) => Path.Combine(root, name);

    /// <summary>The contents of the directory, to check that no temporary file was left behind.</summary>
    public string[] Names => [.. Directory.EnumerateFileSystemEntries(root).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(root, recursive: true);
}
