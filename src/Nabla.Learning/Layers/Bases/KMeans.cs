namespace Nabla.Learning;

/// <summary>
/// Centers of clusters of points by k-means (Lloyd 1982), starting from points far from each other (k-means++, Arthur and Vassilvitskii 2007).
/// </summary>
internal static class KMeans
{
    private const int MaximumRounds = 100;

    /// <summary>Returns the centers [count, in] of points x [n, in], and the number of different points, counted up to <paramref name="count"/>.</summary>
    public static Tensor Fit(Tensor x, int count, HostRandom random, out int distinct)
    {
        var centers = FarPoints(x, count, random, out distinct);
        if (distinct < count) return centers;
        var round = Compile.Function((Tensor[] input) => Round(input[0], input[1]));
        Tensor? labels = null;
        for (var i = 0; i < MaximumRounds; i++)
        {
            var next = round([x, centers]);
            Tensor.Evaluate(next);
            if (labels is not null && Tensor.Equal(labels, next[1]).All().Item<bool>()) break;
            (centers, labels) = (next[0], next[1]);
        }
        return centers.Evaluate();
    }

    /// <summary>‖xᵢ − cⱼ‖² for rows of x [n, in] and c [count, in]: [n, count]. It sums differences, because ‖x‖² − 2xᵀc + ‖c‖² cancels.</summary>
    public static Tensor SquaredDistances(Tensor x, Tensor c) => (x.Unsqueeze(1) - c.Unsqueeze(0)).Square().Sum(2);

    /// <summary>Returns the means of the points nearest to each center, and the index of the center nearest to each point.</summary>
    private static Tensor[] Round(Tensor x, Tensor centers)
    {
        // ‖x − c‖² without ‖x‖², which is the same for all centers.
        var labels = (centers.Square().Sum(1) - x.MatMul(centers, transposeB: true) * 2).ArgMin(1);
        var members = labels.OneHot(centers.Shape[0], x.ElementType);
        var sizes = members.Sum(0).Unsqueeze(1);
        // A center without points stays where it is.
        return [Tensor.Where(sizes > 0, members.MatMul(x, transposeA: true) / Tensor.Maximum(sizes, 1), centers), labels];
    }

    /// <summary>Draws points, each with a probability proportional to its squared distance from the nearest one drawn before.</summary>
    private static Tensor FarPoints(Tensor x, int count, HostRandom random, out int distinct)
    {
        var drawn = new List<int> { (int)(random.NextDouble() * x.Shape[0]) };
        var nearest = SquaredDistances(x, x.Gather(Tensor.From(drawn.ToArray()))).Reshape(-1).Evaluate();
        while (drawn.Count < count)
        {
            var weights = nearest.To(ElementType.Float64).ToArray<double>();
            var total = weights.Sum();
            if (total == 0) break;
            var (left, index) = (random.NextDouble() * total, -1);
            do left -= weights[++index];
            while (index < weights.Length - 1 && (left >= 0 || weights[index] == 0));
            // Rounding may leave a rest after the last point, which may have been drawn before.
            while (weights[index] == 0) index--;
            drawn.Add(index);
            nearest = Tensor.Minimum(nearest, SquaredDistances(x, x.Gather(Tensor.From([index]))).Reshape(-1)).Evaluate();
        }
        distinct = drawn.Count;
        return x.Gather(Tensor.From(drawn.ToArray())).Evaluate();
    }
}
