namespace Nabla.Learning;

/// <summary>One line of a network's summary, for one example.</summary>
/// <param name="Path">The path of the layer in the network; empty for the network itself.</param>
/// <param name="Layer">The type and configuration of the layer.</param>
/// <param name="Output">The output shape.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Operations">The number of arithmetic operations of a forward pass.</param>
/// <param name="ActivationBytes">The size of the output, which a gradient keeps.</param>
/// <param name="FrozenParameters">The number of parameters that are frozen.</param>
public readonly record struct SummaryRow(
    string Path, string Layer, Shape Output, long Parameters, long Operations, long ActivationBytes, long FrozenParameters);

/// <summary>Summarizes the layers of a network.</summary>
public static class Summary
{
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
        var x = Tensor.Zeros((Shape)(int[])[1, .. input], type);
        var (y, calls) = ForwardRecord.Of(() => network.Forward(x));
        return network.Children.Count == 0
            ? [Row(new("", network, x, y))]
            : [.. calls.Where(call => call.Module.Children.Count == 0).Select(Row)];
    }

    private static SummaryRow Row(ModuleCall call)
    {
        var operations = OperationCounter.Count(call.Output) - OperationCounter.Count(call.Input);
        return new(
            call.Path,
            call.Module.Describe(),
            call.Output.Shape.ToArray()[1..],
            call.Module.ParameterCount(),
            operations,
            call.Output.Type.Bytes,
            call.Module.FrozenParameterCount());
    }
}
