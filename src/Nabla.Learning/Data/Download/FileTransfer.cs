using System.Globalization;
using System.Net;

namespace Nabla.Learning;

/// <summary>Receives a file from one address into a partial file, from where that ends.</summary>
internal sealed class FileTransfer(HttpClient client, PublishedFile file, DownloadOptions options)
{
    private const int BufferSize = 1 << 16;
    private const int MostRedirections = 5;

    /// <summary>Completes the partial file.</summary>
    /// <param name="address">The address of the whole file.</param>
    /// <param name="part">The partial file, which may be empty; what has arrived stays in it after a failure.</param>
    /// <param name="cancellation">Ends the transfer.</param>
    /// <returns>True if bytes of an earlier transfer were kept.</returns>
    /// <exception cref="TransferException">The address did not deliver the rest.</exception>
    public async Task<bool> RunAsync(Uri address, FileStream part, CancellationToken cancellation)
    {
        if (part.Length > file.Size) part.SetLength(0);
        if (part.Length == file.Size) return true;
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await ReceiveAsync(address, part, idle).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TransferException(
                string.Create(CultureInfo.InvariantCulture, $"no data for {options.Timeout.TotalSeconds} s"), isTransient: true, exception);
        }
        catch (HttpRequestException exception)
        {
            throw new TransferException(exception.Message.ReplaceLineEndings(" ").TrimEnd('.'), isTransient: true, exception);
        }
    }

    private async Task<bool> ReceiveAsync(Uri address, FileStream part, CancellationTokenSource idle)
    {
        using var response = await AnswerAsync(address, part.Length, idle).ConfigureAwait(false);
        var start = StartOf(response, part);
        if (response.Content.Headers.ContentLength is { } length && start + length != file.Size)
            throw new TransferException($"offers {start + length} bytes, not the {file.Size} of the published file", isTransient: false);
        part.SetLength(start);
        part.Position = start;
        var body = await response.Content.ReadAsStreamAsync(idle.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            await CopyAsync(body, part, idle).ConfigureAwait(false);
        return start > 0;
    }

    /// <summary>Asks for the file from a byte on, and follows redirections.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(Uri address, long start, CancellationTokenSource idle)
    {
        for (var redirections = 0; ; redirections++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (start > 0) request.Headers.Range = new(start, null);
            idle.CancelAfter(options.Timeout);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location)
            {
                return response;
            }
            response.Dispose();
            var next = new Uri(address, location);
            var isSafe = next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && address.Scheme == Uri.UriSchemeHttp);
            if (!isSafe) throw new TransferException($"leads from {address.Scheme} to {next.Scheme}", isTransient: false);
            if (redirections == MostRedirections) throw new TransferException($"leads to more than {MostRedirections} other addresses", isTransient: false);
            address = next;
        }
    }

    /// <summary>The byte at which the answer begins. A server that does not know ranges sends the whole file.</summary>
    private static long StartOf(HttpResponseMessage response, FileStream part)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return 0;
            case HttpStatusCode.PartialContent:
                if (response.Content.Headers.ContentRange?.From == part.Length) return part.Length;
                throw new TransferException("sends another part of the file than asked for", isTransient: false);
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                part.SetLength(0);
                throw new TransferException("has no such part of the file", isTransient: true);
            case var status:
                var isTransient = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
                throw new TransferException($"HTTP status {(int)status} {Printable.Escape(response.ReasonPhrase)}".TrimEnd(), isTransient);
        }
    }

    private async Task CopyAsync(Stream body, FileStream part, CancellationTokenSource idle)
    {
        var buffer = new byte[BufferSize];
        options.Progress?.Invoke(new(file.Name, part.Length, file.Size));
        while (await ReadAsync(body, buffer, idle, part.Length).ConfigureAwait(false) is > 0 and var count)
        {
            if (part.Length + count > file.Size)
            {
                part.SetLength(0);
                throw new TransferException($"sends more than the {file.Size} bytes of the published file", isTransient: false);
            }
            part.Write(buffer.AsSpan(0, count));
            // The length counts what is in the file, not what waits to be written.
            part.Flush();
            options.Progress?.Invoke(new(file.Name, part.Length, file.Size));
        }
        if (part.Length < file.Size) throw Broken(part.Length, null);
    }

    // Failures to read are the mirror's; failures to write are not.
    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationTokenSource idle, long received)
    {
        idle.CancelAfter(options.Timeout);
        try
        {
            return await body.ReadAsync(buffer, idle.Token).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw Broken(received, exception);
        }
    }

    private TransferException Broken(long received, Exception? exception) =>
        new($"the connection ended after {received} of {file.Size} bytes", isTransient: true, exception);
}
