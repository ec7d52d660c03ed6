using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Nabla.Cli;

/// <summary>Serves the page on which people step through gradients and train networks. Its files lie beside the tool, compressed by Brotli.</summary>
internal static class PlayServer
{
    private const string Compressed = ".br";

    // .NET compiles WebAssembly and, for its interpreter, makes some at run time; the page sets widths and colors of elements.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
        + "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The folder of the files.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "page");

    /// <summary>Starts a server.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <exception cref="IOException">The port is in use, or the files are not there.</exception>
    public static LoopbackServer Start(int port, string folder)
    {
        // Only what is there by name is served, so no path leads out of the folder. Of a file in both forms, the compressed one.
        string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
        var files = paths
            .GroupBy(path => NameOf(folder, path), StringComparer.Ordinal)
            .ToDictionary(forms => forms.Key, forms => forms.MaxBy(path => path.Length)!, StringComparer.Ordinal);
        if (!files.ContainsKey("index.html"))
        {
            throw new IOException(
                "play: the files of the page are not beside this build of the tool. The package Nabla.Tool has them; "
                + "in a clone, run .ci/page, then build again.");
        }
        return LoopbackServer.Start("--port", port, Policy, application => application.MapGet("/{**name}", (HttpContext context) =>
        {
            var name = context.Request.Path.Value!.TrimStart('/');
            return files.TryGetValue(name.Length == 0 ? "index.html" : name, out var path) ? Send(context, path) : Results.NotFound();
        }));
    }

    private static string NameOf(string folder, string path)
    {
        var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return name.EndsWith(Compressed, StringComparison.Ordinal) ? name[..^Compressed.Length] : name;
    }

    private static IResult Send(HttpContext context, string path)
    {
        // The names of .NET's files have a hash of their contents.
        context.Response.Headers.CacheControl = "no-cache";
        var isCompressed = path.EndsWith(Compressed, StringComparison.Ordinal);
        var type = TypeOf(isCompressed ? path[..^Compressed.Length] : path);
        if (!isCompressed) return Results.File(path, type);
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentEncoding = "br";
            return Results.File(path, type);
        }
        return Results.Stream(new BrotliStream(File.OpenRead(path), CompressionMode.Decompress), type);
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        ".wasm" => "application/wasm",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
