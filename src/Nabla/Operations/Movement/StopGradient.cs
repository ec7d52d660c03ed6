namespace Nabla;

/// <summary>The same numbers, as a constant to every derivative.</summary>
internal sealed class StopGradient : MovementOperation
{
    public static StopGradient Instance { get; } = new();

    public override string Name => "stop-gradient";

    internal override bool IsAlias => true;

    internal override bool IsAnnotation => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => null;

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, stacked[0]!);

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs) => [];
}

public sealed partial class Tensor
{
    /// <summary>The same numbers, as a constant to every derivative.</summary>
    public Tensor StopGradient() => Apply(Nabla.StopGradient.Instance, this);
}
