using Nabla.Kernels;

namespace Nabla;

/// <summary>X with op(A) X = B for square A, by elimination with complete pivoting.</summary>
/// <param name="isTransposed">True if op is the transpose.</param>
/// <param name="caller">The operation that the user called, for the error message of a singular matrix.</param>
internal sealed class Solve(bool isTransposed, string caller = "solve") : Solving(isTransposed)
{
    public override string Name => "solve";

    protected override OperationAttributes CreateAttributes() => new() { { "transposed", IsTransposed }, { "caller", caller } };

    private string WayOut => caller switch
    {
        "determinant" => ". Its third derivatives are known of regular matrices only; its value and the first two are right for any.",
        "log-determinant" => ". Its logarithm is −∞ and has no derivative; add a multiple of the identity, or take Determinant.",
        _ => ".",
    };

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) =>
        2 * ((long)inputs[0].ElementCount * inputs[0].Shape[^1] / 3 + (long)output.ElementCount * inputs[0].Shape[^1]);

    protected override Solving Transposed() => new Solve(!IsTransposed, caller);

    protected override Tensor Read(Tensor a) => a;

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (type, n, columns) = (inputs[0].Type, output.Type.Shape[^2], output.Type.Shape[^1]);
        var work = new T[n * n];
        inputs[1].Span<T>().CopyTo(output.Span<T>());
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, index) =>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) work[i * n + j] = matrix[IsTransposed ? j * n + i : i * n + j];
            if (MatrixFactors.Eliminate<T>(work, result, n, columns).Singular is var column and >= 0)
                throw new ArithmeticException($"{caller}: matrix {index} of {type} is singular: column {column} depends on those before it{WayOut}");
        });
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// X with A X = B, where A are the matrices in the last two axes of this tensor, by elimination with complete pivoting; leading axes broadcast. B is
    /// [n, columns], or [n] for one column. Evaluation throws <see cref="ArithmeticException"/> for a singular matrix.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, the right-hand side does not fit, or the types are not one float type.</exception>
    public Tensor Solve(Tensor b) => new Solve(false).Apply(this, b);

    /// <summary>The inverses of the matrices in the last two axes. To multiply by an inverse, <see cref="Solve"/> is faster and more accurate.</summary>
    /// <exception cref="OperationException">The matrices are not square, or their elements are not floats.</exception>
    public Tensor Inverse()
    {
        Matrices.RequireSquare("inverse", Type);
        return new Solve(false, "inverse").Apply(this, Matrices.Identity(this));
    }
}
