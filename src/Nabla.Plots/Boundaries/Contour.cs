namespace Nabla.Plots;

/// <summary>
/// Traces the level set of a function sampled on a grid, by marching squares: each cell is crossed by straight segments between the points on its
/// edges where linear interpolation reaches the level.
/// </summary>
internal static class Contour
{
    /// <summary>A segment of the contour, in grid columns and rows.</summary>
    internal readonly record struct Segment(float X1, float Y1, float X2, float Y2);

    /// <summary>Finds the segments. Cells with a NaN corner have none.</summary>
    /// <param name="values">The function values, row by row.</param>
    /// <param name="rows">The rows of the grid.</param>
    /// <param name="columns">The columns of the grid.</param>
    /// <param name="level">The level to trace.</param>
    internal static List<Segment> Trace(IReadOnlyList<float> values, int rows, int columns, float level)
    {
        var segments = new List<Segment>();
        Span<(float X, float Y)> crossings = stackalloc (float, float)[4];
        for (var row = 0; row + 1 < rows; row++)
        {
            for (var column = 0; column + 1 < columns; column++)
            {
                // Around the cell from its first corner; side k lies between corners k and k + 1.
                var start = (row * columns) + column;
                ReadOnlySpan<float> corners = [values[start], values[start + 1], values[start + columns + 1], values[start + columns]];
                var count = 0;
                for (var side = 0; side < 4; side++)
                {
                    if (Crosses(corners, side, level)) crossings[count++] = Crossing(corners, side, level, column, row);
                }

                // A side is crossed if exactly one of its ends is inside, so a walk around the cell crosses zero, two or four sides.
                if (count == 2) segments.Add(Join(crossings[0], crossings[1]));
                if (count == 4) AddSaddle(segments, crossings, corners, level);
            }
        }

        return segments;
    }

    private static bool Crosses(ReadOnlySpan<float> corners, int side, float level)
    {
        foreach (var corner in corners)
        {
            if (!float.IsFinite(corner)) return false;
        }

        return corners[side] >= level != corners[(side + 1) % 4] >= level;
    }

    private static (float X, float Y) Crossing(ReadOnlySpan<float> corners, int side, float level, int column, int row)
    {
        var (from, to) = (corners[side], corners[(side + 1) % 4]);
        var part = (level - from) / (to - from);
        return side switch
        {
            0 => (column + part, row),
            1 => (column + 1, row + part),
            2 => (column + 1 - part, row + 1),
            _ => (column, row + 1 - part),
        };
    }

    /// <summary>Adds the segments of a cell whose four sides are all crossed: the cell's center decides which opposite corners are connected.</summary>
    private static void AddSaddle(List<Segment> segments, ReadOnlySpan<(float X, float Y)> crossings, ReadOnlySpan<float> corners, float level)
    {
        var middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
        // If the first corner is on the same side as the center, the contour cuts off the second and fourth corners; otherwise the first and third.
        var cutsSecond = corners[0] >= level == middle >= level;
        segments.Add(cutsSecond ? Join(crossings[0], crossings[1]) : Join(crossings[3], crossings[0]));
        segments.Add(cutsSecond ? Join(crossings[2], crossings[3]) : Join(crossings[1], crossings[2]));
    }

    private static Segment Join((float X, float Y) from, (float X, float Y) to) => new(from.X, from.Y, to.X, to.Y);
}
