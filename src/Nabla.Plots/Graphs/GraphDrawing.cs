using System.Text;
using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>
/// A computational graph as a picture: inputs at the bottom, results at the top, arrows from inputs to users. It knows nothing of tensors: nodes and
/// arrows have the texts they are given. The same graph always gives the same picture.
/// </summary>
/// <remarks>
/// Every method throws an <see cref="ArgumentException"/> if there is no node, an arrow starts or ends at a node that does not exist, or arrows form a
/// cycle, which the message names. Pictures may have 2,000 nodes.
/// </remarks>
public sealed record GraphDrawing
{
    private const double UsualScale = 2;
    // Below this, text could not be read.
    private const double SmallestScale = 0.5;

    private static readonly string[] Endings = [".svg", ".png", ".dot", ".mmd", ".txt"];

    /// <summary>The heading; without one the picture begins with the graph.</summary>
    public string? Title { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<DrawingNode> Nodes { get; init; }

    /// <summary>The arrows.</summary>
    public required IReadOnlyList<DrawingEdge> Edges { get; init; }

    /// <summary>What colors and boxes mean, shown above the graph in pictures; none if null.</summary>
    public IReadOnlyList<DrawingLegendEntry>? Legend { get; init; }

    /// <summary>Throws what <see cref="Save"/> would throw for the file's ending or the machine: to be called before long work.</summary>
    /// <param name="path">The file to be saved later.</param>
    /// <exception cref="ArgumentException">The ending is none of those that <see cref="Save"/> knows.</exception>
    /// <exception cref="InvalidOperationException">The ending is that of a picture, and this machine has no font.</exception>
    public static void ThrowIfCannotSave(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var ending = Ending(path);
        if (!Endings.Contains(ending))
        {
            throw new ArgumentException(
                $"graph drawing: '{path}' must end in .svg, .png, .dot, .mmd or .txt, which says what kind of file to save.", nameof(path));
        }

        if (ending is ".svg" or ".png") FigureFont.ThrowIfNone("graph drawing");
        AtomicFile.ThrowIfCannotWrite(path);
    }

    /// <summary>Saves the graph in a file, or leaves what was there untouched.</summary>
    /// <param name="path">
    /// The file; its ending says what is saved: <c>.svg</c> or <c>.png</c> a picture, <c>.dot</c> a graph for Graphviz, <c>.mmd</c> one for Mermaid,
    /// <c>.txt</c> plain text. A picture in pixels is drawn at twice its size, or smaller if it is very large.
    /// </param>
    /// <exception cref="ArgumentException">The ending is another, the graph cannot be drawn, or the picture has too many pixels.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
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

    /// <summary>The picture as SVG.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    public string ToSvg() => SvgWriter.Write(SceneBuilder.Build(this));

    /// <summary>The picture as PNG.</summary>
    /// <param name="scale">Pixels for every unit of the SVG; if null, 2, or less (but not less than 0.5) if the picture is very large.</param>
    /// <exception cref="ArgumentException">The graph cannot be drawn, or the picture has too many pixels; the message says why.</exception>
    /// <exception cref="InvalidOperationException">This machine has no font.</exception>
    public byte[] ToPng(double? scale = null)
    {
        if (scale is { } given && !(given > 0 && double.IsFinite(given)))
            throw new ArgumentOutOfRangeException(nameof(scale), FormattableString.Invariant($"graph drawing: the scale must be a positive number, not {given}."));
        var scene = SceneBuilder.Build(this);
        return PixelWriter.Write(scene, scale ?? Math.Max(SmallestScale, PixelWriter.LargestScale(scene, UsualScale)));
    }

    /// <summary>The graph in the language of Graphviz.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    public string ToDot() => Checked(DotWriter.Write);

    /// <summary>The graph in the language of Mermaid, which many Markdown viewers draw.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    public string ToMermaid() => Checked(MermaidWriter.Write);

    /// <summary>The graph as plain text: every node after its inputs, with its lines and the arrows that come in.</summary>
    /// <exception cref="ArgumentException">The graph cannot be drawn; the message says why.</exception>
    public string ToText() => Checked(OutlineWriter.Write);

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private string Checked(Func<GraphDrawing, string> write)
    {
        GraphDrawingChecks.ThrowIfInvalid(this);
        return write(this);
    }
}
