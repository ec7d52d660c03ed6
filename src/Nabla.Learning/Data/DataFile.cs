namespace Nabla.Learning;

/// <summary>Opens data files, plain or gzip, and turns every failure to read one into a <see cref="DataException"/>.</summary>
internal static class DataFile
{
    /// <summary>Reads a file. The stream can seek, and tells its length, if and only if the file is not packed.</summary>
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
        catch (InvalidDataException e)
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
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            bool isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Seek(0, SeekOrigin.Begin);
            return isGzip ? new CheckedGzipStream(file) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
