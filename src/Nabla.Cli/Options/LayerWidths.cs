using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Parses widths of layers from the command line.</summary>
internal static class LayerWidths
{
    /// <summary>Returns the widths of hidden layers: <c>300,100</c>, or <c>none</c>.</summary>
    public static int[] Parse(string text) =>
        text == "none" ? [] : Parse("--hidden", text, ',', 100_000, "give whole numbers from 1 to 100000 separated by commas, or none.");

    /// <summary>Returns the widths of all layers, from the input to the output: <c>4-8-3</c>.</summary>
    /// <param name="option">The name of the option.</param>
    /// <param name="text">Its value.</param>
    /// <param name="most">The largest width.</param>
    public static int[] ParseAll(string option, string text, int most) =>
        Parse(option, text, '-', most, $"widths are whole numbers from 1 to {most} separated by hyphens.");

    private static int[] Parse(string option, string text, char separator, int most, string advice) => Array.ConvertAll(
        text.Split(separator),
        part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0 && width <= most
            ? width
            : throw new DataException($"{option} {text}: '{part}' is not a width; {advice}"));
}
