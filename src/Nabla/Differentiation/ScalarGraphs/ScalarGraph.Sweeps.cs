using System.Globalization;

namespace Nabla;

/// <summary>The derivatives that one sweep over a graph finds, and its work.</summary>
/// <param name="Derivatives">For every node of the graph; 0 where there is no influence.</param>
/// <param name="Multiplications">Multiplications done. Multiplying by an edge that is always 1, or the start's 1, is none.</param>
/// <param name="Additions">Additions done: one for every path that meets another.</param>
public sealed record ScalarSweep(double[] Derivatives, long Multiplications, long Additions)
{
    /// <summary>All of it, written the same whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"ScalarSweep {{ Derivatives = {Derivatives}, Multiplications = {Multiplications}, Additions = {Additions} }}");
}

public sealed partial class ScalarGraph
{
    /// <summary>Forward mode: applies ∂/∂input to every node, from the input up. Every edge is visited once.</summary>
    /// <returns>The derivative of every node by that input.</returns>
    public ScalarSweep Forward(int input)
    {
        var sweep = new Sweep(nodes.Length, Checked(input));
        for (var node = input + 1; node < nodes.Length; node++)
            foreach (var edge in EdgesTo(node)) sweep.Pass(edge.From, node, edge);
        return sweep.Result;
    }

    /// <summary>Reverse mode: applies ∂output/∂ to every node, from the output down. Every edge is visited once.</summary>
    /// <returns>The derivative of that output by every node.</returns>
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

    /// <summary>Derivatives on their way along edges, in either direction.</summary>
    private sealed class Sweep
    {
        private readonly double[] derivatives;
        private readonly bool[] reached;
        private readonly bool[] isOne;

        // What was reached along edges alone that say that it was not used: 0 times whatever comes then.
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
