using Nabla.Kernels;

namespace Nabla;

/// <summary>X with op(A) X = B for square A, by elimination with the largest pivots.</summary>
/// <param name="isTransposed">Whether op is the transpose.</param>
/// <param name="caller">The operation that the user called, by which a singular matrix is reported.</param>
internal sealed class Solve(bool isTransposed, string caller = "solve") : Solving(isTransposed)
{
    public override string Name => "solve";

    public override string Settings => (IsTransposed ? "transposed" : "") + (caller == Name ? "" : $" for {caller}");

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
    /// X with A X = B for the matrices A of this tensor in the last two axes, by elimination with the largest pivots; leading axes broadcast. B is [n, columns], or [n]
    /// for one column. A singular matrix is reported when the result is computed, as an <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, the right side does not fit, or the numbers are not floats of one type.</exception>
    public Tensor Solve(Tensor b) => new Solve(false).Apply(this, b);

    /// <summary>The inverses of square matrices in the last two axes. To multiply by an inverse, <see cref="Solve"/> is faster and more accurate.</summary>
    /// <exception cref="OperationException">The matrices are not square, or not of floats.</exception>
    public Tensor Inverse()
    {
        Matrices.RequireSquare("inverse", Type);
        return new Solve(false, "inverse").Apply(this, Matrices.Identity(this));
    }
}
