using System.Formats.Tar;
using System.Text;

namespace Nabla.Learning;

/// <summary>
/// Writes whole files so that a reader, or a crash half-way, sees either the old content or the new, never a part: the bytes go to a
/// temporary file in the same directory, are flushed to the disk, and the temporary is renamed over the target.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file. If <paramref name="write"/> throws, the temporary is removed and an existing file is untouched.</summary>
    /// <param name="path">
    /// The file to create or replace. A symbolic link is followed: the file it points to is replaced. A pipe or a device is written to as it is.
    /// </param>
    /// <param name="write">Writes the content to the stream it is given; it may close the stream.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">
    /// The directory does not exist or cannot be written, or the target is a directory; one line that names it. Exceptions of
    /// <paramref name="write"/> pass through as they are.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);

        var target = FollowLinks(path);
        var directory = Path.GetDirectoryName(target) ?? target;
        CheckTarget(path, target, directory);
        if (!IsReplaceable(target))
        {
            using var device = Attempt(path, directory, () => new FileStream(target, FileMode.Open, FileAccess.Write));
            write(device);
            return;
        }

        var temporary = TemporaryIn(directory);
        try
        {
            using (var stream = Attempt(path, directory, () => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)))
                write(stream);
            // The stream may be closed by now (a StreamWriter does that), so the flush has a handle of its own.
            using (var handle = File.OpenHandle(temporary, FileMode.Open, FileAccess.Write))
                RandomAccess.FlushToDisk(handle);
            Attempt(path, directory, () =>
            {
                File.Move(temporary, target, overwrite: true);
                return true;
            });
        }
        catch (IOException exception) when (exception.InnerException is null && exception.Message.Contains(temporary, StringComparison.Ordinal))
        {
            Remove(temporary);
            throw new IOException($"cannot write '{path}': {exception.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal).Replace(temporary, target, StringComparison.Ordinal)}", exception);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    /// <summary>Makes sure that a file can be written, before the work whose result it is to hold: its directory exists and takes new files.</summary>
    /// <param name="path">The file to create or replace later; it is not touched.</param>
    /// <exception cref="IOException">It cannot be written; one line that names it.</exception>
    public static void ThrowIfCannotWrite(string path)
    {
        var target = FollowLinks(path);
        var directory = Path.GetDirectoryName(target) ?? target;
        CheckTarget(path, target, directory);
        if (!IsReplaceable(target)) return;
        var temporary = TemporaryIn(directory);
        Attempt(path, directory, () => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)).Dispose();
        Remove(temporary);
        // A file that may not be written is replaced only where its owner may: the rename asks the directory, not the file.
        if (File.Exists(target) && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0) throw new IOException($"cannot write '{path}': the file is read-only.");
    }

    /// <summary>Writes text as UTF-8 without a byte order mark, line ends as they are.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="IOException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void Write(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether a file may be put in the place of what is there. A pipe or a device is written to instead: /dev/null must not become a file.</summary>
    private static bool IsReplaceable(string target)
    {
        if (IsHandle(target)) return false;
        // Only what is empty can be a pipe or a device; opening one to find out would disturb who reads from it.
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return true;
        if (!File.Exists(target) || new FileInfo(target).Length > 0) return true;
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            try
            {
                writer.WriteEntry(target, "entry");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType is not (TarEntryType.Fifo or TarEntryType.CharacterDevice or TarEntryType.BlockDevice);
    }

    /// <summary>What a process holds open, such as /dev/stdout and the /dev/fd/63 of a shell's <c>&gt;(…)</c>: links that lead to no name.</summary>
    private static bool IsHandle(string path) =>
        Path.GetDirectoryName(path) is "/dev" or "/dev/fd" || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static string TemporaryIn(string directory) => Path.Combine(directory, $".{Path.GetRandomFileName()}.tmp");

    private static string FollowLinks(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (string.IsNullOrWhiteSpace(path)) throw new ArgumentException("cannot write '': the name of the file is empty.", nameof(path));
        var full = Path.GetFullPath(path);
        if (IsHandle(full) || new FileInfo(full).LinkTarget is null) return full;
        return Attempt(path, full, () => File.ResolveLinkTarget(full, returnFinalTarget: true))?.FullName ?? full;
    }

    private static void CheckTarget(string path, string target, string directory)
    {
        if (Directory.Exists(target)) throw new IOException($"cannot write '{path}': it is a directory.");
        if (Directory.Exists(directory)) return;
        throw File.Exists(directory)
            ? new IOException($"cannot write '{path}': '{directory}' is a file, not a directory.")
            : new DirectoryNotFoundException($"cannot write '{path}': the directory '{directory}' does not exist.");
    }

    private static T Attempt<T>(string path, string directory, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot write '{path}' in the directory '{directory}': {error.Message}", error);
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
