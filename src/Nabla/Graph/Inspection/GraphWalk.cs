namespace Nabla;

/// <summary>Orders the nodes of a graph topologically, without recursion: graphs may have chains of 150,000 nodes.</summary>
/// <param name="enter">Returns false for nodes to skip, together with everything below them.</param>
/// <param name="inputsOf">Returns the nodes that a node depends on.</param>
internal sealed class GraphWalk(Func<Tensor, bool> enter, Func<Tensor, Tensor[]> inputsOf)
{
    private readonly HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(Tensor Node, Tensor[] Inputs, int Next)> stack = new();

    /// <summary>The nodes visited so far, inputs before users, in an order that depends only on the graph.</summary>
    /// <remarks>The inputs are read once and stored, because another thread may evaluate a node in the meantime and release its inputs.</remarks>
    public List<(Tensor Node, Tensor[] Inputs)> Order { get; } = [];

    /// <summary>Adds a node and everything below it that was not visited before.</summary>
    public void Add(Tensor root)
    {
        if (!enter(root) || !seen.Add(root)) return;
        stack.Push((root, inputsOf(root), 0));
        while (stack.TryPop(out var frame))
        {
            var (node, inputs, next) = frame;
            while (next < inputs.Length && (!enter(inputs[next]) || !seen.Add(inputs[next]))) next++;
            if (next == inputs.Length)
            {
                Order.Add((node, inputs));
                continue;
            }
            stack.Push((node, inputs, next + 1));
            stack.Push((inputs[next], inputsOf(inputs[next]), 0));
        }
    }
}
