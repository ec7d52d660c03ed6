using Nabla.Kernels;

namespace Nabla;

/// <summary>X with op(A) X = B for a triangle A, which alone is read.</summary>
internal sealed class SolveTriangular(bool isUpper, bool isTransposed) : Solving(isTransposed)
{
    public override string Name => "solve-triangular";

    public override string Settings => (isUpper ? "upper" : "lower") + (IsTransposed ? ", transposed" : "");

    internal override bool CanFail => false;

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)output.Count * inputs[0].Shape[^1];

    protected override Solving Transposed() => new SolveTriangular(isUpper, !IsTransposed);

    protected override Tensor Read(Tensor a) => isUpper ? a.UpperTriangle() : a.LowerTriangle();

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (n, columns) = (output.Type.Shape[^2], output.Type.Shape[^1]);
        inputs[1].Span<T>().CopyTo(output.Span<T>());
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, _) => MatrixFactors.SolveTriangular(matrix, result, n, columns, isUpper, IsTransposed));
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// X with A X = B, where A is the lower or upper triangle of these matrices in the last two axes; leading axes broadcast. B is [n, columns], or [n] for one column.
    /// A zero on the diagonal gives infinities and NaN.
    /// </summary>
    /// <param name="b">The right side.</param>
    /// <param name="upper">Takes the upper triangle; what stands in the other one is not read.</param>
    /// <param name="transpose">Solves Aᵀ X = B instead.</param>
    /// <exception cref="ShapeException">The matrices are not square, the right side does not fit, or the numbers are not floats of one type.</exception>
    public Tensor SolveTriangular(Tensor b, bool upper = false, bool transpose = false) => new SolveTriangular(upper, transpose).Apply(this, b);
}
