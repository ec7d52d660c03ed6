using System.Numerics;
using Nabla.Kernels;

namespace Nabla;

/// <summary>X with op(A) X = B, op being nothing or the transpose. The derivative by B is G with op(A)ᵀ G = dX, that by A is −G Xᵀ, or −X Gᵀ where A is transposed.</summary>
internal sealed class Solve(bool isTransposed) : OpaqueOperation
{
    public override string Name => "solve";

    public override string Settings => isTransposed ? "transposed" : "";

    public override bool HasForward => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Solving.Require(Name, inputs[0], inputs[1]);
        return inputs[1];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) =>
        2 * ((long)inputs[0].Count * inputs[0].Shape[^1] / 3 + (long)output.Count * inputs[0].Shape[^1]);

    public override Tensor? Reverse(int input, in Site site, Tensor dy)
    {
        var g = Tensor.Apply(new Solve(!isTransposed), site[0], dy);
        if (input == 1) return g;
        return -(isTransposed ? site.Output.MatMul(g, transposeB: true) : g.MatMul(site.Output, transposeB: true));
    }

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx)
    {
        var change = dx[0] is { } da ? -da.MatMul(site.Output, transposeA: isTransposed) : null;
        if (dx[1] is { } db) change = change is null ? db : change + db;
        return change is null ? null : Tensor.Apply(this, site[0], change);
    }

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Rules.Stack(inputs, stacked, length));

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        if (output.Type.Element == ElementType.Float32) Run<float>(inputs[0], inputs[1], output);
        else Run<double>(inputs[0], inputs[1], output);
    }

    private void Run<T>(Operand a, Operand b, Operand x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (n, columns) = (b.Type.Shape[^2], b.Type.Shape[^1]);
        var work = new T[n * n];
        b.Span<T>().CopyTo(x.Span<T>());
        Matrices.ForEach<T>(a, x, (matrix, result, index) =>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) work[i * n + j] = matrix[isTransposed ? j * n + i : i * n + j];
            if (MatrixFactors.Eliminate<T>(work, result, n, columns).Singular is var column and >= 0)
                throw new ArithmeticException($"solve: matrix {index} of {a.Type} is singular: column {column} depends on those before it.");
        });
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// X with A X = B for the matrices A of this tensor in the last two axes, by elimination with the largest pivots; leading axes broadcast. B is [n, columns], or [n]
    /// for one column. A singular matrix is reported when the result is computed, as an <see cref="ArithmeticException"/>.
    /// </summary>
    /// <exception cref="ShapeException">The matrices are not square, the right side does not fit, or the numbers are not floats of one type.</exception>
    public Tensor Solve(Tensor b) => Solving.Apply(new Solve(false), this, b);

    /// <summary>The inverses of square matrices in the last two axes. To multiply by an inverse, <see cref="Solve"/> is faster and more accurate.</summary>
    /// <exception cref="ShapeException">The matrices are not square, or not of floats.</exception>
    public Tensor Inverse()
    {
        Matrices.RequireSquare("inverse", Type);
        return Solve(Matrices.Identity(this));
    }
}
