namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>Products summed over the last <paramref name="axes"/> axes of this tensor and the first of the other: of the shape of what is left of both.</summary>
    /// <param name="other">The right factor.</param>
    /// <param name="axes">How many axes are summed over: 0 gives all products, 1 the matrix product, 2 the sum over pairs of axes.</param>
    /// <exception cref="OperationException">A tensor has too few axes, the axes differ in size, or the numbers are not floats of one type.</exception>
    public Tensor TensorDot(Tensor other, int axes = 2)
    {
        if (axes < 0 || axes > Rank || axes > other.Rank)
            throw new ShapeException("tensordot", $"cannot sum over {axes} axes of {Shape} and {other.Shape}.", [Type, other.Type]);
        var (kept, summed) = (Shape.Without(Rank - axes, Rank), Shape.Without(0, Rank - axes));
        if (!summed.Equals(other.Shape.Without(axes, other.Rank)))
            throw new ShapeException("tensordot", $"the last {axes} axes of {Shape} are not the first {axes} of {other.Shape}.", [Type, other.Type]);
        var right = other.Shape.Without(0, axes);
        return Reshape(kept.ElementCount, summed.ElementCount).MatMul(other.Reshape(summed.ElementCount, right.ElementCount)).Reshape((Shape)(int[])[.. kept, .. right]);
    }
}
