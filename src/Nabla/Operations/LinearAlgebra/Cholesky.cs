using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The lower triangle L with L Lᵀ = A for symmetric, positive definite A, of which the lower triangle is read. With S = L⁻ᵀ Φ(Lᵀ dL) L⁻¹, where Φ takes the lower
/// triangle and half the diagonal, the derivative is S + Sᵀ below the diagonal and S on it (Murray 2016).
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
        // L⁻ᵀ · inner · L⁻¹: the right factor by way of the transpose.
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
                throw new ArithmeticException($"cholesky: matrix {index} of {type} is not positive definite: what is left of row {row} is not positive. A small multiple of the identity added to it may help.");
        });
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The Cholesky factor of symmetric, positive definite matrices in the last two axes: the lower triangle L with L Lᵀ = (A + Aᵀ)/2 and a positive diagonal.
    /// A matrix that is not positive definite is reported when the result is computed, as an <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, or not of floats.</exception>
    public Tensor Cholesky()
    {
        Matrices.RequireSquare("cholesky", Type);
        return Apply(Nabla.Cholesky.Instance, Matrices.Symmetric(this));
    }
}
