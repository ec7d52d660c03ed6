using System.Buffers.Binary;
using System.Globalization;
using System.Xml.Linq;
using Nabla.Plots;
using Nabla.Tests.Learning.Files;
using SkiaSharp;
using Xunit;

namespace Nabla.Tests.Plots;

public sealed class LearningCurveTests : IDisposable
{
    private readonly ScratchDirectory scratch = new();

    public static TheoryData<string> Cases => [.. Curves.Keys];

    private static Dictionary<string, LearningCurvePoint[]> Curves { get; } = new()
    {
        ["typical"] =
        [
            .. Enumerable.Range(1, 20)
                .Select(epoch => new LearningCurvePoint(epoch, 2.0 / epoch, 2.2 / epoch, 1 - (0.5 / epoch), 1 - (0.6 / epoch))),
        ],
        ["one epoch"] = [new(1, 0.5, 0.6, 0.9, 0.8)],
        ["no validation"] = [new(1, 0.5), new(2, 0.4), new(3, 0.3)],
        ["only validation"] = [new(0, null, 2.3), new(1, null, 1.2)],
        ["only scores"] = [new(1, null, null, 0.5, 0.4)],
        ["not a number"] = [new(1, 0.5, 0.6), new(2, double.NaN, 0.5), new(3, 0.3, double.PositiveInfinity), new(4, double.NegativeInfinity, double.NaN)],
        ["nothing finite"] = [new(1, double.NaN, double.NaN, double.NaN), new(2, double.NaN, double.PositiveInfinity)],
        ["validated now and then"] = [new(1, 0.9), new(2, 0.8, 0.85), new(3, 0.7), new(4, 0.6, 0.65)],
        ["extremes"] = [new(int.MinValue, double.MaxValue, double.Epsilon), new(0, 1e300, -1e300), new(int.MaxValue, 0, -double.MaxValue)],
        ["smallest"] = [new(1, double.Epsilon), new(2, double.Epsilon * 9)],
        ["nearly constant"] = [new(1, 1e15, 1, 1, 1), new(2, 1e15 + 1, 1.000000001, 1, 1)],
    };

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_Png_IsAPictureOfTheSizeAskedFor(string name)
    {
        var path = scratch.File("curve.PNG");
        LearningCurve.Draw(path, Data(name), 800, 600);

        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, .. "PNG\r\n\x1a\n"u8], bytes[..8]);
        Assert.Equal(800, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
        Assert.Equal(600, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
        using var picture = SKBitmap.Decode(bytes);
        // Checks for ink in the heading, because text is silently omitted if there are no fonts.
        Assert.InRange(DarkPixels(picture, SKRectI.Create(0, 0, 800, 36)), 100, 10_000);
        Assert.Equal(["curve.PNG"], scratch.Names);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Draw_Svg_HasTheTitleAsText(string name)
    {
        var path = scratch.File("curve.svg");
        LearningCurve.Draw(path, Data(name));

        var root = XDocument.Load(path).Root!;
        Assert.Equal("1200", root.Attribute("width")!.Value);
        Assert.Equal("900", root.Attribute("height")!.Value);
        Assert.Contains("∇ <" + name + "> & co", Texts(root));
        Assert.Single(Texts(root), "Epoch");
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute => attribute.Value.Contains("nan", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Draw_Typical_SaysFinalValuesAndBestEpoch()
    {
        var texts = Texts(Draw(Data("typical")));
        Assert.Contains("training 0.1000", texts);
        Assert.Contains("validation 0.1100", texts);
        Assert.Contains("training 97.50 %", texts);
        Assert.Contains("validation 97.00 %", texts);
        Assert.Contains("best epoch 20: validation loss 0.1100", texts);
        Assert.Contains("Loss (logarithmic axis)", texts);
        Assert.Contains("Accuracy", texts);
        Assert.DoesNotContain("not finite (NaN or ∞)", texts);
    }

    [Fact]
    public void Draw_NotFinite_SaysSoAndChoosesTheBestAmongTheFinite()
    {
        var texts = Texts(Draw(Data("not a number")));
        Assert.Contains("training −∞", texts);
        Assert.Contains("validation NaN", texts);
        Assert.Contains("not finite (NaN or ∞)", texts);
        Assert.Contains("best epoch 2: validation loss 0.5000", texts);
    }

    [Fact]
    public void Draw_NotFinite_HasACrossInTheColorOfTheCurveAboveItsValues()
    {
        // The only training loss is NaN; a line or marker would be drawn elsewhere.
        LearningCurvePoint[] points = [new(1, double.NaN, 0.6), new(2, null, 0.5), new(3, null, 0.4)];
        LearningCurve.Draw(scratch.File("curve.png"), Data("typical") with { Points = points });
        using var picture = FigurePictures.Decode(scratch.File("curve.png"));
        var cross = InPanel(FigurePictures.Blue);
        var highest = InPanel(FigurePictures.Vermilion).Min(place => place.Y);
        Assert.InRange(cross.Count, 20, 200);
        Assert.All(cross, place => Assert.True(place.Y < highest, place.ToString()));

        // The panel lies below its legend and left of the end labels.
        List<SKPointI> InPanel(SKColor color) => [.. FigurePictures.PixelsOf(picture, color).Where(place => place.Y > 150 && place.X < 900)];
    }

    [Fact]
    public void Draw_PanelsMeasuredAtOtherEpochs_HaveTheSameAxis()
    {
        LearningCurvePoint[] points = [.. Enumerable.Range(1, 50).Select(epoch => new LearningCurvePoint(epoch, 1, null, epoch > 40 ? 0.5 : null))];
        var texts = Texts(Draw(Data("typical") with { Points = points }));
        foreach (var epoch in new[] { "10", "20", "30", "40", "50" }) Assert.Equal(2, texts.Count(text => text == epoch));
    }

    [Fact]
    public void Draw_EqualEnds_AreWrittenBelowEachOther()
    {
        var root = Draw(Data("typical") with { Points = [new(1, 2, 3), new(2, 1, 1)] });
        var heights = root.Descendants().Where(element => element.Name.LocalName == "text" && element.Value.Trim().EndsWith(" 1.000", StringComparison.Ordinal))
            .Where(element => !element.Value.Contains("best", StringComparison.Ordinal))
            .Select(element => double.Parse(element.Attribute("y")!.Value.Trim(' ', ','), CultureInfo.InvariantCulture)).Order().ToArray();
        Assert.Equal(2, heights.Length);
        Assert.InRange(heights[1] - heights[0], 17, 30);
    }

    [Fact]
    public void Draw_NoValidation_HasNoEntryForIt()
    {
        var texts = Texts(Draw(Data("no validation")));
        Assert.DoesNotContain(texts, text => text.Contains("validation", StringComparison.Ordinal) && !text.Contains('∇'));
        Assert.DoesNotContain("Accuracy", texts);
        Assert.Contains("best epoch 3: training loss 0.3000", texts);
    }

    [Fact]
    public void Draw_BestEpochGiven_IsMarked() =>
        Assert.Contains("best epoch 2: training loss 0.4000", Texts(Draw(Data("no validation") with { BestEpoch = 2 })));

    [Fact]
    public void Draw_LongTitle_IsCut()
    {
        var title = new string('M', 500);
        Assert.Contains(Texts(Draw(Data("typical") with { Title = title })), text => text.StartsWith("MMMM", StringComparison.Ordinal) && text.EndsWith('…'));
    }

    [Theory]
    [InlineData("curve.jpg")]
    [InlineData("curve")]
    public void Draw_OtherEnding_SaysWhichAreKnown(string name)
    {
        var path = scratch.File(name);
        var error = Assert.Throws<ArgumentException>(() => LearningCurve.Draw(path, Data("typical")));
        Assert.StartsWith(
            $"learning curve: '{path}' must end in .png or .svg; the extension selects the format.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LearningCurve.ThrowIfCannotDraw(path));
        Assert.Empty(scratch.Names);
    }

    [Fact]
    public void Draw_NothingMeasured_SaysSo()
    {
        LearningCurvePoint[][] empty = [[], [new(1, null), new(2, null)]];
        foreach (var points in empty)
        {
            var error = Assert.Throws<ArgumentException>(() => Draw(Data("typical") with { Points = points }));
            Assert.StartsWith("learning curve: there is no measured value to draw.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Draw_EpochsThatDoNotAscend_SaysWhich()
    {
        var error = Assert.Throws<ArgumentException>(() => Draw(Data("typical") with { Points = [new(3, 1), new(3, 2)] }));
        Assert.StartsWith("learning curve: epochs must ascend, but 3 follows 3.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_BestEpochNotMeasured_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => Draw(Data("no validation") with { BestEpoch = 9 }));
        Assert.StartsWith("learning curve: the best epoch, 9, is not among those measured.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(599, 900)]
    [InlineData(1200, 16_001)]
    public void Draw_SizeOutside_Throws(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningCurve.Draw(scratch.File("a.png"), Data("typical"), width, height));

    [Fact]
    public void Draw_DirectoryMissing_NamesIt()
    {
        var path = scratch.File(Path.Combine("missing", "a.png"));
        var error = Assert.ThrowsAny<IOException>(() => LearningCurve.Draw(path, Data("typical")));
        Assert.Equal($"cannot write '{path}': the directory '{scratch.File("missing")}' does not exist.", error.Message);
    }

    private static LearningCurveData Data(string name) => new() { Title = "∇ <" + name + ">\n& co", Points = Curves[name], ScoreIsFraction = true };

    private static List<string> Texts(XElement root) =>
        [.. root.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];

    private static int DarkPixels(SKBitmap picture, SKRectI area)
    {
        var count = 0;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                if (picture.GetPixel(x, y).Red < 128) count++;
            }
        }

        return count;
    }

    private XElement Draw(LearningCurveData data)
    {
        var path = scratch.File("curve.svg");
        LearningCurve.Draw(path, data);
        return XDocument.Load(path).Root!;
    }
}
