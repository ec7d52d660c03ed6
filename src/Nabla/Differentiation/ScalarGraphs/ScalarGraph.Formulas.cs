using System.Globalization;

namespace Nabla;

public sealed partial class ScalarGraph
{
    // A longer formula explains less than its value.
    private const int MostParts = 24;

    /// <summary>
    /// The formula of a local derivative in terms of the names of the nodes: <c>b</c> for ∂(a · b)/∂a, <c>y · (1 − y)</c> for that of a sigmoid.
    /// </summary>
    /// <param name="edge">An edge of this graph.</param>
    /// <param name="names">The names of all nodes, from <see cref="NameNodes"/>, or their values as text.</param>
    /// <returns>
    /// The formula; for operations that are not elementwise, for elements of larger tensors, and where it would be very long, the derivative as a number.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The edge leads to a node that does not exist.</exception>
    public string DerivativeFormula(ScalarEdge edge, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var node = nodes[Checked(edge.To)].Tensor;
        var inputs = node.InputArray;
        var number = Number(edge.Derivative);
        if (edge.IsOne) return "1";
        if (node.Operation is not ElementwiseOperation operation || node.Rank > 0) return number;
        var terms = new List<string>();
        for (var input = 0; input < inputs.Length; input++)
        {
            if (!places.TryGetValue(inputs[input], out var place) || place != edge.From) continue;
            if (operation.Partial(input, new OperationContext(node, inputs)) is not { } partial) continue;
            var parts = 0;
            if (Text(partial, names, ref parts) is not { } text) return number;
            terms.Add(text);
        }
        return terms.Count == 0 ? number : string.Join(" + ", terms);
    }

    /// <summary>The formula of a tensor that is computed from nodes; null if it is too long.</summary>
    private string? Text(Tensor tensor, IReadOnlyList<string> names, ref int parts)
    {
        if (++parts > MostParts) return null;
        if (places.TryGetValue(tensor, out var place)) return names[place];
        var inputs = tensor.InputArray;
        if (inputs.Length == 0 || tensor.ConstantValue is not null) return Number(tensor.Read()[0]);
        var operation = tensor.Operation;
        // The branch that was taken; what only changes shape or type does not show.
        if (operation is ElementwiseOperation choice && choice.Choice(inputs[0].Read()[0]) is { } taken) return Text(inputs[taken], names, ref parts);
        if (operation is MovementOperation or AnnotationOperation or Argument) return Text(inputs[0], names, ref parts);
        var texts = new string[inputs.Length];
        for (var input = 0; input < inputs.Length; input++)
        {
            if (Text(inputs[input], names, ref parts) is not { } text) return null;
            texts[input] = operation.Symbol.Length > 0 ? Grouped(text) : text;
        }
        return operation.FormulaOf(texts) ?? Number(tensor.Read()[0]);
    }

    /// <summary>Puts parentheses around a formula of several parts, unless it has them or is a call.</summary>
    private static string Grouped(string text)
    {
        if (!text.Contains(' ', StringComparison.Ordinal)) return text;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0 && text[i] == ' ') return $"({text})";
        }
        return text;
    }

    private static string Number(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
