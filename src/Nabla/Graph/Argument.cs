namespace Nabla;

/// <summary>A separate node with the same values: the argument of a function that is being differentiated.</summary>
internal sealed class Argument : AnnotationOperation
{
    public static Argument Instance { get; } = new();

    public override string Name => "argument";

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0];

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, stacked[0]!);
}
