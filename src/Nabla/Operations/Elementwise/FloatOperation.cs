using System.Numerics;

namespace Nabla;

/// <summary>An operation whose kernel is the same for float32 and float64.</summary>
internal abstract class FloatOperation : OpaqueOperation
{
    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

    public sealed override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        if (output.Type.Element.IsSingle()) Run<float>(inputs, output, context);
        else Run<double>(inputs, output, context);
    }

    protected abstract void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
