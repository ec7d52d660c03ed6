using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;

namespace Nabla.Plots;

/// <summary>
/// Combines the frames of a boundary figure into one animated SVG document, using CSS to switch between them. If animation is unsupported, or
/// the reader prefers reduced motion, the last frame is shown.
/// </summary>
internal static class BoundaryAnimation
{
    // The grid has little more detail than this. The boundary and the points are vector shapes, sharp at any size.
    private const int RegionPixels = 320;

    // A color used nowhere else marks where the frames go.
    private static readonly SKColor Placeholder = new(1, 2, 4);

    internal static string Draw(DecisionBoundaryFigureData data, int width, int height, double secondsPerFrame, double secondsAtEnd)
    {
        var place = default(PixelRect);
        var still = FigureFile.DrawVector(width, height, canvas => place = new BoundaryFigureLayout(data).DrawStill(canvas, width, height, DrawPlaceholder));
        var document = XDocument.Parse(still);
        var root = document.Root!;
        var svg = root.Name.Namespace;
        var placeholder = root.Descendants(svg + "rect").Single(element => IsPlaceholder(element.Attribute("fill")?.Value));

        var drawing = new BoundaryFrameDrawing(data);
        var group = new XElement(svg + "g", placeholder.Attribute("transform"));
        for (var index = 0; index < data.Frames.Count; index++)
            group.Add(Frame(svg, drawing, data.Frames[index], index, place, isLast: index == data.Frames.Count - 1));
        placeholder.ReplaceWith(group);
        root.AddFirst(
            new XElement(svg + "title", data.Title),
            new XElement(svg + "style", StyleSheet(data.Frames.Count, secondsPerFrame, secondsAtEnd)));
        return document.Declaration + "\n" + document.ToString(SaveOptions.DisableFormatting);
    }

    private static void DrawPlaceholder(FigureCanvas canvas, PixelRect place)
    {
        using var paint = new SKPaint { Color = Placeholder };
        canvas.Canvas.DrawRect(place.Left, place.Top, place.Width, place.Height, paint);
    }

    private static bool IsPlaceholder(string? fill) => SKColor.TryParse(fill, out var color) && color == Placeholder;

    private static XElement Frame(XNamespace svg, BoundaryFrameDrawing drawing, BoundaryFrame frame, int index, PixelRect place, bool isLast) => new(
        svg + "g",
        new XAttribute("class", "nabla-frame"),
        new XAttribute("id", $"nabla-frame-{index}"),
        new XAttribute("opacity", isLast ? 1 : 0),
        new XElement(
            svg + "image",
            new XAttribute("x", Text(place.Left)),
            new XAttribute("y", Text(place.Top)),
            new XAttribute("width", Text(place.Width)),
            new XAttribute("height", Text(place.Height)),
            new XAttribute("preserveAspectRatio", "none"),
            new XAttribute("href", "data:image/png;base64," + Convert.ToBase64String(drawing.Regions(frame, place, RegionPixels)))),
        new XElement(
            svg + "path",
            new XAttribute("d", drawing.BoundaryPath(frame, place)),
            new XAttribute("fill", "none"),
            new XAttribute("stroke", "#222222"),
            new XAttribute("stroke-width", 2),
            new XAttribute("stroke-linecap", "round")),
        new XElement(
            svg + "text",
            new XAttribute("x", Text(place.Left)),
            new XAttribute("y", Text(BoundaryGrid.CaptionBaseline(place))),
            new XAttribute("font-size", Text(BoundaryGrid.TextSize)),
            new XAttribute("font-weight", "bold"),
            new XAttribute("font-family", $"{FigureFont.Regular.FamilyName}, sans-serif"),
            new XAttribute("fill", FigureCanvas.Ink.ToHex()),
            BoundaryGrid.CutCaption(frame.Caption, place)));

    /// <summary>The CSS that shows each frame for its share of the cycle and the last frame until the end.</summary>
    private static string StyleSheet(int count, double secondsPerFrame, double secondsAtEnd)
    {
        if (count == 1) return "";
        var seconds = ((count - 1) * secondsPerFrame) + secondsAtEnd;
        var style = new StringBuilder("@media (prefers-reduced-motion: no-preference) {");
        for (var index = 0; index < count; index++)
        {
            var start = Text(100 * index * secondsPerFrame / seconds);
            var end = Text(100 * (index + 1) * secondsPerFrame / seconds);
            style.Append(CultureInfo.InvariantCulture, $" #nabla-frame-{index} {{ animation: nabla-frame-{index} {Text(seconds)}s step-end infinite; }}");
            style.Append(CultureInfo.InvariantCulture, $" @keyframes nabla-frame-{index} {{");
            if (index > 0) style.Append(" 0% { opacity: 0; }");
            style.Append(CultureInfo.InvariantCulture, $" {start}% {{ opacity: 1; }}");
            style.Append(index < count - 1 ? $" {end}% {{ opacity: 0; }} 100% {{ opacity: 0; }} }}" : " 100% { opacity: 1; } }");
        }

        return style.Append(" }").ToString();
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
