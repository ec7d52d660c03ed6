using ScottPlot;

namespace Nabla.Plots;

/// <summary>The palette of Okabe and Ito, distinguishable under all common forms of color blindness.</summary>
internal static class FigurePalette
{
    // Ordered by contrast on white: blue, vermilion, green, purple, orange, sky blue, black, yellow.
    private static readonly Color[] Colors =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"),
        Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"), Color.FromHex("#000000"), Color.FromHex("#F0E442"),
    ];

    internal static Color Blue => Colors[0];

    internal static Color Vermilion => Colors[1];

    internal static int Count => Colors.Length;

    internal static Color Of(int index) => Colors[index % Colors.Length];

    /// <summary>The color for text. Light colors are darkened, because thin strokes would be unreadable on white.</summary>
    internal static Color ForText(Color color)
    {
        const double darkEnough = 0.42;
        var brightness = ((0.299 * color.R) + (0.587 * color.G) + (0.114 * color.B)) / 255;
        return brightness <= darkEnough ? color : Mix(new Color(0, 0, 0), color, darkEnough / brightness);
    }

    /// <summary>Interpolates between two colors; <paramref name="part"/> is the weight of the second.</summary>
    internal static Color Mix(Color from, Color to, double part)
    {
        return new(Channel(from.R, to.R), Channel(from.G, to.G), Channel(from.B, to.B));

        byte Channel(byte first, byte second) => (byte)Math.Round(first + (part * (second - first)));
    }
}
