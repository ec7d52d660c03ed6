using System.Runtime.CompilerServices;

namespace Nabla.PublicTests;

/// <summary>Paths of the API files and the README.</summary>
internal static class Repository
{
    public static string Tests { get; } = Find(Path.Combine("tests", "Nabla.PublicTests"));

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Tests, "..", ".."));

    private static string Find(string wanted, [CallerFilePath] string thisFile = "")
    {
        foreach (var start in (string?[])[Path.GetDirectoryName(thisFile), AppContext.BaseDirectory])
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (Directory.Exists(Path.Combine(folder, wanted))) return Path.Combine(folder, wanted);
        }
        throw new DirectoryNotFoundException($"The folder {wanted} is not above the tests.");
    }
}
