using System.Formats.Tar;
using System.Text;

namespace Nabla.Learning;

/// <summary>
/// Writes whole files atomically, so that readers see either the old or the new content, even after a crash. The bytes are written to a temporary file in
/// the same directory and flushed to disk, and the temporary file is renamed to the target.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file. If <paramref name="write"/> throws, the temporary file is removed and an existing file is unchanged.</summary>
    /// <param name="path">
    /// The file to create or replace. Symbolic links are followed, and their target is replaced. Pipes and devices are written to directly.
    /// </param>
    /// <param name="write">Writes the content to the given stream, which it may close.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">
    /// The directory does not exist or is not writable, or the target is a directory. The message is one line and names it. Exceptions of
    /// <paramref name="write"/> are not wrapped.
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
            // The stream may be closed by now, for example by a StreamWriter, so the flush uses a separate handle.
            using (var handle = File.OpenHandle(temporary, FileMode.Open, FileAccess.Write))
                RandomAccess.FlushToDisk(handle);
            Attempt(path, directory, () =>
            {
                File.Move(temporary, target, overwrite: true);
                return true;
            });
        }
        catch (ArgumentOutOfRangeException exception) when (exception.Source == typeof(FileStream).Assembly.GetName().Name)
        {
            // How .NET reports a file that is too long for its file system, or for the limits of the process.
            Remove(temporary);
            throw new IOException($"cannot write '{path}': {exception.Message.Split('\n')[0]}", exception);
        }
        catch (IOException exception) when (exception.InnerException is null && exception.Message.Contains(temporary, StringComparison.Ordinal))
        {
            Remove(temporary);
            throw new IOException(
                $"cannot write '{path}': "
                + exception.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal).Replace(temporary, target, StringComparison.Ordinal),
                exception);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    /// <summary>Checks before long work that its result can be written: the directory exists and accepts new files.</summary>
    /// <param name="path">The file to create or replace later. It is not changed.</param>
    /// <exception cref="IOException">The file cannot be written. The message is one line and names it.</exception>
    public static void ThrowIfCannotWrite(string path)
    {
        var target = FollowLinks(path);
        var directory = Path.GetDirectoryName(target) ?? target;
        CheckTarget(path, target, directory);
        if (!IsReplaceable(target)) return;
        var temporary = TemporaryIn(directory);
        Attempt(path, directory, () => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)).Dispose();
        Remove(temporary);
        // Read-only files need this check, because a rename requires permissions on the directory only.
        if (File.Exists(target) && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0)
            throw new IOException($"cannot write '{path}': the file is read-only.");
    }

    /// <summary>Writes text as UTF-8 without a byte order mark. Line endings are kept.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="IOException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void Write(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>True if the target can be replaced by a file. Pipes and devices such as /dev/null are written to instead.</summary>
    private static bool IsReplaceable(string target)
    {
        if (IsHandle(target)) return false;
        // Only empty files can be pipes or devices. Opening one to find out would disturb its readers, so the tar writer determines the type.
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

    /// <summary>True for open file descriptors, such as /dev/stdout and the /dev/fd/63 of a shell's <c>&gt;(…)</c>, whose links lead to no file name.</summary>
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
