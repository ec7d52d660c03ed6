using System.Globalization;

namespace Nabla.Learning;

/// <summary>How to train.</summary>
public sealed record TrainingOptions
{
    /// <summary>How often all examples are gone through.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>How many examples a step takes.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Determines the order of the examples.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Lets the learning rate fall to zero along half a cosine over the run (Loshchilov and Hutter 2017), and puts it back afterward. Who sets the rate while
    /// training, after an epoch for instance, turns this off: it would be set anew before the next step.
    /// </summary>
    public bool CosineDecay { get; init; } = true;

    /// <summary>The members, in the same form whatever the machine's language.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"TrainingOptions {{ Epochs = {Epochs}, BatchSize = {BatchSize}, Seed = {Seed}, CosineDecay = {CosineDecay} }}");
}
