using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nabla.Plots;
using Nabla.Tests.Learning.Files;
using SkiaSharp;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed partial class DecisionBoundaryFigureTests : IDisposable
{
    private const int Rows = 11;
    private const int Columns = 21;

    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> Cases => [.. Figures.Keys];

    private static Dictionary<string, DecisionBoundaryFigureData> Figures { get; } = new()
    {
        ["left and right"] = Figure(Frame("epoch 1", (x, _) => 0.3f + (0.4f * x)), Frame("epoch 2", (x, _) => x)),
        ["eight frames"] = Figure([.. Enumerable.Range(1, 8).Select(epoch => Frame($"epoch {epoch}", (x, y) => Math.Clamp(epoch * (x - y), 0, 1)))]),
        ["undecided"] = Figure(Frame("before", (_, _) => 0.5f)),
        ["diverged"] = Figure(Frame("after", (_, _) => float.NaN)),
        ["partly NaN"] = Figure(Frame("after", (x, _) => x > 0.5f ? float.NaN : x)),
        ["no points"] = Figure(Frame("a", (x, _) => x)) with { Points = [] },
        ["points outside"] = Figure(Frame("a", (x, _) => x)) with { Points = [new(1e200, -1e200, 7)] },
        ["long and thin"] = Figure(Frame("a", (x, _) => x)) with { Extent = new(-1e100, 1e100, 0, 1e-100) },
        ["smallest grid"] = Figure(new BoundaryFrame { Caption = "a", Probabilities = [0, 1, 0, 1] }) with { Rows = 2, Columns = 2 },
        ["three classes"] = Figure(Frame("a", (_, _) => 0.4f) with { Classes = [.. Enumerable.Range(0, Rows * Columns).Select(index => index % 3)] }),
        ["no names"] = Figure(Frame("", (x, _) => x)) with { Title = "", XName = "", YName = "" },
    };

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_Png_HasTheSizeAskedForAndInk(string name)
    {
        DecisionBoundaryFigure.Draw(scratch.File("a.png"), Figures[name], 640, 480);
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        Assert.Equal((640, 480), (picture.Width, picture.Height));
        Assert.InRange(FigurePictures.DarkPixels(picture), 100, 100_000);
        Assert.Equal(["a.png"], scratch.Names);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_Svg_HasEveryCaption(string name)
    {
        DecisionBoundaryFigure.Draw(scratch.File("a.svg"), Figures[name]);
        var texts = FigurePictures.Texts(XDocument.Load(scratch.File("a.svg")).Root!);
        Assert.All(Figures[name].Frames, frame => Assert.True(frame.Caption.Length == 0 || texts.Contains(frame.Caption)));
    }

    [Fact]
    public void Draw_LeftAndRight_HasBlueLeftAndVermilionRightOfTheBoundary()
    {
        DecisionBoundaryFigure.Draw(scratch.File("a.png"), Figure(Frame("a", (x, _) => x)) with { Points = [] });
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        var middle = picture.Height / 2;
        var line = Enumerable.Range(0, picture.Width).Where(x => picture.GetPixel(x, middle) is { Red: < 80, Green: < 80, Blue: < 80 }).ToArray();
        Assert.NotEmpty(line);
        var (left, near, right) = (picture.GetPixel(line[0] - 200, middle), picture.GetPixel(line[0] - 6, middle), picture.GetPixel(line[^1] + 200, middle));
        Assert.True(left.Blue > left.Red + 20, left.ToString());
        Assert.True(right.Red > right.Blue + 20, right.ToString());
        Assert.True(near.Red > left.Red && near.Red > 240, near.ToString());
    }

    [Fact]
    public void Draw_RowsOfTheGrid_GoUpwards()
    {
        DecisionBoundaryFigure.Draw(scratch.File("a.png"), Figure(Frame("a", (_, y) => y)) with { Points = [] });
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        var (upper, lower) = (picture.GetPixel(600, 250), picture.GetPixel(600, 750));
        Assert.True(upper.Red > upper.Blue + 10, upper.ToString());
        Assert.True(lower.Blue > lower.Red + 10, lower.ToString());
    }

    [Fact]
    public void Draw_Points_StandWhereTheyAreInTheirColours()
    {
        var data = Figure(Frame("a", (_, _) => 0.5f)) with { Points = [new(-0.5, 0, 0), new(0.5, 0, 1)] };
        DecisionBoundaryFigure.Draw(scratch.File("a.png"), data);
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        // The legend above has the same markers.
        var blue = FigurePictures.PixelsOf(picture, FigurePictures.Blue).Where(place => place.Y > 150).ToArray();
        var vermilion = FigurePictures.PixelsOf(picture, FigurePictures.Vermilion).Where(place => place.Y > 150).ToArray();
        Assert.InRange(blue.Length, 20, 400);
        Assert.InRange(vermilion.Length, 20, 400);
        Assert.True(blue.Max(place => place.X) + 200 < vermilion.Min(place => place.X));
        Assert.Equal(blue.Average(place => place.Y), vermilion.Average(place => place.Y), 1.0);
    }

    [Fact]
    public void Draw_NaN_IsGray()
    {
        DecisionBoundaryFigure.Draw(scratch.File("a.png"), Figures["diverged"]);
        using var picture = FigurePictures.Decode(scratch.File("a.png"));
        Assert.True(FigurePictures.PixelsOf(picture, new SKColor(0xBB, 0xBB, 0xBB)).Count > 100_000);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void DrawAnimation_AnyFigure_HasAFrameForEachAndShowsTheLast(string name)
    {
        var data = Figures[name];
        var root = Animate(data);
        var frames = root.Descendants().Where(element => element.Attribute("class")?.Value == "nabla-frame").ToArray();
        Assert.Equal(data.Frames.Count, frames.Length);
        Assert.Equal("1", frames[^1].Attribute("opacity")!.Value);
        Assert.All(frames[..^1], frame => Assert.Equal("0", frame.Attribute("opacity")!.Value));
        foreach (var (frame, expected) in frames.Zip(data.Frames))
        {
            Assert.Equal(expected.Caption, FigurePictures.Texts(frame).Single());
            var image = frame.Elements().Single(element => element.Name.LocalName == "image").Attribute("href")!.Value;
            Assert.StartsWith("data:image/png;base64,", image, StringComparison.Ordinal);
            using var picture = SKBitmap.Decode(System.Convert.FromBase64String(image["data:image/png;base64,".Length..]));
            Assert.InRange(Math.Max(picture.Width, picture.Height), 100, 400);
        }
    }

    [Fact]
    public void DrawAnimation_StyleSheet_ShowsOneFrameAfterTheOtherAndTheLastForLonger()
    {
        var style = Animate(Figures["eight frames"]).Elements().Single(element => element.Name.LocalName == "style").Value;
        Assert.Equal(8, Regex.Count(style, "@keyframes nabla-frame-"));
        Assert.Equal(style.Count(character => character == '{'), style.Count(character => character == '}'));
        double[] starts = [.. StartOfFrame().Matches(style).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        // Seven frames of one second and one of three.
        Assert.Equal(Enumerable.Range(0, 8).Select(frame => frame * 10.0), starts);
        Assert.Contains("nabla-frame-7 10s step-end infinite", style, StringComparison.Ordinal);
    }

    [Fact]
    public void DrawAnimation_NamesWithMarkup_AreText()
    {
        const string odd = "<b> & \"c\" '";
        var data = Figure(Frame("caption " + odd, (x, _) => x)) with
        {
            Title = "title " + odd,
            XName = "x " + odd,
            YName = "y " + odd,
            ClassNames = ["class " + odd],
        };
        var texts = FigurePictures.Texts(Animate(data));
        foreach (var name in new[] { "caption", "title", "x", "y", "class" }) Assert.Contains($"{name} {odd}", texts);
    }

    [GeneratedRegex(@"([\d.]+)% \{ opacity: 1; \}(?! \})")]
    private static partial Regex StartOfFrame();

    private static BoundaryFrame Frame(string caption, Func<float, float, float> probability) => new()
    {
        Caption = caption,
        Probabilities =
        [
            .. from row in Enumerable.Range(0, Rows)
               from column in Enumerable.Range(0, Columns)
               select probability(column / (Columns - 1f), row / (Rows - 1f)),
        ],
    };

    private static DecisionBoundaryFigureData Figure(params BoundaryFrame[] frames) => new()
    {
        Title = "A figure",
        Frames = frames,
        Points = [new(-0.5, 0.2, 0), new(0.5, -0.2, 1)],
        Extent = new(-1, 1, -1, 1),
        Rows = Rows,
        Columns = Columns,
        XName = "x₁",
        YName = "x₂",
    };

    private XElement Animate(DecisionBoundaryFigureData data)
    {
        DecisionBoundaryFigure.DrawAnimation(scratch.File("a.svg"), data, secondsPerFrame: 1, secondsAtEnd: 3);
        return XDocument.Load(scratch.File("a.svg")).Root!;
    }
}
