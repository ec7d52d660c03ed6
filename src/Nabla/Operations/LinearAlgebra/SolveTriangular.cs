using Nabla.Kernels;

namespace Nabla;

/// <summary>X with op(A) X = B for triangular A. The other triangle is not read.</summary>
/// <param name="isUpper">True if A is upper triangular.</param>
/// <param name="isTransposed">True if op is the transpose.</param>
/// <param name="caller">
/// The operation whose derivative this is part of: it reports a zero on the diagonal. Without it, a zero gives infinities.
/// </param>
internal sealed class SolveTriangular(bool isUpper, bool isTransposed, string? caller = null) : Solving(isTransposed)
{
    public override string Name => "solve-triangular";

    protected override OperationAttributes CreateAttributes() => new() { { "upper", isUpper }, { "transposed", IsTransposed }, { "caller", caller ?? "" } };

    protected internal override bool CanFail => caller is not null;

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)output.ElementCount * inputs[0].Shape[^1];

    protected override Solving Transposed() => new SolveTriangular(isUpper, !IsTransposed, caller);

    protected override Tensor Read(Tensor a) => isUpper ? a.UpperTriangle() : a.LowerTriangle();

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (n, columns) = (output.Type.Shape[^2], output.Type.Shape[^1]);
        inputs[1].Span<T>().CopyTo(output.Span<T>());
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, index) =>
        {
            if (caller is not null) RequireRegular(matrix, n, index);
            MatrixFactors.SolveTriangular(matrix, result, n, columns, isUpper, IsTransposed);
        });
    }

    private void RequireRegular<T>(ReadOnlySpan<T> matrix, int n, int index)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (var i = 0; i < n; i++)
        {
            if (T.IsZero(matrix[i * n + i]))
            {
                throw new ArithmeticException(
                    $"{caller}: column {i} of matrix {index} depends on those before it, and the factors have no derivative there; leave the column out.");
            }
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// X with A X = B, where A is the lower or upper triangle of the matrices in the last two axes; leading axes broadcast. B is [n, columns], or [n] for one
    /// column. A zero on the diagonal gives infinities and NaN.
    /// </summary>
    /// <param name="b">The right-hand side.</param>
    /// <param name="upper">True to use the upper triangle. The other triangle is not read.</param>
    /// <param name="transpose">True to solve Aᵀ X = B instead.</param>
    /// <exception cref="OperationException">The matrices are not square, the right-hand side does not fit, or the types are not one float type.</exception>
    public Tensor SolveTriangular(Tensor b, bool upper = false, bool transpose = false) => new SolveTriangular(upper, transpose).Apply(this, b);
}
