using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// Q over R with Q R = A, for matrices with no fewer rows than columns. With M = R dRᵀ − dQᵀ Q and M' its lower triangle mirrored, the derivative is
/// (dQ + Q M') R⁻ᵀ (Walter and Lehmann 2010).
/// </summary>
internal sealed class Qr : FloatOperation
{
    public static Qr Instance { get; } = new();

    public override string Name => "qr";

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Rules.RequireFloat(Name, inputs);
        var shape = inputs[0].Shape;
        if (shape.Rank < 2 || shape[^2] < shape[^1])
            throw new ShapeException(Name, $"needs matrices with no fewer rows than columns in the last two axes, got {shape}; transpose them.", [inputs[0]]);
        return inputs[0] with { Shape = shape.With(shape.Rank - 2, shape[^2] + shape[^1]) };
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 4L * inputs[0].Count * inputs[0].Shape[^1];

    public override Tensor? Reverse(int input, in Site site, Tensor dy)
    {
        var rows = site[0].Shape[^2];
        var (q, r) = (site.Output.Slice(-2, ..rows), site.Output.Slice(-2, rows..));
        var (dq, dr) = (dy.Slice(-2, ..rows), dy.Slice(-2, rows..));
        var m = r.MatMul(dr, transposeB: true) - dq.MatMul(q, transposeA: true);
        var mirrored = m.LowerTriangle() + m.LowerTriangle(-1).Transpose();
        // X R⁻ᵀ is the transpose of R⁻¹ Xᵀ.
        return new SolveTriangular(isUpper: true, isTransposed: false, Name).Apply(r, (dq + q.MatMul(mirrored)).Transpose()).Transpose();
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (m, n) = (inputs[0].Type.Shape[^2], inputs[0].Type.Shape[^1]);
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, _) => MatrixFactors.Qr(matrix, result[..(m * n)], result[(m * n)..], m, n));
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// Q and R with Q R = A for matrices [rows, columns] in the last two axes, rows ≥ columns: Q [rows, columns] has orthonormal columns, R [columns, columns] is an
    /// upper triangle with a diagonal that is not negative. The derivative needs independent columns: where one depends on
    /// those before it, it is reported when the derivative is computed, as an <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="ShapeException">There are fewer rows than columns, or the numbers are not floats.</exception>
    public (Tensor Q, Tensor R) Qr()
    {
        var both = Apply(Nabla.Qr.Instance, this);
        return (both.Slice(-2, ..Shape[^2]), both.Slice(-2, Shape[^2]..));
    }
}
