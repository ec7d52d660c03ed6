namespace Nabla;

/// <summary>The same elements, treated as constant by every derivative.</summary>
internal sealed class StopGradient : AnnotationOperation
{
    public static StopGradient Instance { get; } = new();

    public override string Name => "stop-gradient";

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => null;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, stacked[0]!);
}

public sealed partial class Tensor
{
    /// <summary>The same elements, treated as constant by every derivative.</summary>
    public Tensor StopGradient() => Apply(Nabla.StopGradient.Instance, this);
}
