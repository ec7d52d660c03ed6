using System.Text;
using System.Xml.Linq;
using Nabla.Plots;
using Nabla.Tests.Learning.Files;
using SkiaSharp;
using Xunit;

namespace Nabla.Tests.Plots;

/// <summary>Pictures and files.</summary>
public sealed class GraphDrawingFileTests : IDisposable
{
    private const string Awkward = "<a & \"b\">";

    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void ToSvg_Lecture_HoldsAllTextsAndShapes()
    {
        var drawing = GraphDrawingSamples.Lecture;
        var root = XDocument.Parse(drawing.ToSvg()).Root!;
        string[] expected =
        [
            drawing.Title!,
            .. drawing.Nodes.Select(node => node.Label),
            .. drawing.Nodes.SelectMany(node => node.Lines).Select(line => line.Text),
            .. drawing.Edges.Select(edge => edge.Label).Where(label => label.Length > 0),
            .. drawing.Legend!.Select(entry => entry.Text),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Elements(root, "text").Select(text => text.Value).Order(StringComparer.Ordinal));
        Assert.Equal($"0 0 {root.Attribute("width")!.Value} {root.Attribute("height")!.Value}", root.Attribute("viewBox")!.Value);
        Assert.EndsWith(", sans-serif", root.Attribute("font-family")!.Value, StringComparison.Ordinal);
        // Background, five nodes, four plates, two legend samples; a curve and a head for every arrow including the legend's.
        Assert.Equal(1 + 5 + 4 + 2, Elements(root, "rect").Count());
        Assert.Equal(2 * (5 + 1), Elements(root, "path").Count());
        Assert.Equal("#D55E00", Elements(root, "text").First(text => text.Value == "∂e/∂b = 5").Parent!.Attribute("fill")!.Value);
        Assert.Equal("#0072B2", Elements(root, "text").First(text => text.Value == "= 6").Parent!.Attribute("fill")!.Value);
    }

    [Fact]
    public void ToSvg_AwkwardTexts_AreEscaped()
    {
        var drawing = new GraphDrawing
        {
            Title = Awkward,
            Nodes = [new(Awkward, [new(Awkward, LineRole.Value), new("two\nlines", LineRole.Value), new("\0\ud800", LineRole.Derivative)])],
            Edges = [],
            Legend = [new(LegendMark.Input, Awkward)],
        };
        var texts = Elements(XDocument.Parse(drawing.ToSvg()).Root!, "text").Select(text => text.Value).ToArray();
        Assert.Equal(4, texts.Count(text => text == Awkward));
        Assert.Contains("two lines", texts);
        Assert.Contains("\uFFFD\uFFFD", texts);
    }

    [Fact]
    public void ToSvg_FarTooLongLabel_IsCut()
    {
        var drawing = GraphDrawingSamples.Bare(2, (0, 1)) with { Title = new string('M', 300) };
        drawing = drawing with { Nodes = [.. drawing.Nodes.Select(node => node with { Label = string.Concat(Enumerable.Repeat("😀", 300)) })] };
        var scene = SceneBuilder.Build(drawing);
        Assert.InRange(scene.Width, 100, 600);
        Assert.All(scene.Texts, text => Assert.EndsWith("…", text.Text, StringComparison.Ordinal));
        // Never cut inside a surrogate pair.
        Assert.DoesNotContain('\uFFFD', drawing.ToSvg());
    }

    [Fact]
    public void ToPng_Lecture_ShowsTheColoursOfTheScene()
    {
        var drawing = GraphDrawingSamples.Lecture;
        var scene = SceneBuilder.Build(drawing);
        foreach (var scale in new[] { 1.0, 2.0 })
        {
            using var picture = SKBitmap.Decode(drawing.ToPng(scale));
            Assert.Equal((int)Math.Ceiling(scene.Width * scale), picture.Width);
            Assert.Equal((int)Math.Ceiling(scene.Height * scale), picture.Height);
            Assert.Equal(SKColors.White, picture.GetPixel(0, 0));
            for (var node = 0; node < drawing.Nodes.Count; node++)
            {
                var (box, place) = (scene.Boxes[node], scene.Boxes[node].Place);
                Assert.Equal(SceneStyle.Hex(box.Fill), At(picture, (place.Left + 8) * scale, (place.Top + 10) * scale));
                Assert.InRange(Dark(picture, place, scale), 20, 20_000);
            }

            foreach (var arrow in scene.Arrows.Where(arrow => arrow.Width > 2))
                Assert.Equal("#D55E00", At(picture, arrow.Path.Tip.X * scale, (arrow.Path.Tip.Y + 6) * scale));
        }
    }

