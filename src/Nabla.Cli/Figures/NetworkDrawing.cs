using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>A small network drawn layer by layer, with the numbers of one forward and one backward pass at its units and connections.</summary>
internal static class NetworkDrawing
{
    private const string Circled = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

    /// <summary>Draws the network.</summary>
    /// <param name="widths">The widths of its layers, from the input to the output.</param>
    /// <param name="steps">The steps of backpropagation for one example, in order.</param>
    /// <param name="title">The heading.</param>
    public static GraphDrawing Of(int[] widths, IReadOnlyList<BackpropagationStep> steps, string title)
    {
        var backward = steps.Where(step => step.IsBackward).ToList();
        var forward = steps.Where(step => !step.IsBackward).ToList();
        var (nodes, edges) = (new List<DrawingNode>(), new List<DrawingEdge>());
        var first = new int[widths.Length];
        for (var layer = 0; layer < widths.Length; layer++)
        {
            first[layer] = nodes.Count;
            for (var unit = 0; unit < widths[layer]; unit++) nodes.Add(Unit(layer, unit));
            if (layer > 0) Connect(layer);
        }
        var error = forward[^1];
        nodes.Add(new($"E = {error.Formula}", [new($"= {Text(error.Value, 0)}", LineRole.Value)], NodeKind.Output));
        for (var unit = 0; unit < widths[^1]; unit++) edges.Add(new(first[^1] + unit, nodes.Count - 1));
        return new()
        {
            Title = title,
            Nodes = nodes,
            Edges = edges,
            Legend = [new(LegendMark.Value, "forward"), new(LegendMark.Derivative, "backward, in the order of the numbers"), new(LegendMark.Edge, "weight")],
        };

        DrawingNode Unit(int layer, int unit)
        {
            bool IsOfUnit(BackpropagationStep step) =>
                step.Layer == layer && step.Quantity is BackpropagationQuantity.Input or BackpropagationQuantity.Output;
            var lines = forward.Where(IsOfUnit)
                .Select(step => new DrawingLine($"{(layer == 0 ? "x" : Letter(step))} = {Text(step.Value, unit)}", LineRole.Value)).ToList();
            lines.AddRange(backward.Where(IsOfUnit)
                .Select(step => new DrawingLine($"{Mark(step)} ∂E/∂{Letter(step)} = {Text(step.Value, unit)}", LineRole.Derivative)));
            var bias = backward.Find(step => step.Layer == layer && step.Quantity == BackpropagationQuantity.Bias);
            if (bias is not null)
            {
                var product = forward.First(step => step.Layer == layer && step.Form == BackpropagationForm.Product);
                lines.Insert(0, new($"b = {Text(product.Operands[2], unit)}", LineRole.Value));
                lines.Add(new($"{Mark(bias)} ∂E/∂b = {Text(bias.Value, unit)}", LineRole.Derivative));
            }
            var name = layer == 0 ? "input" : layer == widths.Length - 1 ? "output" : $"hidden {layer}, unit";
            var label = widths[layer] == 1 && layer > 0 ? name.Replace(", unit", "") : $"{name} {unit + 1}";
            return new(label, lines, layer == 0 ? NodeKind.Input : NodeKind.Operation);
        }

        void Connect(int layer)
        {
            var weights = forward.First(step => step.Layer == layer && step.Form == BackpropagationForm.Product).Operands[0];
            var slopes = backward.First(step => step.Layer == layer && step.Quantity == BackpropagationQuantity.Weight);
            for (var to = 0; to < widths[layer]; to++)
            {
                for (var from = 0; from < widths[layer - 1]; from++)
                {
                    var place = to * widths[layer - 1] + from;
                    var label = $"w = {Text(weights, place)}, {Mark(slopes)} ∂E/∂w = {Text(slopes.Value, place)}";
                    edges.Add(new(first[layer - 1] + from, first[layer] + to, label));
                }
            }
        }

        string Mark(BackpropagationStep step) => backward.IndexOf(step) is var place && place < Circled.Length ? Circled[place].ToString() : $"({place + 1})";
    }

    private static string Letter(BackpropagationStep step) => step.Quantity == BackpropagationQuantity.Input ? "z" : "y";

    private static string Text(Tensor tensor, int place) => BackpropagationText.Number(tensor.ToArray<double>()[place]).Replace('-', '−');
}
