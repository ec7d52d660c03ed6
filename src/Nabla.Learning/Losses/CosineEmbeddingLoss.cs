namespace Nabla.Learning;

/// <summary>1 − cos(a, b) for pairs that belong together, max(0, cos(a, b) − margin) for others.</summary>
public sealed class CosineEmbeddingLoss
{
    /// <summary>Creates a loss.</summary>
    /// <param name="margin">The cosine that other pairs may have at no cost, from −1 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not in [−1, 1].</exception>
    public CosineEmbeddingLoss(double margin = 0)
    {
        if (!(margin is >= -1 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(margin), NumberText.Of(margin), "cosine-embedding: the margin must be between −1 and 1.");
        Margin = margin;
    }

    /// <summary>The cosine that other pairs may have at no cost.</summary>
    public double Margin { get; }

    /// <summary>Returns the loss of every pair: [batch].</summary>
    /// <param name="a">[batch, size].</param>
    /// <param name="b">[batch, size].</param>
    /// <param name="belong">[batch], boolean: true for pairs that belong together.</param>
    /// <exception cref="OperationException">The shapes or types do not fit.</exception>
    public Tensor PerExample(Tensor a, Tensor b, Tensor belong)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(belong);
        if (a.Rank != 2 || !a.Shape.Equals(b.Shape) || !belong.Shape.Equals([a.Shape[0]]))
        {
            throw new ShapeException(
                "cosine-embedding", $"needs [batch, size] twice and [batch], got {a.Shape}, {b.Shape} and {belong.Shape}.", [a.Type, b.Type, belong.Type]);
        }
        var cosine = (a * b).Sum(1) / (a.Norm(1) * b.Norm(1));
        return Tensor.Where(belong, 1 - cosine, (cosine - Margin).Relu());
    }
}
