using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The eigenvalues w of a symmetric matrix over its eigenvectors V: A = V diag(w) Vᵀ. The derivative is V (diag(dw) + F ∘ (Vᵀ dV)) Vᵀ with F_ij = 1/(w_j − w_i), where
/// eigenvalues are equal 0 for Vᵀ dV of 0, and NaN for any other (Giles 2008).
/// </summary>
internal sealed class SymmetricEigen : FloatOperation
{
    public static SymmetricEigen Instance { get; } = new();

    public override string Name => "symmetric-eigen";

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        var shape = inputs[0].Shape;
        return inputs[0] with { Shape = shape.With(shape.Rank - 2, shape[^1] + 1) };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 9L * inputs[0].Count * inputs[0].Shape[^1];

    public override Tensor? Reverse(int input, in Site site, Tensor dy)
    {
        var (w, v) = (site.Output.Slice(-2, ..1), site.Output.Slice(-2, 1..));
        var (dw, dv) = (dy.Slice(-2, ..1), dy.Slice(-2, 1..));
        var gaps = w - w.Transpose();
        // A gap with no finite reciprocal is none.
        var areEqual = gaps.Abs() < 1 / (dy.ElementType == ElementType.Float32 ? float.MaxValue : double.MaxValue);
        var inverse = Tensor.Where(areEqual, 0, 1 / Tensor.Where(areEqual, 1, gaps));
        var turns = v.MatMul(dv, transposeA: true);
        var identity = Matrices.Identity(site[0]);
        var areTwins = areEqual & Tensor.Equal(identity, 0);
        var undefined = Tensor.Where(areTwins, Tensor.Apply(UndefinedUnlessZero.Instance, Tensor.Where(areTwins, turns, 0)), 0);
        var inner = inverse * turns + undefined + identity * dw;
        return Matrices.Symmetric(v.MatMul(inner).MatMul(v, transposeB: true));
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var n = inputs[0].Type.Shape[^1];
        var (work, values, vectors) = (new double[n * n], new double[n], new double[n * n]);
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, _) =>
        {
            for (var i = 0; i < n * n; i++) work[i] = double.CreateTruncating(matrix[i]);
            if (!Array.TrueForAll(work, double.IsFinite))
            {
                result.Fill(T.NaN);
                return;
            }
            // Scaled by a power of two, so that no square is too large or too small.
            var largest = work.Length == 0 ? 0 : work.Max(Math.Abs);
            var exponent = largest > 0 ? Math.ILogB(largest) : 0;
            for (var i = 0; i < n * n; i++) work[i] = Math.ScaleB(work[i], -exponent);
            JacobiEigen.Run(work, values, vectors, n);
            for (var i = 0; i < n; i++) result[i] = T.CreateTruncating(Math.ScaleB(values[i], exponent));
            for (var i = 0; i < n * n; i++) result[n + i] = T.CreateTruncating(vectors[i]);
        });
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The eigenvalues [n], the smallest first, and the eigenvectors, as columns [n, n], of the symmetric matrices (A + Aᵀ)/2 in the last two axes. The first largest
    /// component of each vector is positive. Where eigenvalues are equal their vectors have no derivative: it is NaN. Sums over the
    /// eigenvalues keep their first derivative there; their second, which would go through the vectors, is NaN as well. What is not finite gives NaN.
    /// </summary>
    /// <exception cref="ShapeException">The matrices are not square, or not of floats.</exception>
    public (Tensor Values, Tensor Vectors) SymmetricEigen()
    {
        Matrices.RequireSquare("symmetric-eigen", Type);
        var both = Apply(Nabla.SymmetricEigen.Instance, Matrices.Symmetric(this));
        var values = both.Slice(-2, ..1);
        return (values.Reshape(values.Shape.Without(values.Rank - 2, values.Rank - 1)), both.Slice(-2, 1..));
    }
}
