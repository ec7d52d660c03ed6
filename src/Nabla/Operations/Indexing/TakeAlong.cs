namespace Nabla;

/// <summary>Selects elements within each row by index: y[i, j] = x[i, k[i, j]] along the last axis. The derivative is scattered back and added up.</summary>
internal sealed class TakeAlong(int axis) : OpaqueOperation
{
    public override string Name => "take-along";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis } };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    /// <summary>0: elements are only moved.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Indices.Require(Name, inputs[1]);
        var (x, indices) = (inputs[0].Shape, inputs[1].Shape);
        return x.Rank == indices.Rank && x.With(axis, 0).Equals(indices.With(axis, 0))
            ? inputs[0] with { Shape = indices }
            : throw new ShapeException(
                Name, $"sizes may differ along axis {axis} only: the tensor is {x}, the indices are {indices}; broadcast them first.", [.. inputs]);
    }

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) => supports[0] is { } support
        ? Tensor.Apply(this, support, context[1])
        : null;

    internal override Tensor? Squared(in OperationContext context, int depth) => Power.SquareOf(context[0], depth - 1) is { } square
        ? Tensor.Apply(this, square, context[1])
        : null;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
        input == 0 ? Tensor.Apply(new ScatterAddAlong(axis, context[0].Shape[axis]), dy, context[1]) : null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent
        ? Tensor.Apply(this, tangent, context[1])
        : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new TakeAlong(axis + 1), Batching.Stack(inputs, stacked, length));

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var (x, indices, size) = (inputs[0], inputs[1], output.Type.Element.Size());
        var (shape, count) = (output.Type.Shape, inputs[0].Type.Shape[axis]);
        var inner = shape.Product(axis + 1, shape.Rank);
        for (var position = 0; position < output.Type.ElementCount; position++)
        {
            var (outer, rest) = Math.DivRem(position, shape[axis] * inner);
            var source = ((long)outer * count + Indices.Read(Name, indices, position, count)) * inner + rest % inner;
            System.Buffer.MemoryCopy(x.Pointer + source * size, output.Pointer + (long)position * size, size, size);
        }
    }
}

/// <summary>The transpose of <see cref="TakeAlong"/>: adds elements at the given indices, in rows of the given size.</summary>
internal sealed class ScatterAddAlong(int axis, int size) : OpaqueOperation
{
    public override string Name => "scatter-add-along";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis }, { "size", size } };

    public override bool HasForward => true;

    public override bool IsMultilinear => true;

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.RequireFloat(Name, inputs[..1]);
        Indices.Require(Name, inputs[1]);
        ShapeRules.RequireOneShape(Name, inputs);
        return inputs[0] with { Shape = inputs[0].Shape.With(axis, size) };
    }

    internal override bool HasSupport => true;

    internal override Tensor? Support(in OperationContext context, ReadOnlySpan<Tensor?> supports) =>
        Tensor.Apply(this, Nabla.Support.OrEverywhere(supports[0], context[0]).To(ElementType.Float32), context[1]) > 0;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => input == 0 ? Tensor.Apply(new TakeAlong(axis), dy, context[1]) : null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent
        ? Tensor.Apply(this, tangent, context[1])
        : null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new ScatterAddAlong(axis + 1, size), Batching.Stack(inputs, stacked, length));

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        if (!output.Type.Element.IsSingle())
        {
            Add(inputs[0].Span<double>(), inputs[0].Type.Shape, inputs[1], output.Span<double>());
            return;
        }
        // An index may be repeated millions of times, so sums are in float64 and rounded once.
        var y = output.Span<float>();
        var sums = new double[y.Length];
        Add(inputs[0].Span<float>(), inputs[0].Type.Shape, inputs[1], sums.AsSpan());
        for (var i = 0; i < y.Length; i++) y[i] = (float)sums[i];
    }

    private void Add<T>(Span<T> x, Shape shape, Operand indices, Span<double> sums)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var inner = shape.Product(axis + 1, shape.Rank);
        sums.Clear();
        for (var position = 0; position < x.Length; position++)
        {
            var (outer, rest) = Math.DivRem(position, shape[axis] * inner);
            sums[checked((int)(((long)outer * size + Indices.Read(Name, indices, position, size)) * inner + rest % inner))] +=
                double.CreateTruncating(x[position]);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// The elements at <paramref name="indices"/> within each row along <paramref name="axis"/>. The result has the shape of the indices, which may differ from
    /// this tensor's along that axis only. Applies <see cref="ArgSort"/>: the sorted tensor is <c>x.TakeAlong(x.ArgSort())</c>.
    /// </summary>
    /// <exception cref="OperationException">The axis does not exist, the shapes do not fit, or the indices are not integers.</exception>
    public Tensor TakeAlong(Tensor indices, int axis = -1) => Apply(new TakeAlong(ShapeRules.Axis("take-along", axis, Type)), this, indices);

    /// <summary>
    /// This tensor with <paramref name="values"/> added at <paramref name="indices"/> within each row along <paramref name="axis"/>: the transpose of
    /// <see cref="TakeAlong"/>.
    /// </summary>
    /// <exception cref="OperationException">The axis does not exist, the shapes do not fit, the indices are not integers, or float types differ.</exception>
    public Tensor ScatterAddAlong(Tensor indices, Tensor values, int axis = -1)
    {
        axis = ShapeRules.Axis("scatter-add-along", axis, Type);
        if (values.Rank != Rank || !values.Shape.With(axis, 0).Equals(Shape.With(axis, 0)))
            throw new ShapeException(
                "scatter-add-along",
                $"sizes may differ along axis {axis} only: the tensor is {Shape}, the values are {values.Shape}; broadcast them first.",
                [Type, values.Type]);
        return this + Apply(new ScatterAddAlong(axis, Shape[axis]), values, indices);
    }
}
