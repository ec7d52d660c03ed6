namespace Nabla.Learning;

/// <summary>max(0, ‖a − p‖ − ‖a − n‖ + margin): an anchor a is nearer to p, which belongs to it, than to n, which does not (Schroff et al. 2015).</summary>
public sealed class TripletLoss
{
    /// <summary>Creates a loss.</summary>
    /// <param name="margin">The distance by which p must be nearer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite.</exception>
    public TripletLoss(double margin = 1) => Margin = Hyperparameter.NotNegative(margin, nameof(margin));

    /// <summary>The distance by which p must be nearer.</summary>
    public double Margin { get; }

    /// <summary>Returns the loss of every triplet: [batch].</summary>
    /// <param name="anchor">a, [batch, size].</param>
    /// <param name="positive">p, [batch, size].</param>
    /// <param name="negative">n, [batch, size].</param>
    /// <exception cref="OperationException">The shapes or types do not fit.</exception>
    public Tensor PerExample(Tensor anchor, Tensor positive, Tensor negative)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(negative);
        if (anchor.Rank != 2 || !anchor.Shape.Equals(positive.Shape) || !anchor.Shape.Equals(negative.Shape))
        {
            throw new ShapeException(
                "triplet",
                $"needs [batch, size] three times, got {anchor.Shape}, {positive.Shape} and {negative.Shape}.",
                [anchor.Type, positive.Type, negative.Type]);
        }
        return ((anchor - positive).Norm(1) - (anchor - negative).Norm(1) + Margin).Relu();
    }
}
