namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Contracts the last <paramref name="axes"/> axes of this tensor with the first of the other. The remaining axes form the result.</summary>
    /// <param name="other">The right factor.</param>
    /// <param name="axes">The number of axes to contract: 0 gives the outer product, 1 the matrix product.</param>
    /// <exception cref="OperationException">A tensor has too few axes, the axes differ in size, or the elements are not floats of one type.</exception>
    public Tensor TensorDot(Tensor other, int axes = 2)
    {
        if (axes < 0 || axes > Rank || axes > other.Rank)
            throw new ShapeException("tensordot", $"cannot sum over {axes} axes of {Shape} and {other.Shape}.", [Type, other.Type]);
        var (kept, summed) = (Shape.Without(Rank - axes, Rank), Shape.Without(0, Rank - axes));
        if (!summed.Equals(other.Shape.Without(axes, other.Rank)))
            throw new ShapeException("tensordot", $"the last {axes} axes of {Shape} are not the first {axes} of {other.Shape}.", [Type, other.Type]);
        var right = other.Shape.Without(0, axes);
        return Reshape(kept.ElementCount, summed.ElementCount)
            .MatMul(other.Reshape(summed.ElementCount, right.ElementCount))
            .Reshape((Shape)(int[])[.. kept, .. right]);
    }
}
