namespace Nabla.Learning;

/// <summary>One line of a network's summary, for one example.</summary>
/// <param name="Path">The path of the layer in the network; empty for the network itself.</param>
/// <param name="Layer">The type and configuration of the layer.</param>
/// <param name="Output">The output shape.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Operations">The number of arithmetic operations of a forward pass.</param>
/// <param name="ActivationBytes">The size of the output, which a gradient keeps.</param>
public readonly record struct SummaryRow(string Path, string Layer, Shape Output, long Parameters, long Operations, long ActivationBytes);

/// <summary>Summarizes the layers of a network.</summary>
public sealed class Summary
{
    [ThreadStatic]
    private static Summary? current;

    private readonly List<SummaryRow> rows = [];
    private string path = "";

    private Summary()
    {
    }

    /// <summary>
    /// Returns one row for each layer without layers inside it, in the order in which they are computed, or a single row if there is only one.
    /// </summary>
    /// <param name="network">The network, run in inference mode.</param>
    /// <param name="input">The shape of one example.</param>
    /// <param name="type">The element type of the input; whole numbers for a network that starts with an embedding.</param>
    /// <exception cref="OperationException">The shape or type does not fit the network.</exception>
    public static IReadOnlyList<SummaryRow> Create(Module network, Shape input, ElementType type = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        using var inference = new InferenceScope(network);
        var (summary, outer) = (new Summary(), current);
        current = summary;
        try
        {
            var x = Tensor.Zeros((Shape)(int[])[1, .. input], type);
            if (network.Children.Count == 0) summary.Add("", network, x, network.Forward(x));
            else network.Forward(x);
            return summary.rows;
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Runs a child of a module, and notes it if this thread makes a summary.</summary>
    internal static Tensor Observe(string name, Module child, Tensor x)
    {
        if (current is not { } summary) return child.Forward(x);
        var outer = summary.path;
        summary.path = outer.Length == 0 ? name : $"{outer}.{name}";
        try
        {
            var y = child.Forward(x);
            if (child.Children.Count == 0) summary.Add(summary.path, child, x, y);
            return y;
        }
        finally
        {
            summary.path = outer;
        }
    }

    private void Add(string at, Module module, Tensor x, Tensor y)
    {
        var operations = OperationCounter.Count(y) - OperationCounter.Count(x);
        rows.Add(new(at, module.Describe(), y.Shape.ToArray()[1..], module.ParameterCount(), operations, y.Type.Bytes));
    }
}
