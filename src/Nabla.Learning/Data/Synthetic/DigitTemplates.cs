using System.Globalization;

namespace Nabla.Learning;

/// <summary>The ten digits as pen strokes in a square of 100 by 100, y downward, in the variants that people write.</summary>
internal static class DigitTemplates
{
    /// <summary>A pen stroke: a smooth curve through its points, with corners at the points marked as such.</summary>
    internal sealed record Stroke((double X, double Y)[] Points, bool[] IsCorner);

    /// <summary>Templates by digit, then variant; each variant is a list of strokes.</summary>
    internal static IReadOnlyList<IReadOnlyList<Stroke[]>> ByDigit { get; } = Parse(
    [
        // Points "x y" separated by commas, "!" marks a corner, ";" lifts the pen.
        [
            "54 8, 30 20, 22 52, 36 88, 62 88, 78 54, 68 18, 48 8",
            "62 14, 42 8, 26 32, 28 70, 50 92, 72 72, 74 34, 58 10, 40 14",
            "50 8, 36 26, 32 54, 42 90, 58 90, 68 54, 64 26, 50 8",
        ],
        [
            "50 8, 50 92",
            "34 28, 54 8!, 54 92",
            "32 28, 52 8!, 52 92!; 30 92, 74 92",
            "40 20, 52 8!, 50 92",
        ],
        [
            "26 28, 34 12, 56 8, 72 24, 62 50, 24 90!, 76 90",
            "28 28, 42 10, 64 12, 70 32, 54 62, 34 84, 24 84, 34 76, 54 88, 80 86",
            "24 20, 50 8, 74 22, 66 46, 40 70, 24 92!, 50 84, 78 92",
        ],
        [
            "26 18, 46 8, 68 18, 64 38, 44 48!, 70 58, 72 78, 48 92, 24 80",
            "26 10!, 72 10!, 46 42!, 70 54, 72 78, 48 92, 24 82",
            "28 22, 50 8, 70 24, 56 44, 44 48, 60 50, 76 68, 58 90, 26 84",
        ],
        [
            "34 10, 22 56!, 80 56; 64 28, 62 92",
            "62 92, 62 8!, 20 64!, 82 64",
            "28 10, 28 46, 44 54, 70 46; 72 8, 68 92",
            "26 12, 24 50!, 74 48; 74 10, 70 92",
        ],
        [
            "72 10, 34 10!, 30 46!, 56 40, 74 60, 64 86, 40 92, 24 80",
            "34 12, 30 46!, 58 42, 74 64, 58 90, 26 86; 34 12, 76 9",
            "76 8, 40 12, 34 30, 40 44, 64 52, 70 74, 50 92, 24 86",
        ],
        [
            "66 8, 40 28, 26 62, 38 90, 62 88, 72 68, 58 52, 38 58, 28 72",
            "58 8, 36 44, 28 74, 48 92, 70 76, 62 56, 44 58, 32 74",
            "72 16, 52 8, 32 32, 26 66, 44 92, 70 82, 70 60, 48 52, 30 66",
        ],
        [
            "24 12, 76 12!, 44 92",
            "24 12, 74 12!, 46 92; 34 52, 72 50",
            "24 26, 26 12!, 76 12!, 54 48, 46 92",
            "22 16, 48 14, 74 8!, 60 40, 40 92",
        ],
        [
            "68 20, 50 8, 32 22, 44 44, 66 60, 70 80, 50 92, 30 80, 36 60, 60 40, 68 20",
            "50 8, 32 26, 50 46, 68 28, 50 8; 50 46, 28 68, 50 92, 74 70, 50 46",
            "70 14, 44 8, 32 26, 50 46, 72 66, 62 90, 36 90, 30 68, 56 44, 72 16",
        ],
        [
            "70 26, 52 8, 30 22, 34 46, 56 46, 70 28!, 68 58, 62 92",
            "68 22, 46 10, 28 32, 44 52, 66 38, 70 20, 70 56, 58 86, 34 90",
            "66 14, 44 10, 30 30, 44 50, 64 40, 72 10!, 58 92",
        ],
    ]);

    private static List<IReadOnlyList<Stroke[]>> Parse(string[][] digits)
    {
        List<IReadOnlyList<Stroke[]>> parsed = [];
        foreach (string[] variants in digits)
            parsed.Add([.. variants.Select(static variant => variant.Split(';').Select(ParseStroke).ToArray())]);
        return parsed;
    }

    private static Stroke ParseStroke(string text)
    {
        string[] points = text.Split(',', StringSplitOptions.TrimEntries);
        var places = new (double X, double Y)[points.Length];
        var corners = new bool[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            string[] pair = points[i].TrimEnd('!').Split(' ');
            places[i] = (Number(pair[0]), Number(pair[1]));
            corners[i] = points[i].EndsWith('!');
        }
        return new Stroke(places, corners);

        static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture) / 100;
    }
}
