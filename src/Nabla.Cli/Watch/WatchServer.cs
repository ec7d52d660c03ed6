using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>Serves the report of a run while it goes on, to this machine only.</summary>
internal sealed class WatchServer : IDisposable
{
    private readonly WebApplication application;

    private WatchServer(WebApplication application) => this.application = application;

    /// <summary>The address of the page.</summary>
    public string Address { get; private init; } = "";

    /// <summary>Starts a server.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="title">The title of the page.</param>
    /// <param name="content">Returns what is to be shown, from any thread, and whether the run has ended.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static WatchServer Start(int port, string title, Func<(string Content, bool HasEnded)> content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Signals belong to the training.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        var application = builder.Build();
        application.Use((context, next) => Guarded(context, next));
        application.MapGet("/", () => Results.Content(RunReport.LivePage(title), "text/html; charset=utf-8"));
        application.MapGet("/content", (HttpContext context) =>
        {
            var (text, hasEnded) = content();
            context.Response.Headers["X-Run-State"] = hasEnded ? "ended" : "running";
            return Results.Content(text, "text/html; charset=utf-8");
        });
        try
        {
            application.Start();
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            ((IDisposable)application).Dispose();
            throw new IOException($"--watch {port}: the port cannot be used: {exception.Message} Omit it to take a free one.", exception);
        }
        return new(application) { Address = application.Urls.First() + "/" };
    }

    public void Dispose() => ((IDisposable)application).Dispose();

    /// <summary>Refuses pages of other sites that have made this machine their address, and lets the page fetch nothing from elsewhere.</summary>
    private static Task Guarded(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        return next(context);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
