namespace Nabla.Learning;

/// <summary>Gives examples another shape of as many elements: [batch, …] → [batch, …shape]. It adds a channel axis to images, for one.</summary>
public sealed class Unflatten : Module
{
    private readonly int[] shape;

    /// <summary>Creates a layer.</summary>
    /// <param name="shape">The shape of an example in the output.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Unflatten(params IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        foreach (var size in shape) ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
        this.shape = [.. shape];
    }

    /// <inheritdoc/>
    public override string TypeName => "unflatten";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "shape", shape } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        if (x.Rank == 0 || x.Shape[0] * count != x.ElementCount)
            throw new ShapeException(TypeName, $"needs examples of {count} elements for [{string.Join(", ", shape)}], got {x.Shape}.", [x.Type]);
        return x.Reshape((Shape)(int[])[x.Shape[0], .. shape]);
    }
}
