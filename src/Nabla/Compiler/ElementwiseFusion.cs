namespace Nabla.Compiler;

/// <summary>
/// Decides which values are stored in memory. The others exist only inside the loop that consumes them, or as an index map into another value.
/// </summary>
internal static class ElementwiseFusion
{
    // The intermediate tiles of a loop stay in the L1 cache; longer loops gain nothing.
    private const int MostOperationsInLoop = 48;
    private const int MostInputsOfLoop = 24;

    // Fast to read from the L2 cache in any order.
    private const long CachedBytes = 1 << 18;

    /// <summary>Returns for each node whether its values are stored in memory.</summary>
    public static bool[] Run(CanonicalGraph graph)
    {
        var count = graph.Nodes.Length;
        var consumer = new int[count];
        var needed = new bool[count];
        var isMoved = new bool[count];
        Array.Fill(consumer, -1);
        foreach (var output in graph.Outputs) needed[output] = true;
        for (var i = 0; i < count; i++)
        {
            foreach (var input in graph.Nodes[i].Inputs)
            {
                // -2: more than one consumer.
                consumer[input] = consumer[input] == -1 || consumer[input] == i ? i : -2;
                // Loops read through movements, and so do movements that are not stored themselves.
                if (graph.Nodes[i].Operation is ElementwiseOperation) continue;
                if (IsMap(graph, graph.Nodes[i])) isMoved[input] = true;
                else needed[input] = true;
            }
        }
        var stored = new bool[count];
        var loop = new int[count];
        var size = new int[count];
        var reads = new int[count];
        for (var i = count - 1; i >= 0; i--)
        {
            var node = graph.Nodes[i];
            switch (node.Operation)
            {
                case ElementwiseOperation:
                    if (consumer[i] == -2 && !needed[i] && !isMoved[i] && IsCheaperThanMemory(graph, i)) break;
                    var user = consumer[i];
                    var fused = !needed[i] && user >= 0 && graph.Nodes[user].Operation is ElementwiseOperation
                        && size[loop[user]] < MostOperationsInLoop && reads[loop[user]] + node.Inputs.Length <= MostInputsOfLoop;
                    loop[i] = fused ? loop[user] : i;
                    stored[i] = !fused;
                    size[loop[i]]++;
                    reads[loop[i]] += node.Inputs.Length;
                    break;
                case MovementOperation move when IsMap(graph, node):
                    stored[i] = needed[i] || !(IsCheap(move, node.Type, graph.Nodes[node.Inputs[0]].Type) && (move.IsBroadcast || consumer[i] >= 0));
                    // A stored movement copies from memory.
                    if (stored[i]) needed[node.Inputs[0]] = true;
                    break;
                default:
                    stored[i] = true;
                    break;
            }
        }
        // The input of a movement that is not stored is stored: this holds for elementwise nodes whose only consumer is a movement, by the rule above.
        return stored;
    }

    /// <summary>
    /// True if recomputing a node wherever it is read costs no more than reading it: at most two instructions on values that are stored anyway.
    /// </summary>
    private static bool IsCheaperThanMemory(CanonicalGraph graph, int node)
    {
        var leaves = Array.TrueForAll(graph.Nodes[node].Inputs, input => graph.Nodes[input].Operation is null);
        if (!leaves || graph.Nodes[node].Inputs.Count(input => !graph.Nodes[input].IsConstant) > 1) return false;
        var builder = new ElementwiseBuilder();
        var types = Array.ConvertAll(graph.Nodes[node].Inputs, input => graph.Nodes[input].Type);
        ((ElementwiseOperation)graph.Nodes[node].Operation!).Body(builder, [.. types.Select((type, i) => builder.Input(i, type.Element))]);
        var work = builder.Instructions.Where(instruction => instruction.Code is not (ElementwiseOpcode.Input or ElementwiseOpcode.Constant)).ToList();
        return work.Count <= 2 && !work.Exists(instruction => instruction.IsFunction);
    }

    private static bool IsMap(CanonicalGraph graph, CanonicalNode node) =>
        node.Operation is MovementOperation move && node.Inputs is [var input] && IndexMap.IsOf(move, node.Type, graph.Nodes[input].Type);

    /// <summary>True if reading through a movement costs no more than the movement itself: rows stay contiguous, or everything is in the cache.</summary>
    private static bool IsCheap(MovementOperation move, TensorType output, TensorType input) =>
        move.IsBroadcast || input.Bytes <= CachedBytes || move.CheckedPieces(output, [input])[0].SourceStrides is [.., 1];
}
