namespace Nabla;

/// <summary>One-hot rows of class indices. There is no derivative.</summary>
/// <param name="classes">The number of classes.</param>
/// <param name="type">The element type of the rows.</param>
/// <param name="label">What the message about an index out of range begins with; null for the operation's name.</param>
internal sealed class OneHot(int classes, ElementType type, string? label = null) : OpaqueOperation
{
    public override string Name => "one-hot";

    protected override OperationAttributes CreateAttributes() =>
        label is null ? new() { { "classes", classes }, { "type", type } } : new() { { "classes", classes }, { "type", type }, { "label", label } };

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Indices.Require(Name, inputs[0]);
        return new(type, Shape.Create([.. inputs[0].Shape.AsSpan(), classes]));
    }

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, stacked[0]!);

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        new Span<byte>(output.Pointer, checked((int)output.Type.Bytes)).Clear();
        for (var i = 0; i < inputs[0].Type.ElementCount; i++)
        {
            var place = i * (long)classes + Indices.Read(label ?? Name, inputs[0], i, classes);
            if (type == ElementType.Float32) ((float*)output.Pointer)[place] = 1;
            else ((double*)output.Pointer)[place] = 1;
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>
    /// One-hot encoding of class indices 0 … <paramref name="classes"/> − 1: a new last axis of that size with a one at the class. An index out of range is
    /// reported when the result is computed.
    /// </summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="label">What the message about an index out of range begins with, such as the name of a loss; null for <c>one-hot</c>.</param>
    /// <exception cref="OperationException">The class indices are not integers, or the result type is not a float type.</exception>
    public Tensor OneHot(int classes, ElementType type = ElementType.Float32, string? label = null)
    {
        if (!type.IsFloat()) throw new ElementTypeException("one-hot", $"returns float32 or float64, not {type.Label()}.", [Type]);
        return Apply(new OneHot(classes, type, label), this);
    }
}
