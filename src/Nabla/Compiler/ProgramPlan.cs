namespace Nabla.Compiler;

/// <summary>What the pipeline makes: the steps of a program, and where their values lie.</summary>
/// <param name="Graph">What they compute.</param>
/// <param name="Steps">In the order in which they run.</param>
/// <param name="IsScratch">For each value whether it only ever exists as a stretch inside a fused step.</param>
/// <param name="Memory">Where all others lie.</param>
internal sealed record ProgramPlan(CanonicalGraph Graph, Step[] Steps, bool[] IsScratch, MemoryPlan Memory);
