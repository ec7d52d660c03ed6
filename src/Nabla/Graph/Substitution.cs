namespace Nabla;

/// <summary>Rebuilds graphs with some of their nodes replaced.</summary>
internal static class Substitution
{
    /// <summary>Returns the nodes that take the place of <paramref name="roots"/>. Nodes that depend on no replaced node stay the same.</summary>
    /// <param name="roots">The nodes to rebuild.</param>
    /// <param name="replaced">The nodes to replace and their replacements; extended by all nodes that are rebuilt.</param>
    /// <param name="enter">Returns false for nodes to keep, together with everything below them.</param>
    public static Tensor[] Run(IReadOnlyList<Tensor> roots, Dictionary<Tensor, Tensor> replaced, Func<Tensor, bool>? enter = null)
    {
        // A result reads the inputs of its operation: the first result may be replaced while the others are not.
        var applied = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var walk = new GraphWalk(node => !replaced.ContainsKey(node) && (enter is null || enter(node)), Operands);
        foreach (var root in roots) walk.Add(root);
        foreach (var (node, inputs) in walk.Order)
        {
            if (!Array.Exists(inputs, replaced.ContainsKey)) continue;
            var producer = node.Operation is Result ? node.InputArray[0] : node;
            if (!applied.TryGetValue(producer, out var again))
                applied[producer] = again = Tensor.ApplyAgain(producer, Array.ConvertAll(inputs, input => replaced.GetValueOrDefault(input) ?? input));
            replaced[node] = node.Operation is Result { Index: var index } ? again.Results[index] : again;
        }
        return [.. roots.Select(root => replaced.GetValueOrDefault(root) ?? root)];
    }

    private static Tensor[] Operands(Tensor node) => node.Operation is Result && node.InputArray is [var producer] ? producer.InputArray : node.InputArray;
}
