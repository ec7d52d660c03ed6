using System.Xml.Linq;
using Nabla.Plots;
using Nabla.Tests.Learning.Files;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class LineFigureTests : IDisposable
{
    private static readonly double[] Steps = [.. Enumerable.Range(0, 101).Select(step => (step / 10.0) - 5)];

    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> Cases => [.. Figures.Keys];

    private static Dictionary<string, LineFigureData> Figures { get; } = new()
    {
        ["function and derivative"] = Figure(
            Panel(Curve("g", Math.Tanh), Curve("g′", x => 1 - (Math.Tanh(x) * Math.Tanh(x))) with { Style = CurveStyle.Dashed })),
        ["many panels"] = Figure(
        [
            .. Enumerable.Repeat(Panel(Curve("g", Math.Tanh), Curve("h", Math.Sinh)) with { Heading = "panel", Note = "a note that is long" }, 12),
        ]),
        ["only gaps"] = Figure(Panel(Curve("g", _ => double.NaN))),
        ["only gaps, logarithmic"] = Figure(Panel(Curve("g", _ => double.PositiveInfinity)) with { YLogarithmic = true }),
        ["one point"] = Figure(Panel(Points("p", (5, 7)))),
        ["one point at zero"] = Figure(Panel(Points("p", (0, 0)))),
        ["one point, logarithmic"] = Figure(Panel(Points("p", (5, 7))) with { XLogarithmic = true, YLogarithmic = true }),
        ["constant"] = Figure(Panel(Curve("c", _ => 1e15))),
        ["huge"] = Figure(Panel(Curve("h", x => 1e300 * Math.Sign(x))), Panel(Curve("h", x => Math.Pow(10, 60 * x))) with { YLogarithmic = true }),
        ["beyond finite"] = Figure(Panel(Curve("h", x => double.MaxValue * Math.Sign(x)), Curve("f", x => x))),
        ["smallest"] = Figure(Panel(Curve("s", _ => double.Epsilon), Curve("t", _ => double.MaxValue / 1e8)) with { YLogarithmic = true }),
        ["far above the limits"] = Figure(Panel(Curve("f", x => 1e299 * x)) with { YLow = -1, YHigh = 1 }),
        ["limits beyond the values"] = Figure(Panel(Curve("f", Math.Tanh)) with { YLow = 10 }, Panel(Curve("f", Math.Tanh)) with { YHigh = -10 }),
        ["marks"] = Figure(Panel(Curve("f", x => x)) with
        {
            Marks = [new(-5, "wrong", -2), new(0, "here"), new(0.1, "and here"), new(9), new(1, new string('W', 400))],
        }),
        ["band and points"] = Figure(Panel(Curve("f", Math.Tanh), Curve("p", Math.Tanh) with { Style = CurveStyle.Points }) with
        {
            Bands =
            [
                new()
                {
                    Name = "band",
                    X = Steps,
                    Low = [.. Steps.Select(x => Math.Tanh(x) - 0.5)],
                    High = [.. Steps.Select(x => Math.Tanh(x) + 0.5)],
                    Color = 4,
                },
            ],
        }),
        ["no names"] = new() { Title = "", Panels = [new() { Curves = [Curve("", x => x)] }] },
        ["long names"] = Figure(Panel(Curve(new string('M', 300), x => x)) with
        {
            Heading = new string('H', 300),
            Note = new string('N', 300),
            YName = new string('Y', 300),
        }),
    };

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_Png_HasTheSizeAskedForAndInk(string name)
    {
        LineFigure.Draw(scratch.File("a.PNG"), Figures[name], 640, 480);
        using var picture = FigurePictures.Decode(scratch.File("a.PNG"));
        Assert.Equal((640, 480), (picture.Width, picture.Height));
        Assert.InRange(FigurePictures.DarkPixels(picture), 100, 100_000);
        Assert.Equal(["a.PNG"], scratch.Names);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_Svg_IsADocumentOfTheSize(string name)
    {
        var root = Draw(Figures[name]);
        Assert.Equal(("1200", "900"), (root.Attribute("width")!.Value, root.Attribute("height")!.Value));
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute => attribute.Value.Contains("nan", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Draw_NamesWithMarkup_AreText()
    {
        const string odd = "<b> & \"c\" '";
        var panel = new LinePanel
        {
            Heading = "heading " + odd,
            Note = "note " + odd,
            XName = "x " + odd,
            YName = "y " + odd,
            Curves = [Curve("curve " + odd, x => x)],
            Marks = [new(0, "mark " + odd)],
        };
        var texts = FigurePictures.Texts(Draw(new() { Title = "title " + odd, Panels = [panel] }));
        foreach (var name in new[] { "title", "heading", "note", "x", "y", "curve", "mark" }) Assert.Contains($"{name} {odd}", texts);
    }

    [Fact]
    public void Draw_Curves_HaveTheColoursOfTheirPlacesOrTheirOwn()
    {
        LineFigure.Draw(scratch.File("a.png"), Figure(Panel(Curve("f", x => x), Curve("g", x => -x) with { Color = 2 })));
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        Assert.True(FigurePictures.PixelsOf(picture, FigurePictures.Blue).Count > 500);
        Assert.True(FigurePictures.PixelsOf(picture, FigurePictures.Green).Count > 500);
        Assert.Empty(FigurePictures.PixelsOf(picture, FigurePictures.Vermilion));
    }

    [Fact]
    public void Draw_Gap_HasNoInkAndBreaksTheLine()
    {
        // Without the gap, a vertical line would join the halves of the step.
        LineFigure.Draw(scratch.File("a.png"), Figure(Panel(Curve("", x => x == 0 ? double.NaN : Math.Sign(x)))));
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        var rows = FigurePictures.PixelsOf(picture, FigurePictures.Blue).Select(place => place.Y).Distinct().ToArray();
        Assert.InRange(rows.Length, 2, 8);
        Assert.True(rows.Max() - rows.Min() > 400);
    }

    [Fact]
    public void Draw_NoGap_JoinsTheSameStep()
    {
        LineFigure.Draw(scratch.File("a.png"), Figure(Panel(Curve("", x => x < 0 ? -1 : 1))));
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        Assert.True(FigurePictures.PixelsOf(picture, FigurePictures.Blue).Select(place => place.Y).Distinct().Count() > 300);
    }

    [Fact]
    public void Draw_OnePoint_IsADotInTheMiddle()
    {
        LineFigure.Draw(scratch.File("a.png"), Figure(Panel(Points("", (5, 7)))));
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        var places = FigurePictures.PixelsOf(picture, FigurePictures.Blue);
        Assert.InRange(places.Count, 20, 200);
        Assert.All(places, place => Assert.True(place.X is > 500 and < 700 && place.Y is > 350 and < 550, place.ToString()));
    }

    [Fact]
    public void Draw_OnlyGaps_SaysSo() => Assert.Contains("no finite value", FigurePictures.Texts(Draw(Figures["only gaps"])));

    [Fact]
    public void Draw_LogarithmicAxis_IsLabeledWithPowersOfTen()
    {
        var depths = Enumerable.Range(1, 30).Select(depth => (depth, Math.Pow(20, depth))).ToArray();
        var panel = Panel(Points("paths", [.. depths.Select(point => ((double)point.depth, point.Item2))])) with { YLogarithmic = true };
        var texts = FigurePictures.Texts(Draw(Figure(panel)));
        Assert.Contains("10¹⁰", texts);
        Assert.Contains("10³⁰", texts);
        foreach (var depth in new[] { "10", "20", "30" }) Assert.Contains(depth, texts);
        Assert.DoesNotContain("2.5", texts);
    }

    [Fact]
    public void Draw_EndsApart_NamesStandThereOnceAndWithoutLegend()
    {
        var texts = FigurePictures.Texts(Draw(Figure(Panel(Curve("rising", x => x), Curve("falling", x => -x)))));
        Assert.Single(texts, "rising");
        Assert.Single(texts, "falling");
    }

    [Fact]
    public void Draw_SameCurvesInAllPanels_HaveOneLegend()
    {
        var texts = FigurePictures.Texts(Draw(Figures["many panels"]));
        Assert.Single(texts, "g");
        Assert.Single(texts, "h");
        Assert.Equal(12, texts.Count(text => text == "panel"));
    }

    [Fact]
    public void Draw_SameNameWithOtherLooks_IsExplainedInEachPanel()
    {
        var (one, other) = (Panel(Curve("f", x => x)), Panel(Curve("f", x => -x) with { Color = 3 }));
        Assert.Equal(2, FigurePictures.Texts(Draw(Figure(one, other))).Count(text => text == "f"));
    }

    private static LineCurve Curve(string name, Func<double, double> function) => new() { Name = name, X = Steps, Y = [.. Steps.Select(function)] };

    private static LineCurve Points(string name, params (double X, double Y)[] points) =>
        new() { Name = name, X = [.. points.Select(point => point.X)], Y = [.. points.Select(point => point.Y)] };

    private static LinePanel Panel(params LineCurve[] curves) => new() { XName = "x", Curves = curves };

    private static LineFigureData Figure(params LinePanel[] panels) => new() { Title = "A figure", Panels = panels };

    private XElement Draw(LineFigureData data)
    {
        LineFigure.Draw(scratch.File("a.svg"), data);
        return XDocument.Load(scratch.File("a.svg")).Root!;
    }
}
