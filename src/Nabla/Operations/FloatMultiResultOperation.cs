using System.Numerics;

namespace Nabla;

/// <summary>An operation with several results whose kernel is the same for float32 and float64 and accepts stacks of examples.</summary>
internal abstract class FloatMultiResultOperation : MultiResultOperation
{
    protected internal override Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.ApplyAll(this, Batching.Stack(inputs, stacked, length));

    public sealed override void Run(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
    {
        if (inputs[0].Type.Element.IsSingle()) Run<float>(inputs, outputs, context);
        else Run<double>(inputs, outputs, context);
    }

    protected abstract void Run<T>(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
