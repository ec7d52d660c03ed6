using ScottPlot;

namespace Nabla.Plots;

/// <summary>Colors and sizes of drawn graphs. Like the other figures, they use the palette of Okabe and Ito.</summary>
internal static class SceneStyle
{
    internal const float LabelSize = 16;
    internal const float LineSize = 13;
    internal const float EdgeLabelSize = 13;
    internal const float TitleSize = 22;
    internal const float LegendSize = 13;
    internal const double Corner = 8;
    internal const double ArrowWidth = 1.5;
    internal const double EmphasisWidth = 2.8;
    // Thinner arrows leave more white space in dense graphs.
    internal const double ThinWidth = 1.1;
    internal const double ArrowsPerNodeOfThin = 3;

    internal static readonly Color Paper = Color.FromHex("#FFFFFF");
    internal static readonly Color ValueColor = FigurePalette.Blue;
    internal static readonly Color DerivativeColor = FigurePalette.Vermilion;
    internal static readonly Color EmphasisColor = FigurePalette.Vermilion;
    internal static readonly Color EdgeColor = FigureCanvas.Faint;
    internal static readonly Color PlateBorder = Color.FromHex("#D5D9DD");

    internal static Color Of(LineRole role) => role == LineRole.Derivative ? DerivativeColor : ValueColor;

    internal static Color Edge(bool isEmphasized) => isEmphasized ? EmphasisColor : EdgeColor;

    internal static double EdgeWidth(bool isEmphasized, bool isThin) => isEmphasized ? EmphasisWidth : isThin ? ThinWidth : ArrowWidth;

    /// <summary>Half the width of an arrowhead.</summary>
    internal static double HeadHalfWidth(double arrowWidth) => 3 + (1.2 * arrowWidth);

    internal static string Hex(Color color) => $"#{color.R:X2}{color.G:X2}{color.B:X2}";

    /// <summary>The box of a node: bluish green for inputs, orange for outputs, gray dashes for constants.</summary>
    internal static SceneBox Box(NodeKind kind, SceneRectangle place, double corner = Corner) => kind switch
    {
        NodeKind.Input => new(place, corner, Color.FromHex("#E3F4EE"), Color.FromHex("#009E73"), 1.6),
        NodeKind.Output => new(place, corner, Color.FromHex("#FDF1D8"), Color.FromHex("#E69F00"), 2.2),
        NodeKind.Constant => new(place, corner, Color.FromHex("#F2F2F2"), Color.FromHex("#999999"), 1.4, IsDashed: true),
        _ => new(place, corner, Color.FromHex("#F7FAFC"), Color.FromHex("#56606B"), 1.4),
    };
}
