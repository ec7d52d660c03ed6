namespace Nabla.Plots;

/// <summary>An arrow from an input to its user. Several between the same two nodes are drawn as so many curves.</summary>
/// <param name="From">The index of the input among the nodes.</param>
/// <param name="To">The index of the user among the nodes.</param>
/// <param name="Label">What stands at the arrow, such as a local derivative; may be empty.</param>
/// <param name="IsEmphasized">Whether the arrow stands out, as part of a path to be shown.</param>
public sealed record DrawingEdge(int From, int To, string Label = "", bool IsEmphasized = false);
