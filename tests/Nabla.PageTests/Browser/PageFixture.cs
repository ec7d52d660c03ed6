using Microsoft.Playwright;
using Nabla.Cli;
using Nabla.Tests.Page.Browser;
using Xunit;

[assembly: AssemblyFixture(typeof(PageFixture))]

namespace Nabla.Tests.Page.Browser;

/// <summary>The page as <c>nabla play</c> serves it, and a browser. Tests are skipped where one of them is missing.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? playwright;
    private IBrowser? browser;
    private LoopbackServer? server;
    private string missing = "";

    /// <summary>The folder of the page's files.</summary>
    internal static string? Files => Ancestors(AppContext.BaseDirectory)
        .Select(folder => Path.Combine(folder, "artifacts", "page"))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "files.json")));

    /// <summary>The address of the page.</summary>
    internal string Address => server!.Address;

    public async ValueTask InitializeAsync()
    {
        string? program = Array.Find(Browsers, File.Exists);
        missing = Files is null ? "The page is not built; run .ci/page." : program is null ? "Chromium is not installed." : "";
        if (missing.Length > 0) return;
        server = PlayServer.Start(0, Files!);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        server?.Dispose();
    }

    /// <summary>Opens the page and waits until it can be used.</summary>
    /// <param name="link">What comes after the address, such as <c>#learn</c>.</param>
    /// <param name="options">The size of the window, the colors and so on.</param>
    internal async Task<OpenPage> OpenAsync(string link = "", BrowserNewContextOptions? options = null)
    {
        if (missing.Length > 0) Assert.Skip(missing);
        IBrowserContext context = await browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        var open = new OpenPage(context, await context.NewPageAsync(), Address);
        await open.GoAsync(link);
        return open;
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (DirectoryInfo? place = new(folder); place is not null; place = place.Parent) yield return place.FullName;
    }
}

/// <summary>A tab with the page. It fails the test at its end if there was an error on the console, or a request to another host.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly string address;
    private readonly List<string> faults = [];

    internal OpenPage(IBrowserContext context, IPage page, string address)
    {
        (this.context, Page, this.address) = (context, page, address);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") faults.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => faults.Add($"error: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                faults.Add($"request to {request.Url}");
            }
        };
    }

    internal IPage Page { get; }

    /// <summary>What went wrong so far; a test that expects it clears the list.</summary>
    internal List<string> Faults => faults;

    internal IBrowserContext Context => context;

    internal async Task GoAsync(string link)
    {
        await Page.GotoAsync(address + link);
        await Page.WaitForSelectorAsync("html[data-ready=yes]", new() { Timeout = 60_000 });
    }

    internal Task<string> TextAsync(string selector) =>
        Page.EvaluateAsync<string>("selector => { const e = document.querySelector(selector); return e.innerText ?? e.textContent; }", selector);

    /// <summary>Waits until an expression is true. The page allows no strings to become code, so this asks again and again.</summary>
    internal async Task WaitForAsync(string expression, float seconds = 60)
    {
        for (long end = Environment.TickCount64 + (long)(1000 * seconds); !await Page.EvaluateAsync<bool>(expression);)
        {
            if (Environment.TickCount64 > end) throw new TimeoutException($"This did not become true within {seconds} s: {expression}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a text matches.</summary>
    internal async Task<string> WaitForTextAsync(string selector, string pattern, float seconds = 60)
    {
        await Assertions.Expect(Page.Locator(selector)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(pattern), new() { Timeout = 1000 * seconds });
        return await TextAsync(selector);
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(faults);
    }
}
