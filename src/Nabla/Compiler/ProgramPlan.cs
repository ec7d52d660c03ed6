namespace Nabla.Compiler;

/// <summary>The output of the pipeline: the steps of a program and their memory layout.</summary>
/// <param name="Graph">The graph that the steps compute.</param>
/// <param name="Steps">The steps in execution order.</param>
/// <param name="IsScratch">For each value, true if it exists only as a stretch inside a fused step.</param>
/// <param name="Memory">The memory layout of all other values.</param>
internal sealed record ProgramPlan(CanonicalGraph Graph, Step[] Steps, bool[] IsScratch, MemoryPlan Memory);
