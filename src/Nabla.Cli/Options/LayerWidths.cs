using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Parses the widths of hidden layers from the command line: <c>300,100</c>, or <c>none</c>.</summary>
internal static class LayerWidths
{
    public static int[] Parse(string text)
    {
        if (text == "none") return [];
        return Array.ConvertAll(
            text.Split(','),
            part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is > 0 and <= 100_000
                ? width
                : throw new DataException($"--hidden {text}: '{part}' is not a width; give whole numbers from 1 to 100000 separated by commas, or none."));
    }
}
