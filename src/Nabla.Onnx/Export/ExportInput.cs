namespace Nabla.Onnx;

/// <summary>An input of a network that is traced. It has no values: a network that reads some would choose its operations by them.</summary>
/// <param name="type">The type of the input.</param>
internal sealed class ExportInput(TensorType type) : OpaqueOperation
{
    public override string Name => "export-input";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => type;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

    public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context) => throw new OnnxException(
        "ONNX export: the network reads values that depend on its input while it is traced, but a model cannot choose its operations by values. "
        + "Compute with operations instead of C# values, such as Tensor.Where.");
}
