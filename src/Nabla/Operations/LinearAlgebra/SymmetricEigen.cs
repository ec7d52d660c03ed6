using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The eigenvalues w and eigenvectors V of a symmetric matrix: A = V diag(w) Vᵀ. The derivative is V (diag(dw) + F ∘ (Vᵀ dV)) Vᵀ with F_ij = 1/(w_j − w_i).
/// Entries of equal eigenvalues are 0 if Vᵀ dV is 0 there, otherwise NaN (Giles 2008).
/// </summary>
internal sealed class SymmetricEigen : FloatMultiResultOperation
{
    public static SymmetricEigen Instance { get; } = new();

    public override string Name => "symmetric-eigen";

    public override int ResultCount => 2;

    protected internal override bool CanFail => false;

    public override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        var shape = inputs[0].Shape;
        return [inputs[0] with { Shape = shape.Without(shape.Rank - 1, shape.Rank) }, inputs[0]];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 9L * inputs[0].ElementCount * inputs[0].Shape[^1];

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy)
    {
        // As a row per matrix, to be subtracted from columns and placed on diagonals.
        var (row, v) = (Shape.Create([.. context.Outputs[0].Shape.AsSpan()[..^1], 1, context.Outputs[0].Shape[^1]]), context.Outputs[1]);
        var (w, dw) = (context.Outputs[0].Reshape(row), dy[0]?.Reshape(row) ?? Tensor.Zeros(row, v.ElementType));
        var dv = dy[1] ?? Tensor.Zeros(v.Shape, v.ElementType);
        var gaps = w - w.Transpose();
        // A gap without a finite reciprocal counts as 0.
        var areEqual = gaps.Abs() < 1 / (v.ElementType == ElementType.Float32 ? float.MaxValue : double.MaxValue);
        var inverse = Tensor.Where(areEqual, 0, 1 / Tensor.Where(areEqual, 1, gaps));
        var turns = v.MatMul(dv, transposeA: true);
        var identity = Matrices.Identity(context[0]);
        var areTwins = areEqual & Tensor.Equal(identity, 0);
        var undefined = Tensor.Where(areTwins, Tensor.Apply(UndefinedUnlessZero.Instance, Tensor.Where(areTwins, turns, 0)), 0);
        var inner = inverse * turns + undefined + identity * dw;
        return Matrices.Symmetric(v.MatMul(inner).MatMul(v, transposeB: true));
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
    {
        var n = inputs[0].Type.Shape[^1];
        var count = n == 0 ? 0 : inputs[0].Type.ElementCount / (n * n);
        var (work, values, vectors) = (new double[n * n], new double[n], new double[n * n]);
        for (var matrix = 0; matrix < count; matrix++)
        {
            var a = inputs[0].Span<T>().Slice(matrix * n * n, n * n);
            var w = outputs[0].Span<T>().Slice(matrix * n, n);
            var v = outputs[1].IsRequested ? outputs[1].Span<T>().Slice(matrix * n * n, n * n) : [];
            for (var i = 0; i < work.Length; i++) work[i] = double.CreateTruncating(a[i]);
            if (!Array.TrueForAll(work, double.IsFinite))
            {
                w.Fill(T.NaN);
                v.Fill(T.NaN);
                continue;
            }
            // Scaled by a power of two, so that no square overflows or underflows.
            var largest = work.Max(Math.Abs);
            var exponent = largest > 0 ? Math.ILogB(largest) : 0;
            for (var i = 0; i < work.Length; i++) work[i] = Math.ScaleB(work[i], -exponent);
            JacobiEigen.Run(work, values, vectors, n);
            for (var i = 0; i < n; i++) w[i] = T.CreateTruncating(Math.ScaleB(values[i], exponent));
            for (var i = 0; i < v.Length; i++) v[i] = T.CreateTruncating(vectors[i]);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The eigenvalues [n] in ascending order and the eigenvectors as columns [n, n] of the symmetric matrices (A + Aᵀ)/2 in the last two axes. The first
    /// largest component of each vector is positive. The derivative of the eigenvectors of equal eigenvalues is NaN. Sums over the eigenvalues keep their first
    /// derivative there; their second, which goes through the vectors, is NaN. A matrix that is not finite gives NaN.
    /// </summary>
    /// <exception cref="OperationException">The matrices are not square, or their elements are not floats.</exception>
    public (Tensor Values, Tensor Vectors) SymmetricEigen()
    {
        Matrices.RequireSquare("symmetric-eigen", Type);
        var results = ApplyAll(Nabla.SymmetricEigen.Instance, Matrices.Symmetric(this));
        return (results[0], results[1]);
    }
}
