namespace Nabla.Learning;

/// <summary>One line of a network's summary.</summary>
/// <param name="Path">The name of the layer in the network.</param>
/// <param name="Layer">The type and configuration of the layer.</param>
/// <param name="Output">The output shape for one example.</param>
/// <param name="Parameters">The number of parameters.</param>
public readonly record struct SummaryRow(string Path, string Layer, Shape Output, long Parameters);

/// <summary>Summarizes the layers of a network.</summary>
public static class Summary
{
    /// <summary>Returns one row per layer of a <see cref="Sequential"/>, in order, or a single row for other modules.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The shape of one example.</param>
    /// <exception cref="ShapeException">The shape does not fit the network.</exception>
    public static IReadOnlyList<SummaryRow> Create(Module network, Shape input)
    {
        var x = Tensor.Zeros((int[])[1, .. input]);
        var rows = new List<SummaryRow>();
        (string, Module)[] layers = network is Sequential ? [.. network.Children] : [("", network)];
        foreach (var (name, module) in layers)
        {
            x = module.Forward(x);
            rows.Add(new(name, module.Describe(), x.Shape.ToArray()[1..], module.ParameterCount()));
        }
        return rows;
    }
}
