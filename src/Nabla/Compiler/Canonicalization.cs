namespace Nabla.Compiler;

/// <summary>A canonical graph and the data of one evaluation of it.</summary>
/// <param name="Graph">The structure.</param>
/// <param name="Leaves">For each leaf of the graph, what it refers to; null for other nodes.</param>
/// <param name="Owners">For each output of the graph, the tensors that receive its values; empty for a traced function.</param>
internal sealed record Canonicalization(CanonicalGraph Graph, Leaf?[] Leaves, IReadOnlyList<Tensor[]> Owners);
