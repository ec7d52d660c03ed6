namespace Nabla.Learning;

/// <summary>One line of a network's summary.</summary>
/// <param name="Path">The name of the layer in the network.</param>
/// <param name="Layer">Kind and settings.</param>
/// <param name="Output">The shape of what it puts out for one example.</param>
/// <param name="Parameters">How many numbers it learns.</param>
public readonly record struct SummaryRow(string Path, string Layer, Shape Output, long Parameters);

/// <summary>What a network is made of.</summary>
public static class Summary
{
    /// <summary>A row for every layer of a network, in the order in which they are applied.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The shape of one example.</param>
    /// <exception cref="ShapeException">Examples of that shape do not fit the network.</exception>
    public static IReadOnlyList<SummaryRow> Create(Sequential network, Shape input)
    {
        var x = Tensor.Zeros((int[])[1, .. input]);
        var rows = new List<SummaryRow>();
        foreach (var (name, module) in network.Children)
        {
            x = module.Forward(x);
            rows.Add(new(name, module.Describe(), x.Shape.ToArray()[1..], module.ParameterCount()));
        }
        return rows;
    }
}
