using ScottPlot;

namespace Nabla.Plots;

/// <summary>A rounded box.</summary>
internal sealed record SceneBox(SceneRectangle Place, double Corner, Color Fill, Color Stroke, double StrokeWidth, bool IsDashed = false);

/// <summary>A line of text.</summary>
internal sealed record SceneText(string Text, double X, double Baseline, float Size, Color Color, bool IsBold = false, bool IsCentered = true);

/// <summary>An arrow.</summary>
internal sealed record SceneArrow(ArrowPath Path, Color Color, double Width);

/// <summary>A finished layout for the writers, drawn in this order: arrows, the plates under labels, boxes, text.</summary>
internal sealed record GraphScene(
    double Width,
    double Height,
    string Title,
    IReadOnlyList<SceneArrow> Arrows,
    IReadOnlyList<SceneRectangle> Plates,
    IReadOnlyList<SceneBox> Boxes,
    IReadOnlyList<SceneText> Texts)
{
    /// <summary>The corner radius of the white plates under arrow labels.</summary>
    internal const double PlateCorner = 5;

    /// <summary>The corners of an arrow's head: the tip, then those of its base.</summary>
    internal static ScenePoint[] Head(SceneArrow arrow)
    {
        var tip = arrow.Path.Tip;
        var half = SceneStyle.HeadHalfWidth(arrow.Width);
        // Overlaps the curve slightly, so that there is no gap between the two.
        var bottom = tip.Y + ArrowRouting.HeadLength + 0.5;
        return [tip, new(tip.X - half, bottom), new(tip.X + half, bottom)];
    }
}
