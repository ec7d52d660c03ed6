using System.Numerics;
using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// X with op(A) X = B for a triangle A, op being nothing or the transpose. The derivative by B is G with op(A)ᵀ G = dX, that by A the triangle of −G Xᵀ, or of −X Gᵀ
/// where A is transposed.
/// </summary>
internal sealed class SolveTriangular(bool isUpper, bool isTransposed) : OpaqueOperation
{
    public override string Name => "solve-triangular";

    public override string Settings => (isUpper ? "upper" : "lower") + (isTransposed ? ", transposed" : "");

    public override bool HasForward => true;

    internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Solving.Require(Name, inputs[0], inputs[1]);
        return inputs[1];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => (long)output.Count * inputs[0].Shape[^1];

    public override Tensor? Reverse(int input, in Site site, Tensor dy)
    {
        var g = Tensor.Apply(new SolveTriangular(isUpper, !isTransposed), site[0], dy);
        if (input == 1) return g;
        return -Triangle(isTransposed ? site.Output.MatMul(g, transposeB: true) : g.MatMul(site.Output, transposeB: true));
    }

    public override Tensor? Forward(in Site site, ReadOnlySpan<Tensor?> dx)
    {
        var change = dx[0] is { } da ? -Triangle(da).MatMul(site.Output, transposeA: isTransposed) : null;
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
        b.Span<T>().CopyTo(x.Span<T>());
        Matrices.ForEach<T>(a, x, (matrix, result, _) => MatrixFactors.SolveTriangular(matrix, result, n, columns, isUpper, isTransposed));
    }

    private Tensor Triangle(Tensor x) => isUpper ? x.UpperTriangle() : x.LowerTriangle();
}

/// <summary>What both ways of solving require.</summary>
internal static class Solving
{
    public static void Require(string operation, TensorType a, TensorType b)
    {
        Matrices.RequireSquare(operation, a);
        if (a.Element != b.Element) throw Rules.MixedTypes(operation, a, b);
        var fits = a.Shape.Rank == b.Shape.Rank && a.Shape[^1] == b.Shape[^2] && a.Shape.AsSpan()[..^2].SequenceEqual(b.Shape.AsSpan()[..^2]);
        if (!fits) throw new ShapeException(operation, $"the right side {b.Shape} does not fit the matrices {a.Shape}.", [a, b]);
    }

    /// <summary>Brings both to one stack; a right side with one axis is a column.</summary>
    public static Tensor Apply(Operation operation, Tensor a, Tensor b)
    {
        Matrices.RequireSquare(operation.Name, a.Type);
        if (b.Rank == 1)
        {
            if (a.Shape[^1] != b.Count) throw new ShapeException(operation.Name, $"the right side {b.Shape} does not fit the matrices {a.Shape}.", [a.Type, b.Type]);
            var column = Apply(operation, a, b.Reshape(b.Count, 1));
            return column.Reshape(column.Shape.Without(column.Rank - 1, column.Rank));
        }
        if (b.Rank < 2 || a.Shape[^1] != b.Shape[^2]) throw new ShapeException(operation.Name, $"the right side {b.Shape} does not fit the matrices {a.Shape}.", [a.Type, b.Type]);
        var batch = Rules.BroadcastShape(operation.Name, a.Shape.Without(a.Rank - 2, a.Rank), b.Shape.Without(b.Rank - 2, b.Rank), [a, b]).ToArray();
        return Tensor.Apply(operation, a.BroadcastTo((int[])[.. batch, a.Shape[^2], a.Shape[^1]]), b.BroadcastTo((int[])[.. batch, b.Shape[^2], b.Shape[^1]]));
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
    public Tensor SolveTriangular(Tensor b, bool upper = false, bool transpose = false) => Solving.Apply(new SolveTriangular(upper, transpose), this, b);
}
