using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// Q and R with Q R = A, for matrices with at least as many rows as columns. With M = R dRᵀ − dQᵀ Q and M' its mirrored lower triangle, the derivative is
/// (dQ + Q M') R⁻ᵀ (Walter and Lehmann 2010).
/// </summary>
internal sealed class Qr : FloatMultiResultOperation
{
    public static Qr Instance { get; } = new();

    public override string Name => "qr";

    public override int ResultCount => 2;

    protected internal override bool CanFail => false;

    public override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.RequireFloat(Name, inputs);
        var shape = inputs[0].Shape;
        if (shape.Rank < 2 || shape[^2] < shape[^1])
            throw new ShapeException(Name, $"needs matrices with no fewer rows than columns in the last two axes, got {shape}; transpose them.", [inputs[0]]);
        return [inputs[0], inputs[0] with { Shape = shape.With(shape.Rank - 2, shape[^1]) }];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 4L * inputs[0].ElementCount * inputs[0].Shape[^1];

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy)
    {
        var (q, r) = (context.Outputs[0], context.Outputs[1]);
        var (dq, dr) = (dy[0] ?? Tensor.Zeros(q.Shape, q.ElementType), dy[1] ?? Tensor.Zeros(r.Shape, r.ElementType));
        var m = r.MatMul(dr, transposeB: true) - dq.MatMul(q, transposeA: true);
        var mirrored = m.LowerTriangle() + m.LowerTriangle(-1).Transpose();
        // X R⁻ᵀ is the transpose of R⁻¹ Xᵀ.
        return new SolveTriangular(isUpper: true, isTransposed: false, Name).Apply(r, (dq + q.MatMul(mirrored)).Transpose()).Transpose();
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
    {
        var (m, n) = (inputs[0].Type.Shape[^2], inputs[0].Type.Shape[^1]);
        var count = inputs[0].Type.Shape.Product(0, inputs[0].Type.Shape.Rank - 2);
        var spare = outputs[1].IsRequested ? [] : new T[n * n];
        for (var i = 0; i < count; i++)
        {
            var r = outputs[1].IsRequested ? outputs[1].Span<T>().Slice(i * n * n, n * n) : spare;
            MatrixFactors.Qr(inputs[0].Span<T>().Slice(i * m * n, m * n), outputs[0].Span<T>().Slice(i * m * n, m * n), r, m, n);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// Q and R with Q R = A for matrices [rows, columns] in the last two axes, rows ≥ columns. Q [rows, columns] has orthonormal columns; R [columns, columns]
    /// is upper triangular with a non-negative diagonal. The derivative needs independent columns: otherwise its evaluation throws
    /// <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="OperationException">There are fewer rows than columns, or the elements are not floats.</exception>
    public (Tensor Q, Tensor R) Qr()
    {
        var results = ApplyAll(Nabla.Qr.Instance, this);
        return (results[0], results[1]);
    }
}
