using System.Globalization;

namespace Nabla;

/// <summary>The derivatives computed by one sweep over a graph, and its cost.</summary>
/// <param name="Derivatives">One for each node of the graph; 0 if there is no influence.</param>
/// <param name="Multiplications">The number of multiplications; multiplying by an edge that is always 1, or by the initial 1, is free.</param>
/// <param name="Additions">The number of additions: one for each path that meets another.</param>
public sealed record ScalarSweep(double[] Derivatives, long Multiplications, long Additions)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"ScalarSweep {{ Derivatives = {Derivatives}, Multiplications = {Multiplications}, Additions = {Additions} }}");
}

public sealed partial class ScalarGraph
{
    /// <summary>Forward mode: applies ∂/∂input to every node, from the input up. Every edge is visited once.</summary>
    /// <returns>The derivative of every node with respect to the input.</returns>
    public ScalarSweep Forward(int input)
    {
        var sweep = new Sweep(nodes.Length, Checked(input));
        for (var node = input + 1; node < nodes.Length; node++)
            foreach (var edge in EdgesTo(node)) sweep.Pass(edge.From, node, edge);
        return sweep.Result;
    }

    /// <summary>Reverse mode: applies ∂output/∂ to every node, from the output down. Every edge is visited once.</summary>
    /// <returns>The derivative of the output with respect to every node.</returns>
    public ScalarSweep Reverse(int output)
    {
        var sweep = new Sweep(nodes.Length, Checked(output));
        for (var node = output; node >= 0; node--)
            foreach (var edge in EdgesTo(node)) sweep.Pass(node, edge.From, edge);
        return sweep.Result;
    }

    private int Checked(int node) => node >= 0 && node < nodes.Length
        ? node
        : throw new ArgumentOutOfRangeException(nameof(node), node, $"scalar-graph: nodes are numbered from 0 to {nodes.Length - 1}.");

    /// <summary>Propagates derivatives along edges, in either direction.</summary>
    private sealed class Sweep
    {
        private readonly double[] derivatives;
        private readonly bool[] reached;
        private readonly bool[] isOne;

        // Nodes reached only along unused edges: 0 times whatever follows.
        private readonly bool[] isUnused;
        private long multiplications;
        private long additions;

        public Sweep(int count, int start)
        {
            (derivatives, reached, isOne, isUnused) = (new double[count], new bool[count], new bool[count], new bool[count]);
            (derivatives[start], reached[start], isOne[start]) = (1, true, true);
        }

        public ScalarSweep Result => new(derivatives, multiplications, additions);

        public void Pass(int from, int to, in ScalarEdge edge)
        {
            if (!reached[from]) return;
            if (!edge.IsOne && !isOne[from]) multiplications++;
            if (reached[to]) additions++;
            if (edge.IsUnused || isUnused[from]) isUnused[to] |= !reached[to];
            else (derivatives[to], isUnused[to]) = (derivatives[to] + derivatives[from] * edge.Derivative, false);
            isOne[to] = edge.IsOne && isOne[from] && !reached[to];
            reached[to] = true;
        }
    }
}
