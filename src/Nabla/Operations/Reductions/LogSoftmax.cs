using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// log softmax(x) along the last axis, as z − log Σ exp(z) with z = x − max x. Derivative, applied to dy: dy − softmax(x) Σ dy, with
/// softmax(x) = exp(y).
/// </summary>
internal sealed class LogSoftmax : OpaqueOperation
{
    public static LogSoftmax Instance { get; } = new();

    public override string Name => "log-softmax";

    public override bool HasForward => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0].Shape.Rank > 0 && inputs[0].Shape[^1] > 0
        ? ShapeRules.SameFloat(this, inputs)
        : throw new ShapeException(Name, $"the last axis of {inputs[0].Shape} is empty or missing.", [.. inputs]);

    /// <summary>A comparison, two subtractions, an exponential and an addition per element; a logarithm per row.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) =>
        5L * output.ElementCount + output.ElementCount / output.Shape[^1];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        // dy − p Σ dy as dy (1 − p) − p (Σ dy − dy), where 1 − p is accurate even if p is close to 1.
        var y = context.Output;
        return -Nabla.Support.Product(dy, y.ExpM1()) - Nabla.Support.Product(dy.Sum([-1], keepAxes: true) - dy, y.Exp());
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx)
    {
        if (dx[0] is not { } tangent) return null;
        var p = context.Output.Exp();
        // Adding a constant changes nothing, so the tangent of the most likely class is subtracted first to avoid cancellation.
        var moved = tangent - Tensor.Where(p > 0.5, tangent, 0).Sum([-1], keepAxes: true);
        return moved - (p * moved).Sum([-1], keepAxes: true);
    }

    internal override long CountExponentials(ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    protected internal override bool CanFail => false;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, stacked[0]!);

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var shape = output.Type.Shape;
        var rows = shape.Product(0, shape.Rank - 1);
        var (threads, isReference) = context;
        if (output.Type.Element.IsSingle()) Run((float*)inputs[0].Pointer, (float*)output.Pointer);
        else Run((double*)inputs[0].Pointer, (double*)output.Pointer);

        void Run<T>(T* x, T* y)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            if (isReference) PlainKernels.LogSoftmax(x, y, rows, shape[^1]);
            else RowReductions.LogSoftmax(x, y, rows, shape[^1], threads);
        }
    }
}

public sealed partial class Tensor
{
    /// <summary>exp(x) / Σ exp(x) along <paramref name="axis"/>: positive, with sum 1, and invariant to adding a constant to x.</summary>
    /// <exception cref="OperationException">The axis does not exist, or the elements are not floats.</exception>
    public Tensor Softmax(int axis = -1) => LogSoftmax(axis).Exp();

    /// <summary>
    /// The logarithm of softmax along <paramref name="axis"/>, computed directly as z − log Σ exp(z) with z = x − max x. Subtracting the maximum
    /// does not change the result, but keeps the digits of large logits.
    /// </summary>
    /// <exception cref="OperationException">The axis does not exist or is empty, or the elements are not floats.</exception>
    public Tensor LogSoftmax(int axis = -1)
    {
        axis = ShapeRules.Axis("log-softmax", axis, Type);
        ShapeRules.RequireFloat("log-softmax", [Type]);
        if (axis == Rank - 1) return Apply(Nabla.LogSoftmax.Instance, this);
        // The kernel processes rows, so the axis is moved to the end.
        int[] order = [.. Enumerable.Range(0, Rank)];
        (order[axis], order[^1]) = (order[^1], order[axis]);
        return Apply(Nabla.LogSoftmax.Instance, Permute(order)).Permute(order);
    }
}
