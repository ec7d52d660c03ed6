using System.Globalization;

namespace Nabla;

/// <summary>A derivative computed by eliminating the nodes between an output and an input, and its cost.</summary>
/// <param name="Derivative">∂output/∂input.</param>
/// <param name="Multiplications">The number of multiplications; multiplying by an edge that is always 1 is free.</param>
/// <param name="Additions">The number of additions: one for each edge that meets another.</param>
public sealed record ScalarElimination(double Derivative, long Multiplications, long Additions)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"ScalarElimination {{ Derivative = {Derivative}, Multiplications = {Multiplications}, Additions = {Additions} }}");
}

public sealed partial class ScalarGraph
{
    /// <summary>
    /// Factors the sum over all paths from <paramref name="output"/> to <paramref name="input"/> by vertex elimination (Griewank and Reese 1991): a node is
    /// replaced by the products of the edges through it, and edges between the same two nodes are added, until one edge is left. So
    /// αδ + αε + … + γζ becomes (α + β + γ) (δ + ε + ζ), with one multiplication.
    /// </summary>
    /// <remarks>
    /// Forward and reverse mode eliminate the nodes in the order of the graph; this eliminates those with the fewest products first (Markowitz 1957), which is
    /// often, but not always, the cheapest order. The time grows with the square of the number of nodes between the two.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A node does not exist.</exception>
    public ScalarElimination Eliminate(int output, int input)
    {
        var (above, leads) = (CountPaths(output), LeadingTo(Checked(input)));
        var (into, outOf) = (new Dictionary<int, Dictionary<int, ScalarEdge>>(), new Dictionary<int, Dictionary<int, ScalarEdge>>());
        if (output == input) return new(1, 0, 0);
        var (multiplications, additions) = (0L, 0L);
        for (var node = output; node > input; node--)
        {
            if (above[node].IsZero || !leads[node]) continue;
            foreach (var edge in EdgesTo(node))
                if (leads[edge.From]) Add(edge);
        }
        var between = into.Keys.Where(node => node != output).ToHashSet();
        while (between.Count > 0)
        {
            var next = between.MinBy(node => ((long)into[node].Count * outOf[node].Count, node));
            between.Remove(next);
            foreach (var below in into[next].Values)
            {
                outOf[below.From].Remove(next);
                foreach (var user in outOf[next].Values)
                {
                    into[user.To].Remove(next);
                    if (!below.IsOne && !user.IsOne) multiplications++;
                    Add(new(below.From, user.To, below.Derivative * user.Derivative, below.IsOne && user.IsOne) { IsUnused = below.IsUnused || user.IsUnused });
                }
            }
        }
        var result = into.TryGetValue(output, out var last) && last.TryGetValue(input, out var whole) && !whole.IsUnused ? whole.Derivative : 0;
        return new(result, multiplications, additions);

        void Add(ScalarEdge edge)
        {
            if (!into.TryGetValue(edge.To, out var incoming)) into.Add(edge.To, incoming = []);
            if (!outOf.TryGetValue(edge.From, out var outgoing)) outOf.Add(edge.From, outgoing = []);
            if (incoming.TryGetValue(edge.From, out var present))
            {
                additions++;
                edge = Sum(present, edge);
            }
            incoming[edge.From] = edge;
            outgoing[edge.To] = edge;
        }
    }
}
