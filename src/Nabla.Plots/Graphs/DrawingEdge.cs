namespace Nabla.Plots;

/// <summary>An arrow from an input to its user. Parallel arrows between the same two nodes are drawn as separate curves.</summary>
/// <param name="From">The index of the input node.</param>
/// <param name="To">The index of the user node.</param>
/// <param name="Label">The arrow's label, such as a local derivative; may be empty.</param>
/// <param name="IsEmphasized">True if the arrow is highlighted, for example as part of a path.</param>
public sealed record DrawingEdge(int From, int To, string Label = "", bool IsEmphasized = false);
