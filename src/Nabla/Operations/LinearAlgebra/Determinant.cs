using Nabla.Kernels;

namespace Nabla;

/// <summary>det A, or log |det A|. Derivatives: the <see cref="Cofactors"/> of A, and A⁻ᵀ.</summary>
internal sealed class Determinant(bool isLogarithm) : FloatOperation
{
    public override string Name => isLogarithm ? "log-determinant" : "determinant";

    public override string Settings => isLogarithm ? "logarithm" : "";

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        return inputs[0] with { Shape = inputs[0].Shape.Without(inputs[0].Shape.Rank - 2, inputs[0].Shape.Rank) };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 2L * inputs[0].ElementCount * inputs[0].Shape[^1] / 3;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var over = Matrices.OverMatrices(dy);
        return over * (isLogarithm ? Tensor.Apply(new Solve(true, Name), context[0], Matrices.Identity(context[0])) : Tensor.Apply(Cofactors.Instance, context[0]));
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var n = inputs[0].Type.Shape[^1];
        var work = new T[n * n];
        // Nothing has the determinant 1.
        if (n == 0) output.Span<T>().Fill(isLogarithm ? T.Zero : T.One);
        else Matrices.ForEach<T>(inputs[0], output, (matrix, result, _) =>
        {
            matrix.CopyTo(work);
            var (sign, _) = MatrixFactors.Eliminate<T>(work, [], n, 0);
            result[0] = T.CreateTruncating(isLogarithm ? MatrixFactors.LogDeterminant<T>(work, n) : MatrixFactors.Determinant<T>(work, sign, n));
        });
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The determinants of square matrices in the last two axes, which disappear. The gradient, the matrix of cofactors, and the second derivatives are those of matrices
    /// of any rank; from the third on, a singular matrix is reported when the result is computed, as an <see cref="ArithmeticException"/>.
    /// </summary>
    /// <remarks>Only the result has to be within the range of its type, not the products on the way.</remarks>
    /// <exception cref="OperationException">The matrices are not square, or not of floats.</exception>
    public Tensor Determinant() => Apply(new Determinant(false), this);

    /// <summary>
    /// log |det A| of square matrices in the last two axes, which disappear, without overflow; −∞ for singular ones, which have no gradient: it is
    /// reported when it is computed, as an <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, or not of floats.</exception>
    public Tensor LogDeterminant() => Apply(new Determinant(true), this);
}
