namespace Nabla.Compiler;

/// <summary>The memory layout of a program: leaves are owned by others, results have their own buffers, the rest shares one arena.</summary>
/// <param name="Root">For each node, the node whose memory it shares, usually itself.</param>
/// <param name="Offsets">For each node in the arena, its offset; −1 for others.</param>
/// <param name="ArenaBytes">The size of the arena in bytes.</param>
internal sealed record MemoryPlan(int[] Root, long[] Offsets, long ArenaBytes);
