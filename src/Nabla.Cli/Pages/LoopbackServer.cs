using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nabla.Cli;

/// <summary>Serves pages to this machine only.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly WebApplication application;

    private LoopbackServer(WebApplication application) => this.application = application;

    /// <summary>The address of the pages.</summary>
    public string Address { get; private init; } = "";

    /// <summary>Starts a server.</summary>
    /// <param name="option">The option with the port, for messages.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="policy">What a page may load, as a content security policy.</param>
    /// <param name="map">Adds the pages.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static LoopbackServer Start(string option, int port, string policy, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Signals belong to the command.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        var application = builder.Build();
        application.Use((context, next) => Guarded(context, policy, next));
        map(application);
        try
        {
            application.Start();
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            ((IDisposable)application).Dispose();
            throw new IOException($"{option} {port}: the port cannot be used: {exception.Message} Omit it to take a free one.", exception);
        }
        return new(application) { Address = application.Urls.First() + "/" };
    }

    public void Dispose() => ((IDisposable)application).Dispose();

    /// <summary>Refuses pages of other sites that have made this machine their address, and lets the page fetch nothing from elsewhere.</summary>
    private static Task Guarded(HttpContext context, string policy, RequestDelegate next)
    {
        if (context.Request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
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
