namespace Nabla.Plots;

/// <summary>A node of a drawn graph.</summary>
/// <param name="Label">The heading, such as <c>c = a + b</c>. Pictures shorten one that is far too long.</param>
/// <param name="Lines">Further lines, such as the value and the derivative; may be empty.</param>
/// <param name="Kind">What the node is.</param>
public sealed record DrawingNode(string Label, IReadOnlyList<DrawingLine> Lines, NodeKind Kind = NodeKind.Operation);
