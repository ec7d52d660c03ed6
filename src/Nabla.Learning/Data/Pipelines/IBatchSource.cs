namespace Nabla.Learning;

/// <summary>A batch of examples.</summary>
/// <param name="Inputs">The inputs [batch, …example shape], float32 or float64.</param>
/// <param name="Targets">Class indices, int64 [batch], or values to predict, [batch, outputs] of the type of the inputs.</param>
public readonly record struct Batch(Tensor Inputs, Tensor Targets)
{
    /// <summary>The number of examples.</summary>
    public int Count => Inputs.Shape[0];
}

/// <summary>A source of batches: a dataset in memory, a stream from files, a generator. Examples keep their shape up to the network.</summary>
public interface IBatchSource
{
    /// <summary>The name in messages and reports.</summary>
    string Name { get; }

    /// <summary>The shape of one example: [28, 28] for an image, [4] for a row of four values.</summary>
    IReadOnlyList<int> ExampleShape { get; }

    /// <summary>The number of outputs that a network needs: one per class, or one per target.</summary>
    int OutputWidth { get; }

    /// <summary>True if targets are class indices, false if they are values to predict.</summary>
    bool IsClassification { get; }

    /// <summary>The number of examples in an epoch; at least 1.</summary>
    int Count { get; }

    /// <summary>Returns the batches of one epoch. The last one may be smaller.</summary>
    /// <param name="batchSize">The number of examples per batch, at least 1.</param>
    /// <param name="random">The source of a random order of the examples; null for the original order.</param>
    IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null);
}
