using Microsoft.Playwright;
using Xunit;

namespace Nabla.Tests.Page.Browser;

public class ReadViewTests(PageFixture fixture)
{
    [Fact]
    public async Task Digit_DrawnByHand_IsRead()
    {
        await using OpenPage open = await fixture.OpenAsync("#read");
        await open.WaitForTextAsync("#read-status", "it reads 9[0-9]", 180);
        await open.Page.ClickAsync("#read-clear");
        await open.WaitForTextAsync("#read-answer", "Draw a digit");
        // A one: a line from the top to the bottom.
        LocatorBoundingBoxResult box = (await open.Page.Locator("#read-canvas").BoundingBoxAsync())!;
        await open.Page.Mouse.MoveAsync(box.X + 0.52f * box.Width, box.Y + 0.15f * box.Height);
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(box.X + 0.5f * box.Width, box.Y + 0.85f * box.Height, new() { Steps = 8 });
        await open.Page.Mouse.UpAsync();
        await open.WaitForTextAsync("#read-answer", "It reads 1, at");
        Assert.True(await open.Page.EvaluateAsync<int>("""
            (() => {
              const canvas = document.querySelector("#read-gradient");
              const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              return new Set([...Array(data.length / 4).keys()].map(i => data[4 * i] * 65536 + data[4 * i + 1] * 256 + data[4 * i + 2])).size;
            })()
            """) > 50);
    }

    [Fact]
    public async Task Writer_AfterSomeSteps_Writes()
    {
        await using OpenPage open = await fixture.OpenAsync("#read");
        await open.Page.ClickAsync("#write-run");
        await open.WaitForTextAsync("#write-output", ".{50,}", 120);
        await open.Page.ClickAsync("#write-run");
        Assert.Contains("weights", await open.TextAsync("#write-size"), StringComparison.Ordinal);
        await open.Page.FillAsync("#write-text", "too short");
        await open.Page.ClickAsync("#write-run");
        await open.WaitForTextAsync("#write-status", "has 9 characters");
    }
}
