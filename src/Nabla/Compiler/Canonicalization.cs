namespace Nabla.Compiler;

/// <summary>A canonical graph with what belongs to one evaluation of it.</summary>
/// <param name="Graph">The structure.</param>
/// <param name="Leaves">For every node of the graph what it stands for where it is a leaf; null for all others.</param>
/// <param name="Owners">For every output of the graph the tensors that get its numbers; empty for a traced function.</param>
internal sealed record Canonicalization(CanonicalGraph Graph, Leaf?[] Leaves, IReadOnlyList<Tensor[]> Owners);
