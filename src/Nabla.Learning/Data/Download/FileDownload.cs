using System.Security.Cryptography;

namespace Nabla.Learning;

/// <summary>Downloads one file of a data set: from the first mirror that has it, in several attempts, and checks it.</summary>
/// <param name="client">The client of all files.</param>
/// <param name="file">The file.</param>
/// <param name="folder">The folder for it, which exists.</param>
/// <param name="options">Timeouts, attempts and reports.</param>
internal sealed class FileDownload(HttpClient client, PublishedFile file, string folder, DownloadOptions options)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly string target = Path.Combine(folder, file.Name);
    private readonly string partial = Path.Combine(folder, file.Name + ".part");
    private readonly FileTransfer transfer = new(client, file, options);

    /// <summary>Downloads the file. Until it is complete and checked, it has the name of a partial file, with which a later call goes on.</summary>
    /// <exception cref="DataException">No mirror delivered the file, or it cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The download was canceled.</exception>
    public async Task RunAsync(IReadOnlyList<Uri> mirrors, CancellationToken cancellation)
    {
        var failures = new List<string>();
        try
        {
            foreach (var mirror in mirrors)
            {
                var address = new Uri(mirror, file.Name);
                if (await FailureOfAsync(address, cancellation).ConfigureAwait(false) is not { } failure) return;
                failures.Add($"{address}: {failure}");
                if (failures.Count < mirrors.Count) options.Report?.Invoke($"{failures[^1]}; asking the next mirror");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{target}: cannot be written: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        throw new DataException(
            $"{file.Name}: no mirror delivers the file ({string.Join("; ", failures)}); look at the connection, or name another mirror.");
    }

    /// <summary>The SHA-256 of a file, as in <see cref="PublishedFile.Sha256"/>.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Asks a mirror until it has delivered the file; returns why it has not, or null.</summary>
    private async Task<string?> FailureOfAsync(Uri address, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryAsync(address, cancellation).ConfigureAwait(false);
                return null;
            }
            catch (TransferException exception)
            {
                if (!exception.IsTransient || attempt >= options.Attempts) return exception.Message;
                options.Report?.Invoke($"{address}: {exception.Message}; trying again");
            }
            var delay = options.Delay * Math.Pow(2, Math.Min(attempt - 1, 10));
            await Task.Delay(delay < LongestDelay ? delay : LongestDelay, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(Uri address, CancellationToken cancellation)
    {
        var isContinued = await ReceiveAsync(address, cancellation).ConfigureAwait(false);
        var hash = HashOf(partial);
        if (hash != file.Sha256)
        {
            File.Delete(partial);
            // What an earlier call left may be the reason.
            throw new TransferException($"the SHA-256 of what it sent is {hash}, not {file.Sha256}", isTransient: isContinued);
        }
        File.Move(partial, target, overwrite: true);
    }

    private async Task<bool> ReceiveAsync(Uri address, CancellationToken cancellation)
    {
        var isEmpty = false;
        try
        {
            // Nobody else may write to it: two downloads at once would garble the file.
            using var part = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                var isContinued = await transfer.RunAsync(address, part, cancellation).ConfigureAwait(false);
                part.Flush(flushToDisk: true);
                return isContinued;
            }
            finally
            {
                isEmpty = part.Length == 0;
            }
        }
        finally
        {
            if (isEmpty) File.Delete(partial);
        }
    }
}
