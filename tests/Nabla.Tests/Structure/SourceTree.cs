using System.Runtime.CompilerServices;

namespace Nabla.Tests.Structure;

/// <summary>The location of the sources, found from this file's own path or upward from the directory of the tests.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(IsWritten)
            .Order(StringComparer.Ordinal);

    /// <summary>The documents: the Markdown files of the root and of the folders with documentation.</summary>
    public static IEnumerable<string> Documents =>
        ((string[])["docs", "samples", "benchmarks"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Where(IsWritten)
            .Order(StringComparer.Ordinal);

    /// <summary>True for files that people write: not built, and not of others.</summary>
    public static bool IsWritten(string path) =>
        !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules");

    private static string Find([CallerFilePath] string thisFile = "")
    {
        foreach (var start in (string?[])[Path.GetDirectoryName(thisFile), AppContext.BaseDirectory])
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (Directory.Exists(Path.Combine(folder, "src", "Nabla"))) return folder;
        }
        throw new DirectoryNotFoundException("The folder src/Nabla is not above the tests.");
    }
}
