namespace Nabla;

/// <summary>A graph inside a graph: the body of a loop. It reads nothing but its parameters, and equal graphs are equal as values.</summary>
internal sealed class Subgraph : IEquatable<Subgraph>
{
    private readonly int hash;

    /// <summary>Creates a graph from its parameters and results.</summary>
    /// <param name="parameters">The leaves that stand for the arguments: <see cref="Tensor.SlotLeaf"/>.</param>
    /// <param name="results">The results, which depend on parameters and constants only.</param>
    public Subgraph(Tensor[] parameters, Tensor[] results)
    {
        (Parameters, Results) = (parameters, results);
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var parameter in parameters) walk.Add(parameter);
        foreach (var result in results) walk.Add(result);
        Order = walk.Order;
        var code = new HashCode();
        foreach (var (node, inputs) in Order)
        {
            code.Add(node.Operation);
            code.Add(node.Type);
            code.Add(inputs.Length);
        }
        hash = code.ToHashCode();
    }

    public Tensor[] Parameters { get; }

    public Tensor[] Results { get; }

    /// <summary>All nodes with their inputs, inputs before users, starting with the parameters.</summary>
    public List<(Tensor Node, Tensor[] Inputs)> Order { get; }

    /// <summary>Returns the results for arguments: the same operations, applied to them.</summary>
    public Tensor[] Apply(IReadOnlyList<Tensor> arguments)
    {
        var replaced = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Parameters.Length; i++) replaced[Parameters[i]] = arguments[i];
        return Substitution.Run(Results, replaced);
    }

    /// <summary>Returns the nodes that depend on the given parameters.</summary>
    /// <param name="isGiven">For each parameter, whether it is one of them.</param>
    public HashSet<Tensor> DependentOn(ReadOnlySpan<bool> isGiven)
    {
        var dependent = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Parameters.Length; i++)
            if (isGiven[i]) dependent.Add(Parameters[i]);
        foreach (var (node, inputs) in Order)
            if (Array.Exists(inputs, dependent.Contains)) dependent.Add(node);
        return dependent;
    }

    public bool Equals(Subgraph? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other.hash != hash || other.Order.Count != Order.Count || other.Results.Length != Results.Length) return false;
        var partner = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Order.Count; i++)
        {
            var ((a, inputs), (b, others)) = (Order[i], other.Order[i]);
            if (a.Type != b.Type || !a.Operation.Equals(b.Operation) || inputs.Length != others.Length) return false;
            // The value of a constant is part of the body, unlike that of a constant outside.
            if (a.ConstantValue.HasValue != b.ConstantValue.HasValue) return false;
            if (BitConverter.DoubleToInt64Bits(a.ConstantValue ?? 0) != BitConverter.DoubleToInt64Bits(b.ConstantValue ?? 0)) return false;
            for (var j = 0; j < inputs.Length; j++)
                if (!ReferenceEquals(partner[inputs[j]], others[j])) return false;
            partner[a] = b;
        }
        for (var i = 0; i < Results.Length; i++)
            if (!ReferenceEquals(partner[Results[i]], other.Results[i])) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Subgraph);

    public override int GetHashCode() => hash;

    /// <summary>Returns a trace in which the parameters are arguments, for the compiler.</summary>
    public Trace ToTrace()
    {
        var trace = new Trace();
        for (var i = 0; i < Parameters.Length; i++) trace.AddArgument(Parameters[i], i);
        return trace;
    }
}
