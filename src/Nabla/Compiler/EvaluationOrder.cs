namespace Nabla.Compiler;

/// <summary>In which order the nodes of a graph are computed: inputs before users, and outputs that are near before those that are far.</summary>
/// <remarks>
/// The gradients of the last layers are near, those of the first far, for the whole sweep back lies before them. Computed as soon as they can be, they let
/// go of what they read; in the order in which parameters are listed, every layer's values would wait for the end of the sweep.
/// </remarks>
internal static class EvaluationOrder
{
    public static int[] Run(CanonicalGraph graph)
    {
        var depth = new int[graph.Nodes.Length];
        for (var i = 0; i < depth.Length; i++)
        {
            // Loops do not count: those of an optimizer's step, which run together, stay together.
            foreach (var input in graph.Nodes[i].Inputs) depth[i] = Math.Max(depth[i], depth[input]);
            if (graph.Nodes[i].Operation is OpaqueOperation or ReductionOperation) depth[i]++;
        }
        var order = new List<int>(depth.Length);
        var seen = new bool[depth.Length];
        var stack = new Stack<(int Node, int Next)>();
        // Equally far ones stay as they were.
        foreach (var output in graph.Outputs.OrderBy(output => depth[output]))
        {
            if (seen[output]) continue;
            seen[output] = true;
            stack.Push((output, 0));
            while (stack.TryPop(out var frame))
            {
                var (node, next) = frame;
                var inputs = graph.Nodes[node].Inputs;
                while (next < inputs.Length && seen[inputs[next]]) next++;
                if (next == inputs.Length)
                {
                    order.Add(node);
                    continue;
                }
                seen[inputs[next]] = true;
                stack.Push((node, next + 1));
                stack.Push((inputs[next], 0));
            }
        }
        return [.. order];
    }
}
