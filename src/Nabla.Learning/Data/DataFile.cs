using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace Nabla.Learning;

/// <summary>Opens plain or gzip-compressed data files and pipes, and reports all read errors as <see cref="DataException"/>.</summary>
internal static class DataFile
{
    /// <summary>Reads a file. The stream is seekable and has a length if and only if it is an uncompressed file.</summary>
    internal static T Read<T>(string path, Func<Stream, T> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using Stream stream = Open(path);
            return read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: there is no such file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataException(Directory.Exists(path) ? $"{path}: is a folder, not a file." : $"{path}: may not be read.", e);
        }
        catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException)
        {
            throw new DataException($"{path}: the gzip data are damaged or cut short.", e);
        }
        catch (IOException e)
        {
            throw new DataException($"{path}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static Stream Open(string path)
    {
        Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            // A pipe can be read only once, so the inspected bytes are replayed.
            var replay = new ReplayStream(file, 2);
            if (replay.Start is [0x1F, 0x8B]) return new GzipStream(new GZipInputStream(replay, 1 << 16));
            if (!file.CanSeek) return replay;
            file.Seek(0, SeekOrigin.Begin);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
