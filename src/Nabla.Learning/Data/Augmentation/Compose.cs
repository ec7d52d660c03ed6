using System.Buffers;

namespace Nabla.Learning;

/// <summary>Several augmentations, one after the other.</summary>
public sealed class Compose : Augmentation
{
    private readonly Augmentation[] steps;

    /// <summary>Composes augmentations; without any, images stay as they are.</summary>
    /// <param name="steps">In the order in which they change an image.</param>
    public Compose(params IEnumerable<Augmentation> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        this.steps = [.. steps];
        foreach (var step in this.steps) ArgumentNullException.ThrowIfNull(step, nameof(steps));
        Steps = Array.AsReadOnly(this.steps);
    }

    /// <summary>The augmentations in their order.</summary>
    public IReadOnlyList<Augmentation> Steps { get; }

    /// <inheritdoc/>
    public override void Require(ImageShape shape)
    {
        foreach (var step in steps) step.Require(shape);
    }

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random)
    {
        if (steps.Length == 0)
        {
            source.CopyTo(destination);
            return;
        }
        steps[0].Apply(source, destination, shape, random);
        if (steps.Length == 1) return;
        var rented = ArrayPool<T>.Shared.Rent(destination.Length);
        var between = rented.AsSpan(0, destination.Length);
        for (var i = 1; i < steps.Length; i++)
        {
            destination.CopyTo(between);
            steps[i].Apply<T>(between, destination, shape, random);
        }
        ArrayPool<T>.Shared.Return(rented);
    }
}
