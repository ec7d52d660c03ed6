namespace Nabla.Onnx;

/// <summary>How a network is written as an ONNX model.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The oldest set of operators that can be written.</summary>
    public const int OldestOpset = 17;

    /// <summary>The newest set of operators that can be written.</summary>
    public const int NewestOpset = 26;

    /// <summary>The version of the set of operators, from <see cref="OldestOpset"/> to <see cref="NewestOpset"/>. Newer sets say more in one node.</summary>
    public int Opset { get; init; } = 20;

    /// <summary>The names of the inputs; null for <c>input</c>, or <c>input_0</c> and so on if there are several.</summary>
    public IReadOnlyList<string>? InputNames { get; init; }

    /// <summary>The names of the outputs; null for <c>output</c>, or <c>output_0</c> and so on if there are several.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>
    /// True if the first axis of each input is the batch, which may have any size in the model. The network must then do the same for every size; what
    /// depends on it in another way is refused.
    /// </summary>
    public bool HasAnyBatchSize { get; init; } = true;

    /// <summary>Entries for the metadata of the model, such as the names of classes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The number of bytes of weights above which they are written to a file of their own, <c>NAME.onnx.data</c>, beside the model. A model with its weights
    /// inside must stay below 2 GB.
    /// </summary>
    public long ExternalDataLimit { get; init; } = 1_900_000_000;

    internal void Check()
    {
        if (Opset is < OldestOpset or > NewestOpset)
            throw new ArgumentOutOfRangeException(nameof(Opset), Opset, $"ONNX export: the opset must be from {OldestOpset} to {NewestOpset}.");
        ArgumentOutOfRangeException.ThrowIfNegative(ExternalDataLimit);
    }

    /// <summary>Returns the names of inputs and outputs.</summary>
    internal (string[] Inputs, string[] Outputs) Names(int inputs, int outputs)
    {
        string[] all = [.. Of(InputNames, inputs, "input"), .. Of(OutputNames, outputs, "output")];
        if (all.Distinct(StringComparer.Ordinal).Count() < all.Length)
            throw new ArgumentException($"ONNX export: inputs and outputs need different names, got {string.Join(", ", all)}.", nameof(inputs));
        return (all[..inputs], all[inputs..]);

        static IEnumerable<string> Of(IReadOnlyList<string>? given, int count, string kind)
        {
            if (given is null) return count == 1 ? [kind] : Enumerable.Range(0, count).Select(i => $"{kind}_{i}");
            if (given.Count == count && !given.Any(string.IsNullOrWhiteSpace)) return given;
            throw new ArgumentException($"ONNX export: {count} {kind} names are needed, none of them empty, got {given.Count}.", nameof(inputs));
        }
    }
}
