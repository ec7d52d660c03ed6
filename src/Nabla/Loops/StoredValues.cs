namespace Nabla;

/// <summary>The values of a body that its gradient may read instead of computing them again.</summary>
internal static class StoredValues
{
    /// <summary>Returns the nodes that become results of a scan besides those that it has.</summary>
    /// <param name="body">The body.</param>
    /// <param name="carryCount">The number of carries, which are always stored.</param>
    /// <param name="all">False for the carries alone.</param>
    public static Tensor[] Of(Subgraph body, int carryCount, bool all)
    {
        // A carry after its step is a result, but not one with all steps.
        var known = new HashSet<Tensor>(body.Results[carryCount..], ReferenceEqualityComparer.Instance);
        var values = new List<Tensor>();
        Add(body.Parameters[..carryCount]);
        if (!all) return [.. values];
        foreach (var (node, inputs) in body.Order)
        {
            if (inputs.Length == 0 || IsCheap(node, inputs)) continue;
            Add([node]);
            // A derivative may read results that the body does not.
            if (node.Operation is MultiResultOperation) Add(node.Results);
        }
        return [.. values];

        void Add(IEnumerable<Tensor> nodes)
        {
            foreach (var node in nodes)
                if (known.Add(node)) values.Add(node);
        }
    }

    /// <summary>True for values that are faster to compute again than to store.</summary>
    public static bool IsCheap(Tensor node, Tensor[] inputs) => node.Operation switch
    {
        MovementOperation or AnnotationOperation => true,
        ElementwiseOperation operation => !operation.CallsFunction(Array.ConvertAll(inputs, input => input.Type)),
        _ => false,
    };
}
