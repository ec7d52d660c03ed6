namespace Nabla.Learning;

/// <summary>Mirrors images left to right with a given probability; for things that look alike from both sides, not for digits or letters.</summary>
public sealed class RandomHorizontalFlip : Augmentation
{
    /// <summary>Creates an augmentation.</summary>
    /// <param name="probability">The probability of an image to be mirrored, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
    public RandomHorizontalFlip(double probability = 0.5)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), NumberText.Of(probability), "flip: the probability must be from 0 to 1.");
        Probability = probability;
    }

    /// <summary>The probability of an image to be mirrored.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random)
    {
        source.CopyTo(destination);
        if (random.NextDouble() >= Probability) return;
        for (var start = 0; start < destination.Length; start += shape.Width) destination.Slice(start, shape.Width).Reverse();
    }
}
