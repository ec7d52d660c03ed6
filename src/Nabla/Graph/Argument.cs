namespace Nabla;

/// <summary>The same numbers as a node of its own: the argument of a function that is being differentiated.</summary>
internal sealed class Argument : MovementOperation
{
    public static Argument Instance { get; } = new();

    public override string Name => "argument";

    internal override bool IsAlias => true;

    internal override bool IsAnnotation => true;

    internal override bool IsIdentity => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0];

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, stacked[0]!);

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs) => [];
}
