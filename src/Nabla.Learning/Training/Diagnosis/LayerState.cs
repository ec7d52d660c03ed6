using System.Globalization;

namespace Nabla.Learning;

/// <summary>The state of a layer of a network, for a batch of examples.</summary>
/// <param name="Path">The path of the layer; empty if the network is one layer.</param>
/// <param name="Layer">Its type and configuration.</param>
/// <param name="Parameters">Its parameters with names, their values and their gradients; empty for layers without.</param>
/// <param name="Output">Its output [batch, …].</param>
public sealed record LayerState(string Path, string Layer, IReadOnlyList<ParameterState> Parameters, Tensor Output)
{
    /// <summary>The Euclidean norm of the gradients of all parameters of the layer; NaN if it has none.</summary>
    public double GradientNorm => Parameters.Count == 0 ? double.NaN : Math.Sqrt(Parameters.Sum(parameter => Square(parameter.Gradient)));

    /// <summary>The Euclidean norm of all parameters of the layer; NaN if it has none.</summary>
    public double WeightNorm => Parameters.Count == 0 ? double.NaN : Math.Sqrt(Parameters.Sum(parameter => Square(parameter.Value)));

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"LayerState {{ Path = {Path}, Layer = {Layer}, GradientNorm = {GradientNorm}, WeightNorm = {WeightNorm}, Output = {Output.Type} }}");

    /// <summary>Returns the state of each layer that has no layers inside it, in the order of computation.</summary>
    /// <param name="network">The network; it is run in inference mode.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="source">The source of the batch, which says what its targets are.</param>
    /// <param name="batch">The batch.</param>
    /// <exception cref="OperationException">The batch does not fit the network.</exception>
    public static IReadOnlyList<LayerState> Of(Module network, Loss loss, IBatchSource source, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(source);
        using var inference = new InferenceScope(network);
        var (y, calls) = ForwardRecord.Of(() => network.Forward(batch.Inputs));
        var error = loss.Mean(y, Trainer.Encode(loss, source, batch));
        // Also of frozen layers.
        var parameters = network.NamedParameters();
        var gradients = Reverse.Gradients(error, [.. parameters.Select(entry => entry.Variable)]);
        Tensor.Evaluate([.. gradients, .. calls.Select(call => call.Output)]);
        var states = parameters.Select((entry, i) => new ParameterState(entry.Path, entry.Variable.Value, gradients[i])).ToList();
        if (network.Children.Count == 0) return [new("", network.Describe(), states, y)];
        return
        [
            .. calls.Where(call => call.Module.Children.Count == 0).DistinctBy(call => call.Path).Select(call => new LayerState(
                call.Path,
                call.Module.Describe(),
                [.. states.Where(state => state.Path.StartsWith(call.Path + ".", StringComparison.Ordinal))],
                call.Output)),
        ];
    }

    private static double Square(Tensor tensor) => tensor.To(ElementType.Float64).Square().Sum().ToDouble();
}

/// <summary>A parameter and its gradient.</summary>
/// <param name="Path">The path of the parameter in the network.</param>
/// <param name="Value">Its value.</param>
/// <param name="Gradient">The gradient of the loss, of the same shape.</param>
public sealed record ParameterState(string Path, Tensor Value, Tensor Gradient);
