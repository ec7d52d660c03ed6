namespace Nabla.Onnx;

/// <summary>Orders the nodes of a graph, inputs before users, without recursion: graphs may have long chains.</summary>
internal static class TopologicalOrder
{
    /// <summary>Returns what is known of each node below the roots, in an order that depends only on the graph.</summary>
    /// <param name="roots">The nodes to begin with.</param>
    /// <param name="visit">Called once for each node.</param>
    /// <param name="inputsOf">The nodes that come before a node, of what <paramref name="visit"/> returned for it.</param>
    public static List<T> Of<T>(IEnumerable<Tensor> roots, Func<Tensor, T> visit, Func<T, Tensor[]> inputsOf)
    {
        var order = new List<T>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(T Item, Tensor[] Inputs, int Next)>();
        foreach (var root in roots)
        {
            Push(root);
            while (stack.TryPop(out var frame))
            {
                if (frame.Next == frame.Inputs.Length)
                {
                    order.Add(frame.Item);
                    continue;
                }
                stack.Push(frame with { Next = frame.Next + 1 });
                Push(frame.Inputs[frame.Next]);
            }
        }
        return order;

        void Push(Tensor node)
        {
            if (!seen.Add(node)) return;
            var item = visit(node);
            stack.Push((item, inputsOf(item), 0));
        }
    }
}
