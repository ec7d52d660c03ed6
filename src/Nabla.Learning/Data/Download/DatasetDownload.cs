namespace Nabla.Learning;

/// <summary>Downloads data sets.</summary>
public static class DatasetDownload
{
    /// <summary>
    /// Downloads the files of a data set that are not there yet, and checks the size and the SHA-256 of all. A file that is interrupted is kept as
    /// <c>NAME.part</c>, and the next call goes on with it. Proxies are those of the system, and none for this machine.
    /// </summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="folder">The folder for the files, which is created; null for that of <see cref="DatasetCache"/>.</param>
    /// <param name="options">Timeouts, attempts and reports; null for the usual ones.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="DataException">
    /// No mirror delivers a file as it was published, the folder cannot be written, or a given folder holds another file of the same name, which is not
    /// replaced.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of bounds.</exception>
    /// <exception cref="OperationCanceledException">The download was canceled.</exception>
    public static async Task<string> FetchAsync(
        PublishedDataset dataset, string? folder = null, DownloadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new();
        options.Check();
        // In the cache, a file that is not the published one is a damaged download; elsewhere it may be anything.
        var mayReplace = folder is null;
        folder ??= DatasetCache.FolderOf(dataset);
        var missing = dataset.Files.Where(file => !IsThere(file, folder, mayReplace, options)).ToList();
        if (missing.Count == 0) return folder;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder}: the folder cannot be created: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        using var client = Client();
        foreach (var file in missing)
        {
            await new FileDownload(client, file, folder, options).RunAsync(dataset.Mirrors, cancellation).ConfigureAwait(false);
            options.Report?.Invoke($"{file.Name}: downloaded, {file.Size} bytes");
        }
        return folder;
    }

    private static bool IsThere(PublishedFile file, string folder, bool mayReplace, DownloadOptions options)
    {
        var path = Path.Combine(folder, file.Name);
        if (!File.Exists(path)) return false;
        try
        {
            if (new FileInfo(path).Length == file.Size && FileDownload.HashOf(path) == file.Sha256)
            {
                options.Report?.Invoke($"{file.Name}: there already");
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        if (!mayReplace) throw new DataException($"{path}: is not the published file, and is not replaced; move it away, or choose another folder.");
        options.Report?.Invoke($"{file.Name}: damaged, downloading it again");
        return false;
    }

    private static HttpClient Client()
    {
        var handler = new SocketsHttpHandler
        {
            // The runtime would follow a redirection to ftp, speaking http there.
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = new DownloadProxy(),
        };
        // Every wait has its own timeout.
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { { "User-Agent", "nabla" } } };
    }
}
