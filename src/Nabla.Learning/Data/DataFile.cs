using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace Nabla.Learning;

/// <summary>Opens data files and pipes, plain or gzip, and turns every failure to read one into a <see cref="DataException"/>.</summary>
internal static class DataFile
{
    /// <summary>Reads a file. The stream can seek, and tells its length, if and only if it is a file that is not packed.</summary>
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
            // A pipe can be read only once: what was looked at is played back.
            var replay = new ReplayStream(file, 2);
            if (replay.Start is [0x1F, 0x8B]) return new GZipInputStream(replay, 1 << 16);
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
