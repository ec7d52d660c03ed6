namespace Nabla;

/// <summary>The indices that sort an axis in ascending order, as int64. The sort is stable. There is no derivative.</summary>
internal sealed class ArgSort(int axis, bool isDescending) : OpaqueOperation
{
    public override string Name => "argsort";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "descending", isDescending } };

    protected internal override bool CanFail => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameNumber(this, inputs) with { Element = ElementType.Int64 };

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new ArgSort(axis + 1, isDescending), stacked[0]!);

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        switch (inputs[0].Type.Element)
        {
            case ElementType.Float32: Run<float>(inputs[0], output); break;
            case ElementType.Float64: Run<double>(inputs[0], output); break;
            case ElementType.Int32: Run<int>(inputs[0], output); break;
            case ElementType.Int64: Run<long>(inputs[0], output); break;
            default: throw ElementTypes.Unknown(inputs[0].Type.Element);
        }
    }

    private void Run<T>(Operand input, Operand output)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var shape = input.Type.Shape;
        var (count, inner) = (shape[axis], shape.Product(axis + 1, shape.Rank));
        var x = input.Span<T>();
        var y = output.Span<long>();
        var (row, order) = (new T[count], new int[count]);
        for (var start = 0; start < x.Length; start += count * inner)
        {
            for (var column = start; column < start + inner; column++)
            {
                for (var i = 0; i < count; i++) (row[i], order[i]) = (x[column + i * inner], i);
                Array.Sort(order, (a, b) => Compare(row[a], row[b]) is var way and not 0 ? way : a.CompareTo(b));
                for (var i = 0; i < count; i++) y[column + i * inner] = order[i];
            }
        }
    }

    /// <summary>NaN counts as largest, as in a maximum.</summary>
    private int Compare<T>(T a, T b)
        where T : System.Numerics.INumber<T>
    {
        var way = T.IsNaN(a) || T.IsNaN(b) ? T.IsNaN(a).CompareTo(T.IsNaN(b)) : a.CompareTo(b);
        return isDescending ? -way : way;
    }
}

public sealed partial class Tensor
{
    /// <summary>The indices that sort the elements along an axis, as int64. The sort is stable; NaN counts as largest.</summary>
    /// <exception cref="OperationException">The axis does not exist, or the elements are booleans.</exception>
    public Tensor ArgSort(int axis = -1, bool descending = false) => Apply(new ArgSort(ShapeRules.Axis("argsort", axis, Type), descending), this);

    /// <summary>The elements sorted along an axis, smallest first, NaN last. The derivative goes back to the original positions.</summary>
    /// <exception cref="OperationException">The axis does not exist, or the elements are booleans.</exception>
    public Tensor Sort(int axis = -1, bool descending = false) => TakeAlong(ArgSort(axis, descending), axis);
}
