using System.Text;

namespace Nabla.Compiler;

/// <summary>A canonical graph as text: one line per node, inputs before users.</summary>
internal static class CanonicalGraphText
{
    /// <summary>Returns the graph as text.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="leaf">The description of a leaf.</param>
    /// <param name="kernels">For each node, the index of the kernel that computes it, or −1; null if there are no kernels yet.</param>
    public static string Of(CanonicalGraph graph, Func<int, string> leaf, int[]? kernels = null)
    {
        var text = new StringBuilder();
        var outputs = graph.Outputs.ToHashSet();
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var (operation, type, inputs, _) = graph.Nodes[i];
            text.Append($"%{i} = {operation?.ToString() ?? leaf(i)}");
            if (inputs.Length > 0) text.Append($"({string.Join(", ", inputs.Select(input => $"%{input}"))})");
            text.Append($" : {type}");
            if (operation is not null && kernels is not null) text.Append(kernels[i] >= 0 ? $"   kernel {kernels[i]}" : "   inlined");
            if (outputs.Contains(i)) text.Append(", output");
            text.Append('\n');
        }
        return text.ToString();
    }
}
