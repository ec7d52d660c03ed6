using Nabla.Plots;
using Nabla.Tests.Learning.Files;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class DecisionBoundaryFigureErrorTests : IDisposable
{
    private static readonly BoundaryFrame Frame = new() { Caption = "c", Probabilities = [0, 1, 0, 1] };

    private static readonly DecisionBoundaryFigureData Good =
        new() { Title = "", Frames = [Frame], Points = [new(0, 0, 0)], Extent = new(-1, 1, -1, 1), Rows = 2, Columns = 2 };

    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> Messages => [.. Wrong.Keys];

    /// <summary>Invalid figures by expected error message.</summary>
    private static Dictionary<string, DecisionBoundaryFigureData> Wrong { get; } = new()
    {
        ["there is no frame to draw."] = Good with { Frames = [] },
        ["a grid of 1 rows and 4 columns is too small; at least 2 of each are needed."] = Good with { Rows = 1, Columns = 4 },
        ["frame 1 ('c') has 4 probabilities, but the grid has 2 x 3 points."] = Good with { Columns = 3 },
        ["frame 1 ('c') has 1 classes, but the grid has 2 x 2 points."] = Good with { Frames = [Frame with { Classes = [0] }] },
        ["frame 1 ('c') has the probability 1.500; probabilities must be from 0 to 1."] =
            Good with { Frames = [Frame with { Probabilities = [0, 1, 1.5f, 0] }] },
        ["the class of frame 1 ('c') is 8; classes are 0 to 7."] = Good with { Frames = [Frame with { Classes = [0, 1, 8, 0] }] },
        ["the class of point 1 is -1; classes are 0 to 7."] = Good with { Points = [new(0, 0, 0), new(0, 0, -1)] },
        ["point 0 is not finite; leave it out."] = Good with { Points = [new(0, double.NaN, 0)] },
        ["the extent must be finite, but one end is ∞."] = Good with { Extent = new(0, double.PositiveInfinity, 0, 1) },
        ["the extent's Left, 1.000, must be less than its Right, 1.000."] = Good with { Extent = new(1, 1, 0, 1) },
        ["the extent's Bottom, 2.000, must be less than its Top, 1.000."] = Good with { Extent = new(0, 1, 2, 1) },
        ["FramesInRow must be 1 to the number of frames, 1."] = Good with { FramesInRow = 2 },
    };

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Messages))]
    public void Draw_Wrong_SaysWhatAndWhereAndWritesNothing(string message)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => DecisionBoundaryFigure.Draw(scratch.File("a.png"), Wrong[message]));
        Assert.StartsWith("boundary figure: " + message, error.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => DecisionBoundaryFigure.DrawAnimation(scratch.File("a.svg"), Wrong[message]));
        Assert.Empty(scratch.Names);
    }

    [Fact]
    public void Draw_OtherEnding_SaysWhichAreKnown()
    {
        var path = scratch.File("a.gif");
        var error = Assert.Throws<ArgumentException>(() => DecisionBoundaryFigure.Draw(path, Good));
        Assert.StartsWith(
            $"boundary figure: '{path}' must end in .png or .svg; the extension selects the format.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DrawAnimation_Png_SaysThatItMustBeSvg()
    {
        var path = scratch.File("a.png");
        var error = Assert.Throws<ArgumentException>(() => DecisionBoundaryFigure.DrawAnimation(path, Good));
        Assert.StartsWith($"boundary figure: '{path}' must end in .svg, the only format that can be animated.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, "secondsPerFrame")]
    [InlineData(double.NaN, 1, "secondsPerFrame")]
    [InlineData(1, 3601, "secondsAtEnd")]
    public void DrawAnimation_TimeOutside_NamesIt(double perFrame, double atEnd, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => DecisionBoundaryFigure.DrawAnimation(scratch.File("a.svg"), Good, secondsPerFrame: perFrame, secondsAtEnd: atEnd));
        Assert.Equal(name, error.ParamName);
    }
}
