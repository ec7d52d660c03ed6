namespace Nabla.Plots;

/// <summary>A node of a drawn graph.</summary>
/// <param name="Label">The heading, such as <c>c = a + b</c>. Pictures truncate very long labels.</param>
/// <param name="Lines">Further lines, such as the value and the derivative; may be empty.</param>
/// <param name="Kind">The kind of node.</param>
public sealed record DrawingNode(string Label, IReadOnlyList<DrawingLine> Lines, NodeKind Kind = NodeKind.Operation);
