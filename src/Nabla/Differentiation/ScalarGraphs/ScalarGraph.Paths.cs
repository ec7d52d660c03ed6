using System.Globalization;
using System.Numerics;

namespace Nabla;

/// <summary>A path from an output down to an input.</summary>
/// <param name="Edges">From the output to the input.</param>
/// <param name="Product">The product of the derivatives along it.</param>
public sealed record ScalarPath(IReadOnlyList<ScalarEdge> Edges, double Product)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ScalarPath {{ Edges = {Edges}, Product = {Product} }}");
}

/// <summary>A derivative as the sum over all paths, and its cost.</summary>
/// <param name="Derivative">The sum of the paths' products.</param>
/// <param name="Paths">The number of paths.</param>
/// <param name="Multiplications">The number of multiplications along all paths; edges that are always 1 are free.</param>
/// <param name="Additions">The number of additions: one less than the number of paths.</param>
public sealed record PathSum(double Derivative, long Paths, long Multiplications, long Additions)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"PathSum {{ Derivative = {Derivative}, Paths = {Paths}, Multiplications = {Multiplications}, Additions = {Additions} }}");
}

public sealed partial class ScalarGraph
{
    /// <summary>The exact number of paths from <paramref name="output"/> to every node, without walking any of them.</summary>
    public BigInteger[] CountPaths(int output)
    {
        var counts = new BigInteger[nodes.Length];
        counts[Checked(output)] = 1;
        for (var node = output; node >= 0; node--)
            if (!counts[node].IsZero) foreach (var edge in EdgesTo(node)) counts[edge.From] += counts[node];
        return counts;
    }

    /// <summary>The exact number of paths from every node down to <paramref name="input"/>.</summary>
    public BigInteger[] CountPathsFrom(int input)
    {
        var counts = new BigInteger[nodes.Length];
        counts[Checked(input)] = 1;
        for (var node = input + 1; node < nodes.Length; node++)
            foreach (var edge in EdgesTo(node)) counts[node] += counts[edge.From];
        return counts;
    }

    /// <summary>Enumerates the paths from <paramref name="output"/> to <paramref name="input"/> in the order of the inputs.</summary>
    /// <remarks>There may be far too many to enumerate: check <see cref="CountPaths"/> first.</remarks>
    public IEnumerable<ScalarPath> Paths(int output, int input)
    {
        var leads = LeadingTo(Checked(input));
        if (!leads[Checked(output)]) yield break;
        // The path so far, and the next edge to take for each node on it.
        var path = new List<ScalarEdge>();
        var next = new Stack<int>([firstEdge[output]]);
        while (next.TryPop(out var edge))
        {
            var node = path.Count == 0 ? output : path[^1].From;
            if (node == input)
            {
                yield return new([.. path], path.Exists(step => step.IsUnused) ? 0 : path.Aggregate(1.0, (product, step) => product * step.Derivative));
                edge = firstEdge[node + 1];
            }
            while (edge < firstEdge[node + 1] && !leads[edges[edge].From]) edge++;
            if (edge == firstEdge[node + 1])
            {
                if (path.Count > 0) path.RemoveAt(path.Count - 1);
                continue;
            }
            next.Push(edge + 1);
            path.Add(edges[edge]);
            next.Push(firstEdge[edges[edge].From]);
        }
    }

    /// <summary>Naive analytical differentiation: ∂output/∂input as the sum over all paths of the products along them.</summary>
    /// <param name="output">The node to differentiate.</param>
    /// <param name="input">The node to differentiate with respect to.</param>
    /// <param name="limit">The largest number of paths to walk.</param>
    /// <param name="cancellation">Cancels the walk.</param>
    /// <exception cref="GraphLimitException">There are more paths than <paramref name="limit"/>; the message gives their number.</exception>
    /// <exception cref="OperationCanceledException">The walk was canceled.</exception>
    public PathSum SumOverPaths(int output, int input, long limit = 1_000_000, CancellationToken cancellation = default)
    {
        var count = CountPaths(output)[Checked(input)];
        if (count > limit)
        {
            var names = NameNodes();
            throw new GraphLimitException(string.Create(
                CultureInfo.InvariantCulture,
                $"paths: {count:N0} paths lead from {names[output]} to {names[input]}, "
                + $"more than the limit of {limit:N0}. Reverse mode adds them up without walking them."));
        }
        var (sum, walked, multiplications) = (0.0, 0L, 0L);
        foreach (var path in Paths(output, input))
        {
            if ((walked & 1023) == 0) cancellation.ThrowIfCancellationRequested();
            walked++;
            sum += path.Product;
            multiplications += Math.Max(0, path.Edges.Count(edge => !edge.IsOne) - 1);
        }
        return new(sum, walked, multiplications, Math.Max(0, walked - 1));
    }

    /// <summary>True for every node that depends on <paramref name="input"/>.</summary>
    private bool[] LeadingTo(int input)
    {
        var leads = new bool[nodes.Length];
        leads[input] = true;
        for (var node = input + 1; node < nodes.Length; node++)
            foreach (var edge in EdgesTo(node)) leads[node] |= leads[edge.From];
        return leads;
    }
}
