namespace Nabla.Page;

/// <summary>A node as the page shows it. Numbers are texts that are ready to read.</summary>
/// <param name="Name">Its name, such as <c>c</c>.</param>
/// <param name="Formula">How it is computed from other nodes, such as <c>a + b</c>; empty for an input.</param>
/// <param name="Numbers">The formula with the numbers put in, such as <c>2 + 1</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsOutput">True for the result.</param>
internal sealed record StepNode(string Name, string Formula, string Numbers, string Value, bool IsOutput);

/// <summary>An edge as the page shows it.</summary>
/// <param name="From">The index of the input.</param>
/// <param name="To">The index of the node that uses it.</param>
/// <param name="Formula">The formula of the local derivative ∂to/∂from, such as <c>b</c>.</param>
/// <param name="Numbers">The formula with the numbers put in.</param>
/// <param name="Derivative">Its value.</param>
internal sealed record StepEdge(int From, int To, string Formula, string Numbers, string Derivative);

/// <summary>What happens in one step of a sweep of derivatives.</summary>
/// <param name="Node">The index of the node whose derivative changes.</param>
/// <param name="Edge">The index of the edge along which it comes; −1 for the start, where the derivative is 1.</param>
/// <param name="Incoming">The derivative that arrives at the edge.</param>
/// <param name="Product">Times the local derivative.</param>
/// <param name="Before">The derivative of the node before this step; empty if this is the first contribution.</param>
/// <param name="Sum">The derivative of the node after this step.</param>
internal sealed record StepEvent(int Node, int Edge, string Incoming, string Product, string Before, string Sum);

/// <summary>A path from the output to an input.</summary>
/// <param name="Edges">The indices of its edges, from the output down.</param>
/// <param name="Factors">The local derivatives along it.</param>
/// <param name="Product">Their product.</param>
/// <param name="Sum">The sum of the products so far.</param>
internal sealed record StepPath(IReadOnlyList<int> Edges, IReadOnlyList<string> Factors, string Product, string Sum);

/// <summary>An input, and what is differentiated with respect to it.</summary>
/// <param name="Node">The index of its node.</param>
/// <param name="Forward">The forward sweep from it.</param>
/// <param name="Paths">The paths to it; empty if there are too many to show.</param>
/// <param name="PathCount">The number of paths.</param>
/// <param name="Derivative">The derivative of the output.</param>
internal sealed record StepInput(int Node, IReadOnlyList<StepEvent> Forward, IReadOnlyList<StepPath> Paths, string PathCount, string Derivative);

/// <summary>The work of one way of computing all derivatives of the output.</summary>
/// <param name="Way">The name of the way.</param>
/// <param name="Sweeps">What is repeated, and how often.</param>
/// <param name="Multiplications">The number of multiplications.</param>
/// <param name="Additions">The number of additions.</param>
internal sealed record StepCost(string Way, string Sweeps, string Multiplications, string Additions);

/// <summary>A formula as a graph with all that happens in it.</summary>
internal sealed record StepGraph(
    IReadOnlyList<StepNode> Nodes,
    IReadOnlyList<StepEdge> Edges,
    IReadOnlyList<StepEvent> Reverse,
    IReadOnlyList<StepInput> Inputs,
    IReadOnlyList<StepCost> Costs);
