using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Checks output paths: they must be writable and must not overwrite an input.</summary>
internal static class OutputPath
{
    /// <summary>Checks, before any work is done, that a file can be written and is not one of the inputs.</summary>
    /// <exception cref="DataException">The file is one of the inputs.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Check(string path, params IEnumerable<string> inputs)
    {
        AtomicFile.ThrowIfCannotWrite(path);
        var target = Target(path);
        foreach (var input in inputs)
        {
            if (Target(input) == target && File.Exists(target))
                throw new DataException($"'{Printable.Escape(path)}' would replace '{Printable.Escape(input)}', which is an input. Choose another --out.");
        }
    }

    /// <summary>The full path with all links resolved.</summary>
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
