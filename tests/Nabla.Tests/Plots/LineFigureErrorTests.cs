using Nabla.Plots;
using Nabla.Tests.Learning.Files;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class LineFigureErrorTests : IDisposable
{
    private static readonly LineCurve Curve = new() { Name = "f", X = [1, 2], Y = [3, 4] };

    private static readonly LineBand Band = new() { Name = "b", X = [1, 2], Low = [1, 1], High = [5, 5] };

    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> Messages => [.. Wrong.Keys];

    /// <summary>Invalid figures by expected error message.</summary>
    private static Dictionary<string, LineFigureData> Wrong { get; } = new()
    {
        ["there is no panel to draw."] = new() { Title = "", Panels = [] },
        ["panel 'P' has no curve to draw."] = Figure(new() { Heading = "P", Curves = [] }),
        ["curve 'f' of panel 1 has no point to draw."] = Figure(new() { Curves = [Curve with { X = [], Y = [] }] }),
        ["curve 'f' of panel 1 has 2 X but 3 Y; every X needs one Y."] = Figure(new() { Curves = [Curve with { Y = [1, 2, 3] }] }),
        ["curve 'f' of panel 1 has X[1] = NaN; X must be finite."] = Figure(new() { Curves = [Curve with { X = [1, double.NaN] }] }),
        ["curve 'f' of panel 1 has X[0] = −1.000, which a logarithmic axis cannot show."] =
            Figure(new() { Curves = [Curve with { X = [-1, 2] }], XLogarithmic = true }),
        ["curve 'f' of panel 1 has Y[1] = 0, which a logarithmic axis cannot show; use NaN for a gap."] =
            Figure(new() { Curves = [Curve with { Y = [3, 0] }], YLogarithmic = true }),
        ["panel 1 has 2 categories, so X must be whole numbers from 0 to 1, but one is 2.000."] = Figure(new() { Curves = [Curve], XCategories = ["a", "b"] }),
        ["panel 1 has categories, which a logarithmic axis cannot show."] =
            Figure(new() { Curves = [Curve], XCategories = ["a", "b", "c"], XLogarithmic = true }),
        ["the Color of curve 'f' of panel 1 must be 0 to 7."] = Figure(new() { Curves = [Curve with { Color = 8 }] }),
        ["Columns must be 1 to the number of panels, 1."] = Figure(new() { Curves = [Curve] }) with { Columns = 2 },
        ["YLow and YHigh of panel 1 must be finite, but one is ∞."] = Figure(new() { Curves = [Curve], YHigh = double.PositiveInfinity }),
        ["YLow and YHigh of panel 1 must be positive because its axis is logarithmic."] = Figure(new() { Curves = [Curve], YLow = 0, YLogarithmic = true }),
        ["YLow of panel 1, 2.000, must be less than YHigh, 1.000."] = Figure(new() { Curves = [Curve], YLow = 2, YHigh = 1 }),
        ["band 'b' of panel 1 has no X."] = Figure(new() { Curves = [Curve], Bands = [Band with { X = [], Low = [], High = [] }] }),
        ["band 'b' of panel 1 has 2 X but 1 Low and 2 High; every X needs one of each."] =
            Figure(new() { Curves = [Curve], Bands = [Band with { Low = [1] }] }),
        ["band 'b' of panel 1 is not finite at index 1: 2.000, NaN, 5.000."] =
            Figure(new() { Curves = [Curve], Bands = [Band with { Low = [1, double.NaN] }] }),
        ["band 'b' of panel 1 has Low[0] = 6.000 above High[0] = 5.000."] = Figure(new() { Curves = [Curve], Bands = [Band with { Low = [6, 1] }] }),
        ["band 'b' of panel 1 has a value at index 0 that a logarithmic axis cannot show."] =
            Figure(new() { Curves = [Curve], YLogarithmic = true, Bands = [Band with { Low = [0, 1] }] }),
        ["the Color of band 'b' of panel 1 must be 0 to 7."] = Figure(new() { Curves = [Curve], Bands = [Band with { Color = 8 }] }),
        ["mark 'm' of panel 1 must be at a finite X."] = Figure(new() { Curves = [Curve], Marks = [new(double.NaN, "m")] }),
        ["mark 'm' of panel 1 must be at a positive X because the axis is logarithmic."] =
            Figure(new() { Curves = [Curve], XLogarithmic = true, Marks = [new(0, "m")] }),
        ["mark 'm' of panel 1 must end to the right of its start."] = Figure(new() { Curves = [Curve], Marks = [new(2, "m", 1)] }),
    };

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Messages))]
    public void Draw_Wrong_SaysWhatAndWhereAndWritesNothing(string message)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => LineFigure.Draw(scratch.File("a.png"), Wrong[message]));
        Assert.StartsWith("line figure: " + message, error.Message, StringComparison.Ordinal);
        Assert.Empty(scratch.Names);
    }

    [Fact]
    public void Draw_OtherEnding_SaysWhichAreKnown()
    {
        var path = scratch.File("a.jpg");
        var error = Assert.Throws<ArgumentException>(() => LineFigure.Draw(path, Figure(new() { Curves = [Curve] })));
        Assert.StartsWith($"line figure: '{path}' must end in .png or .svg; the extension selects the format.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LineFigure.ThrowIfCannotDraw(path));
    }

    [Theory]
    [InlineData(299, 900, "width")]
    [InlineData(1200, 16_001, "height")]
    public void Draw_SizeOutside_NamesIt(int width, int height, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => LineFigure.Draw(scratch.File("a.png"), Figure(new() { Curves = [Curve] }), width, height));
        Assert.Equal(name, error.ParamName);
    }

    private static LineFigureData Figure(LinePanel panel) => new() { Title = "", Panels = [panel] };
}
