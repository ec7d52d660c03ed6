using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Nabla.Tests.Page.Browser;

public partial class LearnViewTests(PageFixture fixture)
{
    [Fact]
    public async Task Run_Moons_LearnsThem()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.Page.ClickAsync("#learn-run");
        await open.WaitForAsync("parseFloat(document.querySelector('#learn-training').textContent.split(',')[1]) >= 97", 120);
        await open.Page.ClickAsync("#learn-run");
        Assert.Equal("Run", await open.TextAsync("#learn-run"));
        await open.Page.ClickAsync("#learn-plane-draw");
        await open.WaitForTextAsync("#learn-plane-text", "in the middle");
        await open.Page.ClickAsync("#learn-rewind");
        await open.WaitForTextAsync("#learn-same", @"The first \d+ steps had the same errors as before, to the last bit\.");
    }

    /// <summary>
    /// WebAssembly has no fused multiply-add, so its losses differ from those of other machines in the last digits; see the note on WebAssembly.
    /// </summary>
    [Fact]
    public async Task Take_SameSeed_HasTheLossesOfTheLibrary()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        for (int i = 0; i < 5; i++)
        {
            await open.Page.ClickAsync("#learn-one");
            await open.WaitForTextAsync("#learn-step", $"^{i + 1}$");
        }
        LearnOptions options = new() { Rate = 0.02 };
        LearnStatus status = new LearnSession(options, LearnData.Generate(options)).Take(5);
        string shown = (await open.TextAsync("#learn-training")).Split(',')[0];
        Assert.Equal(status.Training.Loss, double.Parse(shown, CultureInfo.InvariantCulture), status.Training.Loss * 1e-3);
    }

    [Fact]
    public async Task Table_Dropped_IsLearnedAndStaysInTheTab()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.Page.EvaluateAsync("""
            const rows = [...Array(120).keys()].map(i => `${i % 11},${Math.floor(i / 11)},${i % 11 > 5 ? "right" : "left"}`);
            const data = new DataTransfer();
            data.items.add(new File(["width,height,side\n" + rows.join("\n")], "table.csv"));
            document.querySelector("#learn").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            """);
        await open.WaitForTextAsync("#learn-legend", "left.*right.*width from");
        await open.Page.ClickAsync("#learn-run");
        await open.WaitForAsync("parseFloat(document.querySelector('#learn-test').textContent.split(',')[1]) >= 95", 60);
    }

    [Fact]
    public async Task Points_SetByHand_AreLearned()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.Page.SelectOptionAsync("[name=data]", "own");
        await open.WaitForTextAsync("#learn-error", "Click into the plane");
        ILocator plane = open.Page.Locator("#learn-surface");
        for (int i = 0; i < 6; i++)
        {
            KeyboardModifier[] keys = i % 2 == 0 ? [] : [KeyboardModifier.Shift];
            await plane.ClickAsync(new() { Position = new() { X = 60 + 15 * i, Y = 80 + 30 * i }, Modifiers = keys, Force = true });
        }
        await open.WaitForTextAsync("#learn-error", "^$");
        await open.WaitForAsync("decodeURIComponent(location.hash).split(';').length === 6");
        await open.Page.ClickAsync("#learn-one");
        await open.WaitForTextAsync("#learn-step", "^1$");
    }

    [Fact]
    public async Task Link_OfChangedChoices_BringsThemBack()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.Page.SelectOptionAsync("[name=data]", "spirals");
        await open.Page.FillAsync("[name=hidden]", "12,6");
        await open.Page.SelectOptionAsync("[name=activation]", "maxout");
        await open.Page.PressAsync("[name=hidden]", "Enter");
        await open.WaitForAsync("location.hash.includes('hidden') && location.hash.includes('maxout')");
        string link = await open.Page.EvaluateAsync<string>("location.hash");
        await using OpenPage other = await fixture.OpenAsync(link);
        Assert.Equal("12,6", await other.Page.InputValueAsync("[name=hidden]"));
        Assert.Equal("maxout", await other.Page.InputValueAsync("[name=activation]"));
        Assert.Equal(await open.TextAsync("#learn-parameters"), await other.TextAsync("#learn-parameters"));
        Assert.Equal(await open.TextAsync("#learn-training"), await other.TextAsync("#learn-training"));
    }

    [Fact]
    public async Task Advice_SquaredErrorOnSigmoids_IsShown()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn?loss=squared-error&output=sigmoid");
        Assert.Contains("learns nothing from confident mistakes", await open.TextAsync("#learn-advice"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Race_OtherSurface_HasOtherHeights()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.WaitForTextAsync("#race-results", "adam");
        string before = await open.TextAsync("#race-results");
        await open.Page.SelectOptionAsync("#race-surface", "valley");
        await open.WaitForAsync($"document.querySelector('#race-results').innerText !== {System.Text.Json.JsonSerializer.Serialize(before)}");
        Assert.Equal(4, await open.Page.Locator("#race-results tr").CountAsync());
    }

    [Fact]
    public async Task Carry_CSharpAndModel_AreGiven()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.Page.ClickAsync("#learn-csharp");
        await open.WaitForTextAsync("#learn-program", "#:package Nabla.Learning");
        LearnOptions options = new() { Rate = 0.02 };
        Assert.Equal(Lines(LearnCode.Write(options, 1, null)), Lines(await open.TextAsync("#learn-program")));
        IDownload download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.ClickAsync("#learn-save"));
        TrainedModel model = ModelFile.Load(await download.PathAsync());
        Assert.Equal(["upper", "lower"], model.ClassNames);

        static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
    }

    [Fact]
    public async Task Run_WhileLearning_ThePageStaysSmooth()
    {
        await using OpenPage open = await fixture.OpenAsync("#learn");
        await open.Page.ClickAsync("#learn-run");
        // Counted, not timed: the page learns in its worker, so frames go on while steps are taken.
        int frames = await open.Page.EvaluateAsync<int>("""
            () => new Promise(done => {
              let frames = 0;
              const first = Number(document.querySelector("#learn-step").textContent);
              const next = () => {
                frames++;
                if (Number(document.querySelector("#learn-step").textContent) > first + 100) done(frames);
                else requestAnimationFrame(next);
              };
              next();
            })
            """);
        Assert.True(frames > 5, $"{frames}");
        Assert.Matches(StepsASecond(), await open.WaitForTextAsync("#learn-speed", "steps a second"));
    }

    [GeneratedRegex(@"\d+ steps a second")]
    private static partial Regex StepsASecond();
}
