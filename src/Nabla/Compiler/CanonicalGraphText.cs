using System.Text;

namespace Nabla.Compiler;

/// <summary>A canonical graph to be read: a line for every node, inputs before users.</summary>
internal static class CanonicalGraphText
{
    /// <summary>The graph as text.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="leaf">What a leaf stands for.</param>
    /// <param name="kernels">For every node the number of the kernel that computes it, −1 where none does; null where there are none yet.</param>
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
            if (operation is not null && kernels is not null) text.Append(kernels[i] >= 0 ? $"   kernel {kernels[i]}" : "   where it is read");
            if (outputs.Contains(i)) text.Append(", output");
            text.Append('\n');
        }
        return text.ToString();
    }
}
