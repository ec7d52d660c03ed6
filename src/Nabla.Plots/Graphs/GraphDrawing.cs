using System.Text;
using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>
/// A drawing of a computational graph: inputs at the bottom, results at the top, arrows from inputs to users. It is independent of tensors: nodes
/// and arrows show the texts they are given. Drawing is deterministic.
/// </summary>
/// <remarks>
/// Every method throws an <see cref="ArgumentException"/> if there are no nodes, an arrow starts or ends at a node that does not exist, or arrows
/// form a cycle, which the message names. Pictures can have up to 2,000 nodes.
/// </remarks>
public sealed record GraphDrawing
{
    private const double UsualScale = 2;
    // Text is unreadable below this scale.
    private const double SmallestScale = 0.5;

    private static readonly string[] Endings = [".svg", ".png", ".dot", ".mmd", ".txt"];

    /// <summary>The heading; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<DrawingNode> Nodes { get; init; }

    /// <summary>The arrows.</summary>
    public required IReadOnlyList<DrawingEdge> Edges { get; init; }

    /// <summary>The legend of colors and boxes, shown above the graph in pictures; null for none.</summary>
    public IReadOnlyList<DrawingLegendEntry>? Legend { get; init; }

    /// <summary>Throws if <see cref="Save"/> would fail because of the file extension or a missing font. Call it before long work.</summary>
    /// <param name="path">The file to be saved later.</param>
    /// <exception cref="ArgumentException">The extension is not supported by <see cref="Save"/>.</exception>
    /// <exception cref="InvalidOperationException">The format is a picture, and no font is installed on this machine.</exception>
    public static void ThrowIfCannotSave(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var ending = Ending(path);
        if (!Endings.Contains(ending))
        {
            throw new ArgumentException(
                $"graph drawing: '{path}' must end in .svg, .png, .dot, .mmd or .txt; the extension selects the format.", nameof(path));
        }

        if (ending is ".svg" or ".png") FigureFont.ThrowIfNone("graph drawing");
        AtomicFile.ThrowIfCannotWrite(path);
    }

    /// <summary>Saves the graph to a file. On failure, an existing file is left untouched.</summary>
    /// <param name="path">
    /// The file; its extension selects the format: <c>.svg</c> or <c>.png</c> for a picture, <c>.dot</c> for Graphviz, <c>.mmd</c> for Mermaid,
    /// <c>.txt</c> for plain text. A PNG is drawn at scale 2, or smaller if it is very large.
    /// </param>
    /// <exception cref="ArgumentException">The extension is not supported, the graph cannot be drawn, or the picture has too many pixels.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    /// <exception cref="IOException">The file cannot be written; the one-line message names it.</exception>
    public void Save(string path)
    {
        ThrowIfCannotSave(path);
        var content = Ending(path) switch
        {
            ".png" => ToPng(),
            ".svg" => Encoding.UTF8.GetBytes(ToSvg()),
            ".dot" => Encoding.UTF8.GetBytes(ToDot()),
            ".mmd" => Encoding.UTF8.GetBytes(ToMermaid()),
            _ => Encoding.UTF8.GetBytes(ToText()),
        };
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Draws the graph as SVG.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    public string ToSvg() => SvgWriter.Write(SceneBuilder.Build(this));

    /// <summary>Draws the graph as PNG.</summary>
    /// <param name="scale">Pixels per SVG unit; if null, 2, or less (down to 0.5) if the picture is very large.</param>
    /// <exception cref="ArgumentException">The graph cannot be drawn, or the picture has too many pixels; the message says why.</exception>
    /// <exception cref="InvalidOperationException">No font is installed on this machine.</exception>
    public byte[] ToPng(double? scale = null)
    {
        if (scale is { } given && !(given > 0 && double.IsFinite(given)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(scale), FormattableString.Invariant($"graph drawing: the scale must be a positive number, not {given}."));
        }

        var scene = SceneBuilder.Build(this);
        return PixelWriter.Write(scene, scale ?? Math.Max(SmallestScale, PixelWriter.LargestScale(scene, UsualScale)));
    }

    /// <summary>Writes the graph in Graphviz DOT.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    public string ToDot() => Checked(DotWriter.Write);

    /// <summary>Writes the graph in Mermaid, which many Markdown viewers render.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    public string ToMermaid() => Checked(MermaidWriter.Write);

    /// <summary>Writes the graph as plain text: nodes in topological order, each with its lines and incoming arrows.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    public string ToText() => Checked(OutlineWriter.Write);

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private string Checked(Func<GraphDrawing, string> write)
    {
        GraphDrawingChecks.ThrowIfInvalid(this);
        return write(this);
    }
}
