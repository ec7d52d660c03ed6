using System.Text;

namespace Nabla;

/// <summary>Prints the graph of tensors as numbered lines of text or in the DOT language for Graphviz.</summary>
public static class GraphPrinter
{
    /// <summary>Returns one line per node, inputs before users: <c>%2 = multiply(%0, %1) : float32[3]</c>.</summary>
    /// <remarks>Evaluated nodes that keep no history appear as data.</remarks>
    public static string ToText(params ReadOnlySpan<Tensor> tensors)
    {
        var (order, numbers) = Collect(tensors);
        var text = new StringBuilder();
        foreach (var (node, inputs) in order)
        {
            text.Append($"%{numbers[node]} = {Label(node, inputs)}");
            if (inputs.Length > 0) text.Append($"({string.Join(", ", inputs.Select(input => $"%{numbers[input]}"))})");
            text.Append($" : {node.Type}\n");
        }
        return text.ToString();
    }

    /// <summary>Returns a directed graph in the DOT language; arrows run from inputs to users.</summary>
    public static string ToDot(params ReadOnlySpan<Tensor> tensors)
    {
        var (order, numbers) = Collect(tensors);
        var text = new StringBuilder("digraph {\n  rankdir=BT;\n  node [fontname=\"sans-serif\", shape=box, style=rounded];\n");
        foreach (var (node, inputs) in order)
        {
            var leaf = inputs.Length == 0 ? ", style=filled, fillcolor=\"#eef3fa\"" : "";
            text.Append($"  n{numbers[node]} [label=\"{Label(node, inputs).Replace("\\", "\\\\").Replace("\"", "\\\"")}\\n{node.Type}\"{leaf}];\n");
            foreach (var input in inputs) text.Append($"  n{numbers[input]} -> n{numbers[node]};\n");
        }
        return text.Append("}\n").ToString();
    }

    private static string Label(Tensor node, Tensor[] inputs)
    {
        if (node.ConstantValue is { } constant) return constant.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (node.Variable is { } variable) return variable.Name.Length > 0 ? $"variable {variable.Name}" : "variable";
        if (ReferenceEquals(node.Operation, Source.Slot)) return "argument";
        return inputs.Length == 0 ? "data" : node.Operation.ToString();
    }

    private static (List<(Tensor Node, Tensor[] Inputs)> Order, Dictionary<Tensor, int> Numbers) Collect(ReadOnlySpan<Tensor> tensors)
    {
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var tensor in tensors) walk.Add(tensor);
        var numbers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var (node, _) in walk.Order) numbers.Add(node, numbers.Count);
        return (walk.Order, numbers);
    }
}
