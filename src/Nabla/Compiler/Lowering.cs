namespace Nabla.Compiler;

/// <summary>Lowers a canonical graph to a flat list of steps, one for each stored value.</summary>
internal static class Lowering
{
    public static Step[] Run(CanonicalGraph graph, int[] order, bool[] isStored)
    {
        var loops = new LoopFormation(graph, isStored);
        var steps = new List<Step>();
        var results = ResultsOf(graph);
        foreach (var i in order)
        {
            var (operation, type, inputs, _) = graph.Nodes[i];
            if (operation is null || !isStored[i]) continue;
            switch (operation)
            {
                case ElementwiseOperation:
                    steps.Add(loops.Write(i));
                    break;
                case ReductionOperation reduction:
                    var shape = graph.Nodes[inputs[0]].Type.Shape;
                    steps.Add(new ReductionStep(
                        i,
                        inputs,
                        reduction.Kind,
                        shape.Product(0, reduction.Start),
                        shape.Product(reduction.Start, reduction.End),
                        shape.Product(reduction.End, shape.Rank)));
                    break;
                case MovementOperation { IsAlias: true }:
                    break;
                case MovementOperation move:
                    var types = Array.ConvertAll(inputs, input => graph.Nodes[input].Type);
                    steps.Add(new CopyStep(i, inputs, move.CheckedPieces(type, types), move.ZeroFills));
                    break;
                case MultiResultOperation several:
                    steps.Add(new MultiResultStep(results[i], inputs, several));
                    break;
                case Result:
                    // Written by the step of the first result.
                    break;
                case OpaqueOperation opaque:
                    steps.Add(new OpaqueStep(i, inputs, opaque));
                    break;
            }
        }
        return [.. steps];
    }

    /// <summary>For each operation with multiple results, the node of each result, or −1.</summary>
    private static Dictionary<int, int[]> ResultsOf(CanonicalGraph graph)
    {
        var results = new Dictionary<int, int[]>();
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            if (graph.Nodes[i].Operation is MultiResultOperation several)
            {
                Array.Fill(results[i] = new int[several.ResultCount], -1);
                results[i][0] = i;
            }
            else if (graph.Nodes[i].Operation is Result { Index: var index })
            {
                results[graph.Nodes[i].Inputs[0]][index] = i;
            }
        }
        return results;
    }
}
