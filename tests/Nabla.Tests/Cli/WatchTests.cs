using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla train --watch</c>: the report of a run while it goes on, also in a real browser.</summary>
public sealed class WatchTests : IDisposable
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_Watched_ServesThePageToThisMachineOnly()
    {
        Watched(async address =>
        {
            using var client = new HttpClient();
            var page = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
            var reply = await client.GetAsync(address + "content", TestContext.Current.CancellationToken);
            Assert.Equal("running", reply.Headers.GetValues("X-Run-State").Single());
            Assert.StartsWith("<h1>digits: 784 -&gt; 64 -&gt; 10</h1>", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(address + "other", TestContext.Current.CancellationToken)).StatusCode);
            // A page of another site whose name leads to this machine.
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Host = "evil.example";
            Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        });
        Assert.True(File.Exists(folder.In("run/report.html")));
    }

    [Fact]
    public async Task Train_Watched_IsDrawnByABrowser()
    {
        var browser = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "No Chromium is installed.");
        Watched(async address =>
        {
            // A second after the first epochs, the page has their curves.
            await Task.Delay(2500, TestContext.Current.CancellationToken);
            var (page, log) = await Browse(browser!, address);
            Assert.Contains("<h2>Learning curves</h2>", page);
            Assert.Contains("aria-label=\"Loss by epoch\"", page);
            Assert.Contains("Live: the page follows the run.", page);
            Assert.DoesNotContain("CONSOLE", log);
        });
        var (report, messages) = await Browse(browser!, new Uri(folder.In("run/report.html")).AbsoluteUri);
        Assert.Contains("<h2>Settings</h2>", report);
        Assert.DoesNotContain("CONSOLE", messages);
    }

    [Fact]
    public void Train_WatchedOnAPortInUse_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var result = Tool.Run("train", "moons:200", "--out", folder.In("run"), "--watch", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"nabla: --watch {port}: the port cannot be used: ", result.Error);
        Assert.Contains("from 0 to 65535", Tool.Run("train", "moons:200", "--out", folder.In("run"), "--watch", "70000").Error);
    }

    /// <summary>Trains until the action on the address of the page has ended.</summary>
    private void Watched(Func<string, Task> act)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Tool.Ignores("INT"), "Signals are ignored.");
        Exception? failure = null;
        var result = Tool.Signal(
            "INT",
            "watch: ",
            line =>
            {
                try
                {
                    act(line["watch: ".Length..]).GetAwaiter().GetResult();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            [],
            "train", "digits:2000", "--hidden", "64", "--epochs", "1000000", "--watch", "--out", folder.In("run"));
        if (failure is not null) throw failure;
        Assert.Equal(130, result.ExitCode);
    }

    private static async Task<(string Page, string Log)> Browse(string browser, string address)
    {
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=3000", "--dump-dom", address,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (page, log) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await page, await log);
    }
}
