namespace Nabla;

/// <summary>A node without inputs: given data, or the value of a variable.</summary>
internal sealed class Source : Operation
{
    public static Source Data { get; } = new("data");

    public static Source Variable { get; } = new("variable");

    public static Source Slot { get; } = new("slot");

    private Source(string name) => Name = name;

    public override string Name { get; }

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => throw new InvalidOperationException("A source has no inputs.");

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => null;
}

/// <summary>A scalar known when the graph is built. All constants are equal as operations: the value is passed when a program runs.</summary>
internal sealed class Constant : Operation
{
    public static Constant Instance { get; } = new();

    public override string Name => "constant";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => throw new InvalidOperationException("A constant has no inputs.");

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 0;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => null;
}
