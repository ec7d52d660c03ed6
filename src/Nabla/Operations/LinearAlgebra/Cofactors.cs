using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The cofactors of a square matrix: (−1)ⁱ⁺ʲ times the minor without row i and column j, ∂ det A / ∂A. For invertible A they are det(A) A⁻ᵀ, but they are
/// correct for any rank. The derivative is <see cref="CofactorsAlong"/>, which is symmetric.
/// </summary>
internal sealed class Cofactors : FloatOperation
{
    public static Cofactors Instance { get; } = new();

    public override string Name => "cofactors";

    protected internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        return inputs[0];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 8L * output.ElementCount * output.Shape[^1] / 3;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Tensor.Apply(CofactorsAlong.Instance, context[0], dy);

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var n = output.Type.Shape[^1];
        if (n == 0) return;
        var (factors, work) = (new CompletePivots(n), new double[n * n]);
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, _) =>
        {
            if (!factors.TryFactor(matrix))
            {
                result.Fill(T.NaN);
                return;
            }
            Array.Clear(work);
            var shift = factors.Shift(without: 1);
            for (var i = 0; i < n; i++) work[i * n + i] = factors.ProductWithout(i, i, 1, shift);
            factors.Finish(work, result, shift);
        });
    }
}

/// <summary>The derivative of the cofactors of A along H: the Hessian of the determinant times H. Linear and symmetric in H.</summary>
internal sealed class CofactorsAlong : FloatOperation
{
    public static CofactorsAlong Instance { get; } = new();

    public override string Name => "cofactors-along";

    // The third derivative assumes an invertible matrix.
    protected internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Matrices.RequireSquare(Name, inputs[0]);
        ShapeRules.RequireOneShape(Name, inputs);
        return ShapeRules.SameFloat(this, inputs);
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 14L * output.ElementCount * output.Shape[^1] / 3;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var (a, h) = (context[0], context[1]);
        if (input == 1) return Tensor.Apply(this, a, dy);
        // With up to two rows, the determinant has no product of three entries.
        if (a.Shape[^1] <= 2) return null;
        // det A (M A⁻¹)ᵀ with X = A⁻¹ H, Y = A⁻¹ dY and M = (tr X tr Y − tr XY) I − tr X Y − tr Y X + XY + YX.
        var (x, y) = (Tensor.Apply(new Solve(false, "determinant"), a, h), Tensor.Apply(new Solve(false, "determinant"), a, dy));
        var (xy, yx) = (x.MatMul(y), y.MatMul(x));
        var (traceX, traceY) = (Trace(x), Trace(y));
        var m = (traceX * traceY - Trace(xy)) * Matrices.Identity(a) - traceX * y - traceY * x + xy + yx;
        return Matrices.OverMatrices(a.Determinant()) * Tensor.Apply(new Solve(true, "determinant"), a, m.Transpose());
    }

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (n, along) = (output.Type.Shape[^1], inputs[1]);
        if (n == 0) return;
        var (factors, h, work) = (new CompletePivots(n), new double[n * n], new double[n * n]);
        Matrices.ForEach<T>(inputs[0], output, (matrix, result, index) =>
        {
            if (!factors.TryFactor(matrix))
            {
                result.Fill(T.NaN);
                return;
            }
            factors.Start(along.Span<T>().Slice(index * n * n, n * n), h);
            var shift = factors.Shift(without: 2, h.Max(Math.Abs));
            for (var i = 0; i < n; i++)
            {
                work[i * n + i] = 0;
                for (var j = 0; j < n; j++)
                {
                    if (i == j) continue;
                    work[i * n + i] += factors.ProductWithout(i, j, h[j * n + j], shift);
                    work[i * n + j] = -factors.ProductWithout(i, j, h[j * n + i], shift);
                }
            }
            factors.Finish(work, result, shift);
        });
    }

    private static Tensor Trace(Tensor x) => Matrices.OverMatrices(x.Diagonal().Sum(-1));
}
