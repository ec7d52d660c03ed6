namespace Nabla.Compiler;

/// <summary>Where the values of a program lie: leaves with whoever owns them, results in buffers of their own, the rest in one arena.</summary>
/// <param name="Root">For every node, the node whose memory it shares; itself for most.</param>
/// <param name="Offsets">For every node in the arena, where; −1 for others.</param>
/// <param name="ArenaBytes">The size of the arena.</param>
internal sealed record MemoryPlan(int[] Root, long[] Offsets, long ArenaBytes);
