namespace Nabla.Learning;

/// <summary>A training step gave values that are not finite. The network has the state from before the step.</summary>
/// <param name="message">The operation, layer, step and input that first produced such a value.</param>
/// <param name="step">The step, from 1.</param>
/// <param name="layer">The path of the layer; empty for the network itself, null outside of layers, such as in the loss.</param>
/// <param name="operation">The name of the operation; null if it was not found.</param>
public sealed class AnomalyException(string message, long step, string? layer, string? operation) : InvalidOperationException(message)
{
    /// <summary>The step, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>The path of the layer in which the value arose, or whose derivative did; null outside of layers.</summary>
    public string? Layer { get; } = layer;

    /// <summary>The name of the operation; null if no single one is to blame.</summary>
    public string? Operation { get; } = operation;
}
