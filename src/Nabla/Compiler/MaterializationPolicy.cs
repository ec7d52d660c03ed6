namespace Nabla.Compiler;

/// <summary>
/// Keeps values that are computed repeatedly because only values derived from them are read, as in a loop that updates x but reads only its error.
/// They are kept from the third time on; otherwise each iteration of such a loop would start over.
/// </summary>
internal static class MaterializationPolicy
{
    private const byte Often = 2;

    // Values larger than this plus the graph's stored inputs may be meant never to be materialized, like all pairs of many elements.
    private const long Small = 1 << 20;

    /// <summary>Adds the values to keep among the nodes about to be computed to a list, and counts the nodes.</summary>
    public static void AddTo(List<Tensor> kept, List<(Tensor Node, Tensor[] Inputs)> order)
    {
        var (most, any) = (Small, false);
        foreach (var (node, _) in order)
        {
            if (node.Buffer is not null) most += node.Type.Bytes;
            else any |= node.TimesComputed >= Often;
        }
        if (any)
        {
            foreach (var (node, inputs) in order)
            {
                // Only direct inputs of new nodes; earlier values are not needed then.
                if (node.Buffer is not null || node.TimesComputed >= Often) continue;
                foreach (var input in inputs)
                {
                    var value = BehindMoves(input);
                    if (value.TimesComputed >= Often && value is { Buffer: null, Variable: null } && value.Type.Bytes <= most) kept.Add(value);
                }
            }
        }
        foreach (var (node, inputs) in order)
            if (node.Buffer is null && inputs.Length > 0 && node.TimesComputed < Often) node.TimesComputed++;
    }

    private static Tensor BehindMoves(Tensor node)
    {
        while (node is { Buffer: null, Operation: MovementOperation } && node.InputArray is [var only]) node = only;
        return node;
    }
}
