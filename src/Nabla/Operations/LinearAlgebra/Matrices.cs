namespace Nabla;

/// <summary>Helpers for stacks of matrices: the last two axes are a matrix, the others are batch axes.</summary>
internal static class Matrices
{
    public delegate void OfOne<T>(ReadOnlySpan<T> a, Span<T> y, int index);

    /// <summary>Requires square matrices of floats.</summary>
    public static void RequireSquare(string operation, TensorType a)
    {
        ShapeRules.RequireFloat(operation, [a]);
        if (a.Shape.Rank < 2 || a.Shape[^1] != a.Shape[^2])
            throw new ShapeException(operation, $"needs square matrices in the last two axes, got {a.Shape}.", [a]);
    }

    /// <summary>Runs a function for every matrix of a stack.</summary>
    public static void ForEach<T>(Operand a, Operand y, OfOne<T> function)
        where T : unmanaged
    {
        var shape = a.Type.Shape;
        var count = shape.Product(0, shape.Rank - 2);
        if (count == 0) return;
        var (size, result) = (a.Type.ElementCount / count, y.Type.ElementCount / count);
        for (var i = 0; i < count; i++) function(a.Span<T>().Slice(i * size, size), y.Span<T>().Slice(i * result, result), i);
    }

    /// <summary>An identity matrix for each matrix.</summary>
    public static Tensor Identity(Tensor like) => Tensor.Identity(like.Shape[^1], like.ElementType).BroadcastTo(like.Shape);

    /// <summary>Adds trailing axes of size 1 for rows and columns.</summary>
    public static Tensor OverMatrices(Tensor x) => x.Reshape(Shape.Create([.. x.Shape.AsSpan(), 1, 1]));

    /// <summary>The lower triangle with half the diagonal.</summary>
    public static Tensor HalfLower(Tensor x) => (x.LowerTriangle() + x.LowerTriangle(-1)) * 0.5;

    /// <summary>The mean of each matrix and its transpose.</summary>
    public static Tensor Symmetric(Tensor x) => x * 0.5 + x.Transpose() * 0.5;
}
