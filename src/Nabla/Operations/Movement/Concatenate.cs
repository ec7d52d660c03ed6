namespace Nabla;

/// <summary>Concatenates tensors along an axis. The derivative is split again.</summary>
internal sealed class Concatenate(int axis) : MovementOperation
{
    public override string Name => "concatenate";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.SameElement(this, inputs);
        var first = inputs[0].Shape;
        var size = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = inputs[i].Shape;
            if (shape.Rank != first.Rank || !shape.With(axis, 0).Equals(first.With(axis, 0)))
                throw new ShapeException(Name, $"shapes may differ in axis {axis} only: tensor 0 is {first}, tensor {i} is {shape}.", [.. inputs]);
            size = checked(size + shape[axis]);
        }
        return inputs[0] with { Shape = first.With(axis, size) };
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        var start = 0;
        for (var i = 0; i < input; i++) start += context[i].Shape[axis];
        return dy.Slice(axis, start..(start + context[input].Shape[axis]));
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        var tangents = new Tensor[dx.Length];
        for (var i = 0; i < dx.Length; i++) tangents[i] = dx[i] ?? Tensor.Zeros(context[i].Shape, context[i].ElementType);
        return Tensor.Apply(this, tangents);
    }

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.Apply(new Concatenate(axis + 1), Batching.Stack(inputs, stacked, length));

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs)
    {
        var target = Array.ConvertAll(output.Shape.Strides(), stride => (long)stride);
        long offset = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            yield return new(i, inputs[i].Shape.ToArray(), 0, Array.ConvertAll(inputs[i].Shape.Strides(), stride => (long)stride), offset, target);
            offset += inputs[i].Shape[axis] * target[axis];
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>Concatenates tensors along <paramref name="axis"/>. Sizes may differ along that axis only.</summary>
    /// <exception cref="OperationException">There are no tensors, the axis does not exist, or other sizes or element types differ.</exception>
    public static Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty) throw new ShapeException("concatenate: there are no tensors to concatenate.");
        return Apply(new Concatenate(ShapeRules.Axis("concatenate", axis, tensors[0].Type)), tensors);
    }

    /// <inheritdoc cref="Concatenate(int, ReadOnlySpan{Tensor})"/>
    public static Tensor Concatenate(ReadOnlySpan<Tensor> tensors, int axis = 0) => Concatenate(axis, tensors);
}
