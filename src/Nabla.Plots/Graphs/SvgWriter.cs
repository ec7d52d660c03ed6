using System.Globalization;
using System.Security;
using System.Text;
using ScottPlot;

namespace Nabla.Plots;

/// <summary>Writes a picture as compact SVG that keeps text as text.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder svg = new();

    internal static string Write(GraphScene scene)
    {
        var writer = new SvgWriter();
        writer.Write(scene, FigureFont.Regular.FamilyName);
        return writer.svg.ToString();
    }

    private static string Number(double value)
    {
        var text = value.ToString("0.#", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static string Point(ScenePoint point) => $"{Number(point.X)} {Number(point.Y)}";

    private static string Place(SceneRectangle place, double corner) =>
        $"x=\"{Number(place.Left)}\" y=\"{Number(place.Top)}\" width=\"{Number(place.Width)}\" height=\"{Number(place.Height)}\" rx=\"{Number(corner)}\"";

    private void Write(GraphScene scene, string family)
    {
        var (width, height) = (Number(Math.Ceiling(scene.Width)), Number(Math.Ceiling(scene.Height)));
        // The viewer's machine may lack the font.
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" "
            + $"font-family=\"{SecurityElement.Escape(family)}, sans-serif\">");
        if (scene.Title.Length > 0) Line($"<title>{SecurityElement.Escape(scene.Title)}</title>");
        Line($"<rect width=\"{width}\" height=\"{height}\" fill=\"{SceneStyle.Hex(SceneStyle.Paper)}\"/>");
        // Emphasized arrows are the widest and are drawn on top.
        foreach (var group in scene.Arrows.GroupBy(arrow => (arrow.Color, arrow.Width)).OrderBy(group => group.Key.Width)) Arrows(group);
        Plates(scene.Plates);
        foreach (var box in scene.Boxes) Box(box);
        foreach (var group in scene.Texts.GroupBy(text => (text.Size, text.Color, text.IsBold, text.IsCentered))) Texts(group);
        Line("</svg>");
    }

    private void Line(string text) => svg.Append(text).Append('\n');

    private void Arrows(IGrouping<(Color Color, double Width), SceneArrow> arrows)
    {
        Line($"<g fill=\"none\" stroke=\"{SceneStyle.Hex(arrows.Key.Color)}\" stroke-width=\"{Number(arrows.Key.Width)}\">");
        foreach (var arrow in arrows)
        {
            var pieces = arrow.Path.Pieces.Select(piece => $"C{Point(piece.First)} {Point(piece.Second)} {Point(piece.End)}");
            Line($"<path d=\"M{Point(arrow.Path.Start)}{string.Concat(pieces)}\"/>");
        }

        Line("</g>");
        Line($"<g fill=\"{SceneStyle.Hex(arrows.Key.Color)}\">");
        foreach (var arrow in arrows) Line($"<path d=\"M{string.Join('L', GraphScene.Head(arrow).Select(Point))}Z\"/>");
        Line("</g>");
    }

    private void Plates(IReadOnlyList<SceneRectangle> plates)
    {
        if (plates.Count == 0) return;
        Line($"<g fill=\"{SceneStyle.Hex(SceneStyle.Paper)}\" stroke=\"{SceneStyle.Hex(SceneStyle.PlateBorder)}\">");
        foreach (var plate in plates) Line($"<rect {Place(plate, GraphScene.PlateCorner)}/>");
        Line("</g>");
    }

    private void Box(SceneBox box)
    {
        var dashes = box.IsDashed ? " stroke-dasharray=\"5 4\"" : "";
        Line($"<rect {Place(box.Place, box.Corner)} fill=\"{SceneStyle.Hex(box.Fill)}\" stroke=\"{SceneStyle.Hex(box.Stroke)}\" "
            + $"stroke-width=\"{Number(box.StrokeWidth)}\"{dashes}/>");
    }

    private void Texts(IGrouping<(float Size, Color Color, bool IsBold, bool IsCentered), SceneText> texts)
    {
        var (size, color, isBold, isCentered) = texts.Key;
        Line($"<g font-size=\"{Number(size)}\" fill=\"{SceneStyle.Hex(color)}\""
            + $"{(isBold ? " font-weight=\"bold\"" : "")}{(isCentered ? " text-anchor=\"middle\"" : "")}>");
        foreach (var text in texts) Line($"<text x=\"{Number(text.X)}\" y=\"{Number(text.Baseline)}\">{SecurityElement.Escape(text.Text)}</text>");
        Line("</g>");
    }
}
