namespace Nabla;

public sealed partial class Tensor
{
    /// <summary>The diagonals of the matrices in the last two axes.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor Diagonal()
    {
        if (Rank < 2) throw new ShapeException("diagonal", $"needs matrices, got {Shape}.", [Type]);
        var (rows, columns) = (Shape[^2], Shape[^1]);
        var count = Math.Min(rows, columns);
        var flat = Reshape((Shape)(int[])[.. Shape.AsSpan()[..^2], rows * columns]);
        // The next diagonal element is one row and one column further.
        return count == 0 ? flat.Slice(-1, ..0) : flat.Slice(-1, ..((count - 1) * (columns + 1) + 1), columns + 1);
    }

    /// <summary>The matrices in the last two axes with zeros above the diagonal, which is shifted up by an offset.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor LowerTriangle(int offset = 0) => Triangle("lower-triangle", offset, isLower: true);

    /// <summary>The matrices in the last two axes with zeros below the diagonal, which is shifted up by an offset.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public Tensor UpperTriangle(int offset = 0) => Triangle("upper-triangle", offset, isLower: false);

    private Tensor Triangle(string name, int offset, bool isLower)
    {
        if (Rank < 2) throw new ShapeException(name, $"needs matrices, got {Shape}.", [Type]);
        var rows = From(Enumerable.Range(0, Shape[^2]).ToArray(), [Shape[^2], 1]);
        var columns = From(Enumerable.Range(0, Shape[^1]).ToArray());
        var isKept = isLower ? columns <= rows + offset : columns >= rows + offset;
        return Where(isKept, this, Zeros(Shape.Scalar, ElementType));
    }
}
