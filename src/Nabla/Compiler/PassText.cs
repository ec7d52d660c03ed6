using System.Globalization;

namespace Nabla.Compiler;

/// <summary>The results of analysis passes as text.</summary>
internal static class PassText
{
    /// <summary>Nodes in the order in which they are computed.</summary>
    public static string Order(int[] nodes) => Line(nodes);

    /// <summary>The marked values: those stored in memory, or those that live within one step.</summary>
    public static string Marked(bool[] isMarked) => Line(Enumerable.Range(0, isMarked.Length).Where(i => isMarked[i]));

    /// <summary>The place of each value in the arena.</summary>
    public static string Memory(MemoryPlan plan)
    {
        var lines = Enumerable.Range(0, plan.Offsets.Length).Where(i => plan.Offsets[i] >= 0)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"%{i} at {plan.Offsets[i]}"));
        var shared = Enumerable.Range(0, plan.Root.Length).Where(i => plan.Root[i] != i).Select(i => $"%{i} is %{plan.Root[i]}");
        return string.Join('\n', [.. lines, .. shared, string.Create(CultureInfo.InvariantCulture, $"arena of {plan.ArenaBytes} bytes"), ""]);
    }

    private static string Line(IEnumerable<int> values) => string.Join(", ", values.Select(value => $"%{value}")) + "\n";
}
