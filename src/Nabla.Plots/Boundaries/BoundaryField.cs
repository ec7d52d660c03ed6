namespace Nabla.Plots;

/// <summary>Computes the winning class of a frame at each grid point, its decision margin, and the boundaries between classes.</summary>
internal static class BoundaryField
{
    /// <summary>The winning class at a grid point and its margin: 0 if another class is equally probable, 1 if it is certain.</summary>
    internal static (int Class, float Decision) DecisionAt(BoundaryFrame frame, int index)
    {
        var probability = frame.Probabilities[index];
        if (frame.Classes is null) return probability >= 0.5f ? (1, (2 * probability) - 1) : (0, 1 - (2 * probability));
        // With three or more classes, the winner may have a probability below one half.
        const float least = 0.02f;
        return (frame.Classes[index], float.IsNaN(probability) ? probability : Math.Max(least, (2 * probability) - 1));
    }

    /// <summary>The segments of the boundary, in grid columns and rows.</summary>
    internal static IEnumerable<Contour.Segment> Boundary(BoundaryFrame frame, int rows, int columns)
    {
        if (frame.Classes is null) return Contour.Trace(frame.Probabilities, rows, columns, 0.5f);
        int[] classes = [.. frame.Classes.Distinct()];
        float[][] decisions = [.. classes.Select(one => Smooth(DecisionsFor(frame, one), rows, columns))];
        // A class ends where another is equally strong. Comparing the classes directly makes lines that share a junction meet exactly.
        return Enumerable.Range(0, classes.Length).SelectMany(one => Contour.Trace(Lead(decisions, one), rows, columns, 0));
    }

    /// <summary>The margin of a class where it wins; zero elsewhere.</summary>
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

    /// <summary>The lead of a class over its strongest competitor.</summary>
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
    /// Averages over neighbors. Where the winner's probability is below one half, the boundary would follow the steps of the grid; averaging removes
    /// the steps and leaves straight boundaries unchanged.
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
            // The window is symmetric; otherwise the line would bend at the edge of the grid.
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
