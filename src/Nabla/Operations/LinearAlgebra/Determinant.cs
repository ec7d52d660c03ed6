using Nabla.Kernels;

namespace Nabla;

/// <summary>det A, or log |det A|. Derivatives: the <see cref="Cofactors"/> of A, and A⁻ᵀ.</summary>
internal sealed class Determinant(bool isLogarithm) : FloatOperation
{
    public override string Name => isLogarithm ? "log-determinant" : "determinant";

    protected override OperationAttributes CreateAttributes() => new() { { "logarithm", isLogarithm } };

    protected internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        return inputs[0] with { Shape = inputs[0].Shape.Without(inputs[0].Shape.Rank - 2, inputs[0].Shape.Rank) };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 2L * inputs[0].ElementCount * inputs[0].Shape[^1] / 3;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var over = Matrices.OverMatrices(dy);
        return over * (isLogarithm
            ? Tensor.Apply(new Solve(true, Name), context[0], Matrices.Identity(context[0]))
            : Tensor.Apply(Cofactors.Instance, context[0]));
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var n = inputs[0].Type.Shape[^1];
        var work = new T[n * n];
        // The empty matrix has determinant 1.
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
    /// The determinants of the square matrices in the last two axes, which are removed. The gradient (the cofactors) and second derivatives are correct for any
    /// rank; for higher derivatives, evaluation throws <see cref="ArithmeticException"/> for a singular matrix.
    /// </summary>
    /// <remarks>Intermediate products may exceed the range of the type; only the result must fit.</remarks>
    /// <exception cref="OperationException">The matrices are not square, or their elements are not floats.</exception>
    public Tensor Determinant() => Apply(new Determinant(false), this);

    /// <summary>
    /// log |det A| of the square matrices in the last two axes, which are removed, without overflow. Singular matrices give −∞ and have no gradient: its
    /// evaluation throws <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, or their elements are not floats.</exception>
    public Tensor LogDeterminant() => Apply(new Determinant(true), this);
}
