namespace Nabla;

/// <summary>
/// X with op(A) X = B, where op is the identity or the transpose. The derivative with respect to B is G with op(A)ᵀ G = dX; with respect to A it is −G Xᵀ, or
/// −X Gᵀ if A is transposed, restricted to the part of A that is read.
/// </summary>
internal abstract class Solving(bool isTransposed) : FloatOperation
{
    public sealed override bool HasForward => true;

    protected bool IsTransposed => isTransposed;

    public sealed override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        Matrices.RequireSquare(Name, a);
        if (a.Element != b.Element) throw ShapeRules.MixedTypes(Name, a, b);
        var fits = a.Shape.Rank == b.Shape.Rank && a.Shape[^1] == b.Shape[^2] && a.Shape.AsSpan()[..^2].SequenceEqual(b.Shape.AsSpan()[..^2]);
        return fits ? b : throw Misfit(a, b);
    }

    public sealed override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var g = Tensor.Apply(Transposed(), context[0], dy);
        if (input == 1) return g;
        return -Read(isTransposed ? context.Output.MatMul(g, transposeB: true) : g.MatMul(context.Output, transposeB: true));
    }

    public sealed override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var change = dx[0] is { } da ? -Read(da).MatMul(context.Output, transposeA: isTransposed) : null;
        if (dx[1] is { } db) change = change is null ? db : change + db;
        return change is null ? null : Tensor.Apply(this, context[0], change);
    }

    /// <summary>Applies the operation after broadcasting the stacks. A right-hand side with one axis is a column.</summary>
    public Tensor Apply(Tensor a, Tensor b)
    {
        Matrices.RequireSquare(Name, a.Type);
        if (a.Shape[^1] != (b.Rank == 0 ? -1 : b.Shape[b.Rank == 1 ? ^1 : ^2])) throw Misfit(a.Type, b.Type);
        if (b.Rank == 1)
        {
            var column = Apply(a, b.Reshape(b.ElementCount, 1));
            return column.Reshape(column.Shape.Without(column.Rank - 1, column.Rank));
        }
        var batch = Broadcasting.ShapeOf(Name, a.Shape.Without(a.Rank - 2, a.Rank), b.Shape.Without(b.Rank - 2, b.Rank), [a, b]).ToArray();
        return Tensor.Apply(this, a.BroadcastTo((int[])[.. batch, a.Shape[^2], a.Shape[^1]]), b.BroadcastTo((int[])[.. batch, b.Shape[^2], b.Shape[^1]]));
    }

    /// <summary>The operation with Aᵀ in place of A.</summary>
    protected abstract Solving Transposed();

    /// <summary>The part of A that the operation reads, and zeros elsewhere.</summary>
    protected abstract Tensor Read(Tensor a);

    private ShapeException Misfit(TensorType a, TensorType b) => new(Name, $"the right-hand side {b.Shape} does not fit the matrices {a.Shape}.", [a, b]);
}
