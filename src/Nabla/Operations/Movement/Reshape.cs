using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>The same elements in row-major order with another shape. The derivative is reshaped back.</summary>
internal sealed class Reshape(Shape shape) : MovementOperation
{
    public override string Name => "reshape";

    protected override OperationAttributes CreateAttributes() => new() { { "shape", shape } };

    internal override bool IsAlias => true;

    internal override Tensor? Undo(Tensor y, Shape shape) => y.Reshape(shape);

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount == shape.ElementCount
        ? inputs[0] with { Shape = shape }
        : throw new ShapeException(Name, $"{inputs[0].Shape} has {inputs[0].ElementCount} elements, {shape} has {shape.ElementCount}.", [.. inputs]);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy.Reshape(context[0].Shape);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0]?.Reshape(shape);

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => stacked[0]!.Reshape(shape.Stacked(length));

    public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs) => [];
}

public sealed partial class Tensor
{
    /// <summary>The same elements in row-major order with another shape. One size may be −1 and is inferred.</summary>
    /// <exception cref="ShapeException">The new shape does not hold as many elements.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Reshape(params ReadOnlySpan<int> sizes)
    {
        var unknown = sizes.IndexOf(-1);
        if (unknown < 0) return Reshape(Shape.Create(sizes));
        if (sizes[(unknown + 1)..].Contains(-1))
            throw new ShapeException("reshape", $"only one size may be -1, got [{string.Join(", ", sizes.ToArray())}].", [Type]);
        int[] known = sizes.ToArray();
        known[unknown] = 1;
        var rest = Shape.Create(known).ElementCount;
        if (rest == 0 || ElementCount % rest != 0)
            throw new ShapeException(
                "reshape", $"{Shape} has {ElementCount} elements; no size for -1 gives that many in [{string.Join(", ", sizes.ToArray())}].", [Type]);
        known[unknown] = ElementCount / rest;
        return Reshape(Shape.Create(known));
    }

    /// <summary>The same elements in row-major order with another shape.</summary>
    /// <exception cref="ShapeException">The new shape does not hold as many elements.</exception>
    public Tensor Reshape(Shape shape) => shape.Equals(Shape) ? this : Apply(new Reshape(shape), this);
}
