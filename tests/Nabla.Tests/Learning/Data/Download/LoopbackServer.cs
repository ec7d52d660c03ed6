using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nabla.Tests.Learning.Data.Download;

/// <summary>What a server is asked for.</summary>
/// <param name="Path">The path of the address.</param>
/// <param name="From">The first byte of the range; null if there is none.</param>
internal sealed record ServerRequest(string Path, int? From);

/// <summary>An answer, sent as it is.</summary>
/// <param name="Head">The status line and headers.</param>
/// <param name="Body">The body, which need not have the length that the headers give.</param>
/// <param name="Hangs">True to keep the connection open without further data.</param>
internal sealed record ServerAnswer(string Head, byte[] Body, bool Hangs = false)
{
    public static ServerAnswer Status(int status, params string[] headers) =>
        new($"HTTP/1.1 {status} Reason\r\n{Lines(["Content-Length: 0", .. headers])}", []);

    /// <summary>A whole file.</summary>
    public static ServerAnswer Whole(byte[] file) => new($"HTTP/1.1 200 OK\r\n{Lines(Length(file.Length))}", file);

    /// <summary>A file without its length: it ends with the connection.</summary>
    public static ServerAnswer Unsized(byte[] file) => new($"HTTP/1.1 200 OK\r\n{Lines()}", file);

    /// <summary>A file from the first byte that is asked for.</summary>
    public static ServerAnswer Ranged(byte[] file, int? from)
    {
        if (from is not { } start) return Whole(file);
        var range = string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {start}-{file.Length - 1}/{file.Length}");
        return new($"HTTP/1.1 206 Partial Content\r\n{Lines(Length(file.Length - start), range)}", file[start..]);
    }

    public ServerAnswer Cut(int bytes) => this with { Body = Body[..bytes] };

    private static string Length(int length) => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}");

    private static string Lines(params string[] headers) => string.Concat(headers.Select(header => header + "\r\n")) + "Connection: close\r\n\r\n";
}

/// <summary>A server on this machine that answers as a test wants it to.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Func<ServerRequest, ServerAnswer> answer;
    private readonly List<ServerRequest> requests = [];

    public LoopbackServer(Func<ServerRequest, ServerAnswer> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

    public IReadOnlyList<ServerRequest> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                _ = AnswerAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var (path, from) = ((await reader.ReadLineAsync(end.Token))!.Split(' ')[1], (int?)null);
                while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } line)
                {
                    const string Range = "Range: bytes=";
                    if (line.StartsWith(Range, StringComparison.OrdinalIgnoreCase))
                        from = int.Parse(line[Range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
                }
                var request = new ServerRequest(path, from);
                lock (requests) requests.Add(request);
                var given = answer(request);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(given.Head), end.Token);
                await stream.WriteAsync(given.Body, end.Token);
                if (given.Hangs) await Task.Delay(Timeout.Infinite, end.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The client or the test has gone.
            }
        }
    }
}
