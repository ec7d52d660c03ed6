using Nabla.Kernels;

namespace Nabla;

/// <summary>The index of the first maximum along an axis, as int64. There is no derivative.</summary>
internal sealed class ArgMax(int axis) : OpaqueOperation
{
    public override string Name => "argmax";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameNumber(this, inputs);
        return inputs[0].Shape[axis] > 0
            ? new(ElementType.Int64, inputs[0].Shape.Without(axis, axis + 1))
            : throw new ShapeException(Name, $"axis {axis} of {inputs[0].Shape} is empty and has no maximum.", [.. inputs]);
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    protected internal override bool CanFail => false;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => stacked[0]!.ArgMax(axis + 1);

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var x = inputs[0];
        var shape = x.Type.Shape;
        var (outer, inner) = (shape.Product(0, axis), shape.Product(axis + 1, shape.Rank));
        var isReference = context.IsReference;
        var indices = (long*)output.Pointer;
        switch (x.Type.Element)
        {
            case ElementType.Float32: Run((float*)x.Pointer); break;
            case ElementType.Float64: Run((double*)x.Pointer); break;
            case ElementType.Int32: Run((int*)x.Pointer); break;
            case ElementType.Int64: Run((long*)x.Pointer); break;
            default: throw ElementTypes.Unknown(x.Type.Element);
        }

        void Run<T>(T* numbers)
            where T : unmanaged, System.Numerics.INumber<T>
        {
            if (isReference) PlainKernels.ArgMaximum(numbers, indices, outer, shape[axis], inner);
            else RowReductions.ArgMaximum(numbers, indices, outer, shape[axis], inner);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>The index of the first maximum among all elements in row-major order, as int64; NaN counts as largest.</summary>
    /// <exception cref="OperationException">There are no elements, or they are booleans.</exception>
    public Tensor ArgMax() => Reshape(-1).ArgMax(0);

    /// <summary>The index of the first maximum along <paramref name="axis"/>, as int64; NaN counts as largest.</summary>
    /// <param name="axis">The axis to search along.</param>
    /// <param name="keepAxes">True to keep the axis, with size 1.</param>
    /// <exception cref="OperationException">The axis does not exist or is empty, or the elements are booleans.</exception>
    public Tensor ArgMax(int axis, bool keepAxes = false)
    {
        axis = ShapeRules.Axis("argmax", axis, Type);
        var index = Apply(new ArgMax(axis), this);
        return keepAxes ? index.Unsqueeze(axis) : index;
    }

    /// <summary>The index of the first minimum among all elements in row-major order, as int64; NaN counts as smallest.</summary>
    /// <exception cref="OperationException">There are no elements, or they are booleans.</exception>
    public Tensor ArgMin() => Reshape(-1).ArgMin(0);

    /// <summary>The index of the first minimum along <paramref name="axis"/>, as int64; NaN counts as smallest.</summary>
    /// <param name="axis">The axis to search along.</param>
    /// <param name="keepAxes">True to keep the axis, with size 1.</param>
    /// <exception cref="OperationException">The axis does not exist or is empty, or the elements are booleans.</exception>
    public Tensor ArgMin(int axis, bool keepAxes = false)
    {
        axis = ShapeRules.Axis("argmin", axis, Type);
        if (Shape[axis] == 0) throw new ShapeException("argmin", $"axis {axis} of {Shape} is empty and has no minimum.", [Type]);
        // The reversed order: −x, or −1 − x for integers, which never overflows.
        return ElementType.IsFloat() ? (-this).ArgMax(axis, keepAxes) : (-1 - this).ArgMax(axis, keepAxes);
    }
}
