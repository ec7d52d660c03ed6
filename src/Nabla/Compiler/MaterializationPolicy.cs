namespace Nabla.Compiler;

/// <summary>
/// Values that are computed over and over because only what is made of them is read, as in a loop that goes on from x and reads its error. From
/// the third time on they are kept, or each round of such a loop would begin at the beginning.
/// </summary>
internal static class MaterializationPolicy
{
    private const byte Often = 2;

    // What is larger than this, and than all that the graph is made from, may be there only because nobody ever writes it down: all pairs of many numbers.
    private const long Small = 1 << 20;

    /// <summary>Adds to a list what is to be kept of the nodes that are about to be computed, and counts them.</summary>
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
                // Only what something new is made of: what lies before it is not needed then.
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
