using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Widths of hidden layers on the command line: <c>300,100</c>, or <c>none</c>.</summary>
internal static class LayerWidths
{
    public static int[] Parse(string text)
    {
        if (text == "none") return [];
        return Array.ConvertAll(text.Split(','), part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is > 0 and <= 100_000
            ? width
            : throw new DataException($"--hidden {text}: '{part}' is no width; widths are whole numbers from 1 to 100000 with commas between, or none."));
    }
}
