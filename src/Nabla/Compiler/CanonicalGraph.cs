namespace Nabla.Compiler;

/// <summary>A node of a canonical graph. Leaves have no operation.</summary>
internal readonly record struct CanonicalNode(Operation? Operation, TensorType Type, int[] Inputs, bool IsConstant = false);

/// <summary>
/// A graph in canonical form: nodes numbered inputs first, leaves and constants as numbered slots whose values are passed when a program runs.
/// Structurally equal graphs have equal forms and share one program.
/// </summary>
internal sealed class CanonicalGraph : IEquatable<CanonicalGraph>
{
    private readonly int hash;

    public CanonicalGraph(CanonicalNode[] nodes, int[] outputs)
    {
        Nodes = nodes;
        Outputs = outputs;
        var code = new HashCode();
        foreach (var node in nodes)
        {
            code.Add(node.Operation);
            code.Add(node.Type);
            code.Add(node.IsConstant);
            foreach (var input in node.Inputs) code.Add(input);
        }
        foreach (var output in outputs) code.Add(output);
        hash = code.ToHashCode();
    }

    public CanonicalNode[] Nodes { get; }

    /// <summary>The nodes to compute.</summary>
    public int[] Outputs { get; }

    /// <summary>The node whose memory holds the values of a node, with reshapes resolved.</summary>
    public int RootOf(int node)
    {
        while (Nodes[node].Operation is MovementOperation { IsAlias: true }) node = Nodes[node].Inputs[0];
        return node;
    }

    public bool Equals(CanonicalGraph? other)
    {
        if (other is null || other.hash != hash || other.Nodes.Length != Nodes.Length || !other.Outputs.AsSpan().SequenceEqual(Outputs)) return false;
        for (var i = 0; i < Nodes.Length; i++)
        {
            var (a, b) = (Nodes[i], other.Nodes[i]);
            if (!Equals(a.Operation, b.Operation)
                || a.Type != b.Type
                || a.IsConstant != b.IsConstant
                || !a.Inputs.AsSpan().SequenceEqual(b.Inputs)) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CanonicalGraph);

    public override int GetHashCode() => hash;
}
