using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using Nabla.Cli;
using Xunit;

namespace Nabla.Tests.Page.Browser;

/// <summary>What holds for all views: links, colors, sizes, hostile input, work without a network.</summary>
public class PageTests(PageFixture fixture)
{
    private static readonly string[] Views = ["#step?t=8", "#learn", "#read"];

    [Fact]
    public async Task Link_OfAStep_BringsItBack()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.FillAsync("#step-formula", "sin(x) * y");
        await open.Page.PressAsync("#step-formula", "Enter");
        await open.WaitForTextAsync("#step-mode", "Forward mode: ∂/∂x");
        await open.Page.SelectOptionAsync("#step-mode", "forward:x");
        await open.Page.ClickAsync("#step-last");
        // What waits to be written is written at once.
        await open.Page.ClickAsync("#share");
        await using OpenPage other = await fixture.OpenAsync(await open.Page.EvaluateAsync<string>("location.hash"));
        Assert.Equal(await open.TextAsync("#step-now"), await other.TextAsync("#step-now"));
        Assert.Equal(await open.TextAsync("#step-graph"), await other.TextAsync("#step-graph"));
    }

    [Fact]
    public async Task Link_FollowedWhileTheStateIsWritten_IsNotOverwritten()
    {
        await using OpenPage open = await fixture.OpenAsync("#step?t=1");
        foreach (int milliseconds in new[] { 0, 100, 140, 150, 160, 250 })
        {
            // The page is kept busy until its own change of the address is about due.
            await open.Page.EvaluateAsync(
                """
                milliseconds => {
                    location.hash = "#step";
                    document.querySelector("#step-forward").click();
                    for (const start = performance.now(); performance.now() - start < milliseconds;);
                    location.hash = `#learn?optimizer=magic${milliseconds}`;
                }
                """,
                milliseconds);
            await open.WaitForTextAsync("#learn-error", $"magic{milliseconds}\\b");
            Assert.Contains($"magic{milliseconds}", await open.Page.EvaluateAsync<string>("location.hash"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tab_LeftAndEnteredAgain_IsAsItWas()
    {
        await using OpenPage open = await fixture.OpenAsync("#step?t=8");
        string count = await open.TextAsync("#step-count");
        await open.Page.EvaluateAsync("() => { document.querySelector('#step-back').click(); document.querySelector('#tab-learn').click(); }");
        await open.WaitForTextAsync("#learn-step", "^0$");
        await open.Page.SelectOptionAsync("#learn-form [name=data]", "xor");
        await open.WaitForTextAsync("#learn-step", "^0$");
        await open.Page.ClickAsync("#learn-one");
        await open.WaitForTextAsync("#learn-step", "^1$");
        await open.Page.ClickAsync("#tab-step");
        await open.WaitForTextAsync("#step-count", "Step 7 of");
        Assert.StartsWith("Step 8 of", count, StringComparison.Ordinal);
        await open.Page.ClickAsync("#tab-learn");
        await open.WaitForTextAsync("#learn-step", "^1$");
        Assert.Equal("xor", await open.Page.InputValueAsync("#learn-form [name=data]"));
    }

    [Fact]
    public async Task Link_WithNonsense_IsAnsweredByASentence()
    {
        (string Link, string Place, string Sentence)[] links =
        [
            ("#nonsense", "#notice", "names no view of this page"),
            ("#%00%ff<script>alert(1)</script>", "#notice", "names no view of this page"),
            ("#step?f=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "#step-error", "expected a number, a name"),
            ("#step?f=a*b&v=a:1e999,b:zwei", "#step-error", "must be a number|finite|infinity"),
            ("#step?f=a*b&m=sideways:q&t=1e300", "#step-count", "Step 5 of 5"),
            ("#learn?data=%2e%2e%2f&hidden=9999999&rate=nan", "#learn-error", "not a number"),
            ("#learn?data=nowhere", "#learn-error", "unknown"),
            ("#learn?hidden=64,64,64,64,64,64,64", "#learn-error", "Layers must be from 0 to 6"),
            ("#learn?optimizer=magic", "#learn-error", "Unknown optimizer"),
            ("#learn?points=1,2,3;x,y,z", "#learn-error", "not within the plane"),
            ("#read?seed=-7e9", "#read-status", "digits|Step|Trained"),
        ];
        await using OpenPage open = await fixture.OpenAsync(links[0].Link);
        foreach ((string link, string place, string sentence) in links)
        {
            await open.Page.EvaluateAsync("link => { location.hash = link; }", link);
            await open.WaitForTextAsync(place, sentence);
            Assert.True(await open.Page.IsVisibleAsync("main"), link);
        }
    }

    [Fact]
    public async Task Link_OfAMegabyte_IsRefused()
    {
        await using OpenPage open = await fixture.OpenAsync("#step?f=" + new string('a', 1_000_000));
        await open.WaitForTextAsync("#notice", "too long");
    }

    [Fact]
    public async Task Formula_OfTenThousandNodes_IsRefusedAndThePageGoesOn()
    {
        await using OpenPage open = await fixture.OpenAsync();
        string formula = string.Join("+", Enumerable.Range(0, 10_000).Select(i => $"sin({i}a)"));
        await open.Page.FillAsync("#step-formula", formula);
        await open.Page.PressAsync("#step-formula", "Enter");
        await open.WaitForTextAsync("#step-error", "The page draws up to 60 nodes");
        await open.Page.FillAsync("#step-formula", "a * a");
        await open.Page.PressAsync("#step-formula", "Enter");
        await open.WaitForTextAsync("#step-error", "^$");
    }

    [Fact]
    public async Task Table_HugeOrGarbage_IsRefusedAndThePageGoesOn()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await DropAsync("new Uint8Array(100 * 1024 * 1024)");
        await open.WaitForTextAsync("#learn-error", "up to 20 MB");
        await DropAsync("Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i * i) % 251) % 256)");
        await open.WaitForTextAsync("#learn-error", "The table|binary|column|line|row");
        await DropAsync("'1,2,x\\n'.repeat(8000)");
        await open.WaitForTextAsync("#learn-error", ".+");
        await open.Page.ClickAsync("#learn-again");
        await open.WaitForTextAsync("#learn-error", "^$");
        await open.Page.ClickAsync("#learn-one");
        await open.WaitForTextAsync("#learn-step", "^1$");

        Task DropAsync(string content) => open.Page.EvaluateAsync($$"""
            (() => {
              document.querySelector("#learn-error").textContent = "";
              const data = new DataTransfer();
              data.items.add(new File([{{content}}], "table.csv"));
              document.querySelector("#learn").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            })()
            """);
    }

    [Fact]
    public async Task Offline_AfterTheFirstLoad_Works()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.WaitForSelectorAsync("html[data-offline=ready]", new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        await open.Context.SetOfflineAsync(true);
        await open.GoAsync("");
        await open.Page.ClickAsync("#tab-learn");
        await open.Page.ClickAsync("#learn-one");
        await open.WaitForTextAsync("#learn-step", "^1$");
        // The browser reports the requests that its service worker then answers.
        open.Faults.RemoveAll(fault => fault.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1400, ColorScheme.Light)]
    [InlineData(800, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Views_EverySizeAndColor_CanBeRead(int width, ColorScheme colors)
    {
        await using OpenPage open = await fixture.OpenAsync(
            "", new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce });
        foreach (string view in Views)
        {
            await open.Page.EvaluateAsync("view => { location.hash = view; }", view);
            await open.WaitForAsync($"!document.querySelector('{view.Split('?')[0]}').hidden");
            if (view == "#learn") await open.WaitForTextAsync("#race-results", "adam");
            if (view == "#read") await open.WaitForTextAsync("#read-status", "Trained");
            string[] small = await open.Page.EvaluateAsync<string[]>(TextProblems);
            Assert.Empty(small);
            bool fits = await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");
            Assert.True(fits, $"{view} at {width} is wider than the window");
            if (Environment.GetEnvironmentVariable("NABLA_PICTURES") is { Length: > 0 } folder)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{view[1..].Split('?')[0]}-{width}-{colors}.png");
                await open.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
            }
        }
    }

    [Fact]
    public async Task Views_WhileTheyLoadAndStep_DoNotShift()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.EvaluateAsync("""
            window.shift = 0;
            new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value; })
              .observe({ type: "layout-shift", buffered: true });
            """);
        for (int i = 0; i < 10; i++) await open.Page.Keyboard.PressAsync("ArrowRight");
        Assert.True(await open.Page.EvaluateAsync<double>("window.shift") < 0.1, $"{await open.Page.EvaluateAsync<double>("window.shift")}");
    }

    [Fact]
    public async Task Server_OddPaths_ServesOnlyThePage()
    {
        await using OpenPage open = await fixture.OpenAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        foreach (string path in (string[])["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "_framework", "index.html.br", "%00", "no.js"])
            Assert.False((await client.GetAsync(new Uri(fixture.Address + path), cancellation)).IsSuccessStatusCode, path);
        // A program that takes no compressed answers gets plain ones.
        string plain = await client.GetStringAsync(new Uri(fixture.Address), cancellation);
        Assert.StartsWith("<!doctype html>", plain, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Address);
        request.Headers.Host = "example.org";
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request, cancellation)).StatusCode);
        Assert.Throws<IOException>(() => PlayServer.Start(0, Path.GetTempPath()));
    }

    /// <summary>Texts below 12 pixels as they are seen, or with a contrast below 4.5.</summary>
    private const string TextProblems = """
        (() => {
          const parse = text => { const n = text.match(/[\d.]+/g).map(Number); return { c: n.slice(0, 3), a: n[3] ?? 1 }; };
          const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const back = e => { for (; e; e = e.parentElement) {
              if (e.closest("svg") && e.tagName !== "svg") { const rect = e.closest("g")?.querySelector("rect");
                if (rect) { const f = getComputedStyle(rect).fill; if (f !== "none") return parse(f).c; } }
              const b = parse(getComputedStyle(e).backgroundColor); if (b.a > 0.99) return b.c; } return [255, 255, 255]; };
          const problems = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || element.closest("script, noscript, [hidden], .skip")) continue;
            const bounds = element.getBoundingClientRect();
            if (bounds.width === 0 || getComputedStyle(element).visibility === "hidden") continue;
            const style = getComputedStyle(element);
            const svg = element.closest("svg");
            const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
            const size = parseFloat(style.fontSize) * scale;
            if (size < 12) problems.push(`${size.toFixed(1)} px: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
            if (element.closest(":disabled")) continue;
            const [a, b] = [light(parse(svg ? style.fill : style.color).c), light(back(element))];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (contrast < 4.5) problems.push(`contrast ${contrast.toFixed(2)}: ${walker.currentNode.textContent.trim().slice(0, 40)}`);
          }
          return problems;
        })()
        """;
}
