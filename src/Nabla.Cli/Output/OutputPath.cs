using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Where a command writes: somewhere it can, and over nothing that it reads.</summary>
internal static class OutputPath
{
    /// <summary>Makes sure, before any work is done, that a file can be written and is none of those that are read.</summary>
    /// <exception cref="DataException">It is one of them.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Check(string path, params IEnumerable<string> inputs)
    {
        AtomicFile.ThrowIfCannotWrite(path);
        var target = Target(path);
        foreach (var input in inputs)
        {
            if (Target(input) == target && File.Exists(target))
                throw new DataException($"'{Printable.Escape(path)}' would replace '{Printable.Escape(input)}', which is read. Give another place by --out.");
        }
    }

    /// <summary>The file behind all links on the way to it.</summary>
    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (Path.GetDirectoryName(full) is { } directory && Directory.ResolveLinkTarget(directory, returnFinalTarget: true) is { } real)
                full = Path.Combine(real.FullName, Path.GetFileName(full));
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }
}
