namespace Nabla.Compiler;

/// <summary>Orders the nodes of a graph: inputs before users, and shallow outputs before deep ones.</summary>
/// <remarks>
/// The gradients of the last layers are shallow and those of the first layers deep, because the whole backward pass precedes them. Computed as early
/// as possible, they release the values that they read; in parameter order, the values of every layer would stay alive to the end of the backward
/// pass.
/// </remarks>
internal static class EvaluationOrder
{
    public static int[] Run(CanonicalGraph graph)
    {
        var depth = new int[graph.Nodes.Length];
        for (var i = 0; i < depth.Length; i++)
        {
            // Elementwise operations do not count, so that those of an optimizer step, which run together, stay together.
            foreach (var input in graph.Nodes[i].Inputs) depth[i] = Math.Max(depth[i], depth[input]);
            if (graph.Nodes[i].Operation is OpaqueOperation or ReductionOperation) depth[i]++;
        }
        var order = new List<int>(depth.Length);
        var seen = new bool[depth.Length];
        var stack = new Stack<(int Node, int Next)>();
        // The sort is stable.
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