    [Fact]
    public void ToPng_HugePicture_IsDrawnSmallerUnlessAScaleIsGiven()
    {
        const int count = 160;
        var drawing = GraphDrawingSamples.Bare(count, [.. Enumerable.Range(1, count - 1).Select(index => (index - 1, index))]);
        using var picture = SKBitmap.Decode(drawing.ToPng());
        Assert.InRange(picture.Height, 15_000, 16_000);
        var error = Assert.Throws<ArgumentException>(() => drawing.ToPng(4));
        Assert.Matches("^graph drawing: a picture of \\d+ x \\d+ pixels would be too large; choose a smaller scale than 4, or save as .svg.", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ToPng_ScaleThatIsNone_Throws(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GraphDrawingSamples.Lecture.ToPng(scale));

    [Fact]
    public void Save_EveryEnding_WritesWhatTheMethodReturns()
    {
        var drawing = GraphDrawingSamples.Parallel;
        foreach (var name in new[] { "g.svg", "g.PNG", "g.dot", "g.mmd", "g.txt" }) drawing.Save(scratch.File(name));
        Assert.Equal(drawing.ToSvg(), File.ReadAllText(scratch.File("g.svg"), Encoding.UTF8));
        Assert.Equal(drawing.ToPng(), File.ReadAllBytes(scratch.File("g.PNG")));
        Assert.Equal(drawing.ToDot(), File.ReadAllText(scratch.File("g.dot"), Encoding.UTF8));
        Assert.Equal(drawing.ToMermaid(), File.ReadAllText(scratch.File("g.mmd"), Encoding.UTF8));
        Assert.Equal(drawing.ToText(), File.ReadAllText(scratch.File("g.txt"), Encoding.UTF8));
        Assert.Equal(5, scratch.Names.Count());
    }

    [Theory]
    [InlineData("g.jpg")]
    [InlineData("g")]
    public void Save_OtherEnding_SaysWhichAreKnown(string name)
    {
        var path = scratch.File(name);
        var error = Assert.Throws<ArgumentException>(() => GraphDrawingSamples.Lecture.Save(path));
        Assert.StartsWith(
            $"graph drawing: '{path}' must end in .svg, .png, .dot, .mmd or .txt; the extension selects the format.",
            error.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GraphDrawing.ThrowIfCannotSave(path));
        Assert.Empty(scratch.Names);
    }

    [Fact]
    public void Save_DirectoryMissing_NamesIt()
    {
        var path = scratch.File(Path.Combine("missing", "g.dot"));
        var error = Assert.ThrowsAny<IOException>(() => GraphDrawingSamples.Lecture.Save(path));
        Assert.Equal($"cannot write '{path}': the directory '{scratch.File("missing")}' does not exist.", error.Message);
    }

    [Fact]
    public void Save_InvalidGraph_LeavesTheOldFile()
    {
        var path = scratch.File("g.svg");
        File.WriteAllText(path, "old");
        Assert.Throws<ArgumentException>(() => GraphDrawingSamples.Bare(1, (0, 0)).Save(path));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void Draw_Cycle_NamesItsNodes()
    {
        // Node 0 leads to the cycle and node 4 away from it; neither belongs to it.
        AssertThrows(
            GraphDrawingSamples.Bare(5, (0, 1), (1, 2), (2, 3), (3, 1), (3, 4)),
            "graph drawing: the nodes 'n1' → 'n2' → 'n3' → 'n1' form a cycle; a computational graph must be acyclic.");
        AssertThrows(GraphDrawingSamples.Bare(2, (1, 1)), "graph drawing: the nodes 'n1' → 'n1' form a cycle; a computational graph must be acyclic.");
        AssertThrows(
            GraphDrawingSamples.Bare(3_000, [.. Enumerable.Range(0, 3_000).Select(index => (index, (index + 1) % 3_000))]),
            "graph drawing: the nodes 'n0' → 'n1' → 'n2' → 'n3' → 'n4' → 'n5' → 'n6' → 'n7' → … → 'n0' form a cycle; "
            + "a computational graph must be acyclic.");
    }

    [Fact]
    public void Draw_EdgeToNoNode_SaysWhich()
    {
        AssertThrows(
            GraphDrawingSamples.Bare(2, (0, 1), (2, 0)), "graph drawing: the edge with index 1 starts at node 2, but there are only nodes 0 to 1.");
        AssertThrows(
            GraphDrawingSamples.Bare(2, (0, -1)), "graph drawing: the edge with index 0 ends at node -1, but there are only nodes 0 to 1.");
    }

    [Fact]
    public void Draw_NoNode_SaysSo() => AssertThrows(GraphDrawingSamples.Bare(0), "graph drawing: there are no nodes to draw.");

    [Fact]
    public void ToSvg_TooLarge_SaysWhatToDo()
    {
        var error = Assert.Throws<ArgumentException>(() => GraphDrawingSamples.Bare(2_001).ToSvg());
        Assert.StartsWith(
            "graph drawing: 2001 nodes are too many for a picture; the limit is 2000. Draw part of the graph, or save it as .dot or .txt.",
            error.Message,
            StringComparison.Ordinal);

        // Arrows from every node to every later one pass too many layers to lay out.
        const int count = 300;
        var all = Enumerable.Range(0, count).SelectMany(from => Enumerable.Range(from + 1, count - from - 1).Select(to => (from, to))).ToArray();
        error = Assert.Throws<ArgumentException>(() => GraphDrawingSamples.Bare(count, all).ToSvg());
        Assert.StartsWith("graph drawing: the arrows pass too many layers for a picture (", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<XElement> Elements(XElement root, string name) => root.Descendants().Where(element => element.Name.LocalName == name);

    private static string At(SKBitmap picture, double x, double y)
    {
        var color = picture.GetPixel((int)Math.Round(x), (int)Math.Round(y));
        return $"#{color.Red:X2}{color.Green:X2}{color.Blue:X2}";
    }

    /// <summary>Counts dark pixels (text) inside a box, excluding its border.</summary>
    private static int Dark(SKBitmap picture, SceneRectangle place, double scale)
    {
        var count = 0;
        for (var y = (int)((place.Top + 4) * scale); y < (place.Bottom - 4) * scale; y++)
        {
            for (var x = (int)((place.Left + 4) * scale); x < (place.Right - 4) * scale; x++)
            {
                if (picture.GetPixel(x, y).Red < 128) count++;
            }
        }

        return count;
    }

    private static void AssertThrows(GraphDrawing drawing, string message)
    {
        Func<object>[] methods = [drawing.ToSvg, () => drawing.ToPng(), drawing.ToDot, drawing.ToMermaid, drawing.ToText];
        foreach (var method in methods)
        {
            var error = Assert.Throws<ArgumentException>(method);
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        }
    }
}
