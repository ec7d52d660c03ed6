namespace Nabla.Plots;

/// <summary>Which class wins where in a frame, how decidedly, and along which line another one takes over.</summary>
internal static class BoundaryField
{
    /// <summary>How decidedly a class wins at a place of the grid: 0 where another is as probable, 1 where it is certain.</summary>
    internal static (int Class, float Decision) DecisionAt(BoundaryFrame frame, int index)
    {
        var probability = frame.Probabilities[index];
        if (frame.Classes is null) return probability >= 0.5f ? (1, (2 * probability) - 1) : (0, 1 - (2 * probability));
        // Among three, the winner may have less than a half; it has won all the same.
        const float least = 0.02f;
        return (frame.Classes[index], float.IsNaN(probability) ? probability : Math.Max(least, (2 * probability) - 1));
    }

    /// <summary>The pieces of the boundary, in columns and rows of the grid.</summary>
    internal static IEnumerable<Contour.Segment> Boundary(BoundaryFrame frame, int rows, int columns)
    {
        if (frame.Classes is null) return Contour.Trace(frame.Probabilities, rows, columns, 0.5f);
        int[] classes = [.. frame.Classes.Distinct()];
        float[][] decisions = [.. classes.Select(one => Smooth(DecisionsFor(frame, one), rows, columns))];
        // A class ends where another is as strong. Compared with each other, all lines that meet at a point do meet.
        return Enumerable.Range(0, classes.Length).SelectMany(one => Contour.Trace(Lead(decisions, one), rows, columns, 0));
    }

    /// <summary>The decision for a class where it wins; zero elsewhere.</summary>
    private static float[] DecisionsFor(BoundaryFrame frame, int one)
    {
        var decisions = new float[frame.Probabilities.Count];
        for (var index = 0; index < decisions.Length; index++)
        {
            var (winner, decision) = DecisionAt(frame, index);
            decisions[index] = winner == one || float.IsNaN(decision) ? decision : 0;
        }

        return decisions;
    }

    /// <summary>By how much a class is ahead of the strongest other one.</summary>
    private static float[] Lead(float[][] decisions, int one)
    {
        var lead = new float[decisions[one].Length];
        for (var index = 0; index < lead.Length; index++)
        {
            var strongest = 0f;
            for (var other = 0; other < decisions.Length; other++)
            {
                if (other != one) strongest = Math.Max(strongest, decisions[other][index]);
            }

            lead[index] = decisions[one][index] - strongest;
        }

        return lead;
    }

    /// <summary>
    /// An average over neighbors. Where the winner has less than a half, only the grid says where it ends, and the line would have the grid's
    /// steps; the average takes them away, and leaves straight boundaries where they are.
    /// </summary>
    private static float[] Smooth(float[] values, int rows, int columns)
    {
        var along = Average(values, rows, columns, 1, index => index % columns, columns);
        return Average(along, rows, columns, columns, index => index / columns, rows);
    }

    private static float[] Average(float[] values, int rows, int columns, int stride, Func<int, int> placeOf, int count)
    {
        ReadOnlySpan<float> weights = [1, 4, 6, 4, 1];
        var averages = new float[rows * columns];
        for (var index = 0; index < averages.Length; index++)
        {
            var (sum, weight, place) = (0f, 0f, placeOf(index));
            // The same reach on both sides, or the line would bend at the edge of the grid.
            var reach = Math.Min(2, Math.Min(place, count - 1 - place));
            for (var step = -reach; step <= reach; step++)
            {
                var value = values[index + (step * stride)];
                if (float.IsNaN(value)) continue;
                sum += weights[step + 2] * value;
                weight += weights[step + 2];
            }

            averages[index] = float.IsNaN(values[index]) ? float.NaN : sum / weight;
        }

        return averages;
    }
}
