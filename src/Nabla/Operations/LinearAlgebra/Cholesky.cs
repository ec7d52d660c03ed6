using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The lower triangle L with L Lᵀ = A for symmetric, positive definite A. Only the lower triangle of A is read. With S = L⁻ᵀ Φ(Lᵀ dL) L⁻¹, where Φ takes the
/// lower triangle with half the diagonal, the derivative is S + Sᵀ below the diagonal and S on it (Murray 2016).
/// </summary>
internal sealed class Cholesky : FloatOperation
{
    public static Cholesky Instance { get; } = new();

    public override string Name => "cholesky";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        return inputs[0];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)output.ElementCount * output.Shape[^1] / 3;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var l = context.Output;
        var inner = Matrices.HalfLower(l.MatMul(dy, transposeA: true));
        // L⁻ᵀ · inner · L⁻¹, with the right factor applied to the transpose.
        var left = l.SolveTriangular(inner, transpose: true);
        var s = l.SolveTriangular(left.Transpose(), transpose: true).Transpose();
        return Matrices.HalfLower(s + s.Transpose());
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (type, n) = (inputs[0].Type, inputs[0].Type.Shape[^1]);
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, index) =>
        {
            if (MatrixFactors.Cholesky(matrix, result, n) is var row and >= 0)
                throw new ArithmeticException(
                    $"cholesky: matrix {index} of {type} is not positive definite: the pivot of row {row} is not positive. "
                    + "Adding a small multiple of the identity may help.");
        });
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The Cholesky factors of symmetric, positive definite matrices in the last two axes: lower triangles L with L Lᵀ = (A + Aᵀ)/2 and a positive diagonal.
    /// Evaluation throws <see cref="ArithmeticException"/> for a matrix that is not positive definite.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, or their elements are not floats.</exception>
    public Tensor Cholesky()
    {
        Matrices.RequireSquare("cholesky", Type);
        return Apply(Nabla.Cholesky.Instance, Matrices.Symmetric(this));
    }
}
