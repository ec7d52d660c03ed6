using Microsoft.Playwright;
using Xunit;

namespace Nabla.Tests.Page.Browser;

public class StepViewTests(PageFixture fixture)
{
    /// <summary>What the lecture's example shows in the graph after each step: values and derivatives of a, b, c, d, e.</summary>
    private static readonly string[] Values = ["|||", "= 3||", "= 3|= 2|", "= 3|= 2|= 6"];

    [Fact]
    public async Task Reverse_TheLecturesExample_ShowsEveryNumberAtEveryStep()
    {
        await using OpenPage open = await fixture.OpenAsync();
        string[] derivatives =
        [
            "||||", "||||∂e/∂e = 1", "||∂e/∂c = 2||∂e/∂e = 1", "||∂e/∂c = 2|∂e/∂d = 3|∂e/∂e = 1", "|∂e/∂b = 3|∂e/∂c = 2|∂e/∂d = 3|∂e/∂e = 1",
            "∂e/∂a = 2|∂e/∂b = 3|∂e/∂c = 2|∂e/∂d = 3|∂e/∂e = 1", "∂e/∂a = 2|∂e/∂b = 5|∂e/∂c = 2|∂e/∂d = 3|∂e/∂e = 1",
        ];
        string[] products = ["", "1 · 2 = 2", "1 · 3 = 3", "3 · 1 = 3", "2 · 1 = 2", "2 · 1 = 2"];
        await CheckAsync(open, derivatives, products);
        Assert.Contains("∂e/∂b = 3 + 2 = 5", await open.TextAsync("#step-now"), StringComparison.Ordinal);
        await open.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("∂e/∂a = 2\n∂e/∂b = 5", await open.TextAsync("#step-now"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_TheLecturesExample_ShowsEveryNumberAtEveryStep()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.SelectOptionAsync("#step-mode", "forward:b");
        string[] derivatives =
        [
            "||||", "|∂b/∂b = 1|||", "|∂b/∂b = 1|∂c/∂b = 1||", "|∂b/∂b = 1|∂c/∂b = 1|∂d/∂b = 1|", "|∂b/∂b = 1|∂c/∂b = 1|∂d/∂b = 1|∂e/∂b = 2",
            "|∂b/∂b = 1|∂c/∂b = 1|∂d/∂b = 1|∂e/∂b = 5",
        ];
        await CheckAsync(open, derivatives, ["", "1 · 1 = 1", "1 · 1 = 1", "1 · 2 = 2", "1 · 3 = 3"]);
    }

    [Fact]
    public async Task Paths_TheLecturesExample_AreLitOneByOne()
    {
        await using OpenPage open = await fixture.OpenAsync("#step?f=(a%2Bb)*(b%2B1)&v=a:2,b:1&m=paths:b&t=4");
        Assert.Contains("Path 1 of 2: e → c → b", await open.TextAsync("#step-now"), StringComparison.Ordinal);
        Assert.Equal(2, await open.Page.Locator("path.edge.active").CountAsync());
        await open.Page.ClickAsync("#step-forward");
        Assert.Contains("Sum of the paths so far: 2 + 3 = 5", await open.TextAsync("#step-now"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_EditedInTheGraph_ChangeEverything()
    {
        await using OpenPage open = await fixture.OpenAsync("#step?t=10");
        ILocator field = open.Page.Locator("svg.graph [data-name=b] input");
        await field.FillAsync("-3");
        await field.PressAsync("Enter");
        await open.WaitForTextAsync("[data-name=e] text.value", "= 2");
        Assert.Equal("∂e/∂b = −3", await open.TextAsync("[data-name=b] text.derivative"));
        await open.Page.Locator("svg.graph [data-name=b] input").FillAsync("many");
        await open.Page.Locator("svg.graph [data-name=b] input").PressAsync("Enter");
        await open.WaitForTextAsync("#step-error", "must be a number, not “many”");
    }

    [Fact]
    public async Task Pointing_AtANodeOrAnEdge_ShowsAllOfIt()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.Locator("[data-name=e] rect").HoverAsync();
        Assert.Contains("e = c · d = 3 · 2 = 6", await open.TextAsync("#step-detail"), StringComparison.Ordinal);
        Assert.Contains("∂e/∂b = 5 (forward mode)", await open.TextAsync("#step-detail"), StringComparison.Ordinal);
        await open.Page.Locator("[data-edge=d-e]").FocusAsync();
        Assert.Contains("Local derivative ∂e/∂d\nc = 3", await open.TextAsync("#step-detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyboard_Alone_GoesThroughEverything()
    {
        await using OpenPage open = await fixture.OpenAsync();
        IPage page = open.Page;
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusedAsync(page));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Step", await FocusedAsync(page));
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("Learn", await FocusedAsync(page));
        await Assertions.Expect(page.Locator("#learn")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("End");
        Assert.Contains("Done.", await open.TextAsync("#step-now"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Home");
        Assert.Equal("Step 0 of 10", await open.TextAsync("#step-count"));
        await page.Keyboard.PressAsync(" ");
        await open.WaitForTextAsync("#step-count", "Step [1-9]");
        await page.Keyboard.PressAsync(" ");
        Assert.Equal("Play", await open.TextAsync("#step-play"));
        // Every control has a name for those who do not see it.
        string[] nameless = await page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll("button, input, select, textarea, canvas, [tabindex='0']")]
              .filter(e => !e.closest("[hidden]:not(section)"))
              .filter(e => !(e.getAttribute("aria-label") || e.closest("label") || e.textContent.trim() || e.closest("figure")?.textContent.trim()))
              .map(e => e.outerHTML.slice(0, 120))
            """);
        Assert.Empty(nameless);

        static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent.trim()");
    }

    [Fact]
    public async Task Save_Graph_IsAnSvgOfItsOwn()
    {
        await using OpenPage open = await fixture.OpenAsync("#step?t=10");
        IDownload download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.ClickAsync("#step-svg"));
        string content = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("<svg", content, StringComparison.Ordinal);
        Assert.Contains("∂e/∂b = 5", content, StringComparison.Ordinal);
        Assert.DoesNotContain("var(--", content, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(content);
    }

    private static async Task CheckAsync(OpenPage open, string[] derivatives, string[] products)
    {
        for (int time = 0; time < Values.Length; time++)
        {
            string values = await TextsAsync(open, "c d e", "value");
            Assert.Equal(Values[time].TrimEnd('|'), values.TrimEnd('|'));
            await open.Page.Keyboard.PressAsync("ArrowRight");
        }
        for (int step = 1; step < derivatives.Length; step++)
        {
            Assert.Equal(derivatives[step], await TextsAsync(open, "a b c d e", "derivative"));
            string[] active = await open.Page.Locator(".label.active text").AllTextContentsAsync() as string[] ?? [];
            Assert.Equal(products[step - 1], string.Join(",", active));
            if (step < derivatives.Length - 1) await open.Page.Keyboard.PressAsync("ArrowRight");
        }
    }

    private static Task<string> TextsAsync(OpenPage open, string names, string kind) => open.Page.EvaluateAsync<string>(
        $"\"{names}\".split(' ').map(name => document.querySelector(`[data-name=${{name}}] text.{kind}`).textContent).join('|')");
}
