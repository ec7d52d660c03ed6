using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>Serves the report of a run while it goes on.</summary>
internal static class WatchServer
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'";

    /// <summary>Starts a server.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="title">The title of the page.</param>
    /// <param name="content">Returns what is to be shown, from any thread, and whether the run has ended.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static LoopbackServer Start(int port, string title, Func<(string Content, bool HasEnded)> content) =>
        LoopbackServer.Start("--watch", port, Policy, application =>
        {
            application.MapGet("/", () => Results.Content(RunReport.LivePage(title), "text/html; charset=utf-8"));
            application.MapGet("/content", (HttpContext context) =>
            {
                var (text, hasEnded) = content();
                context.Response.Headers["X-Run-State"] = hasEnded ? "ended" : "running";
                return Results.Content(text, "text/html; charset=utf-8");
            });
        });
}
