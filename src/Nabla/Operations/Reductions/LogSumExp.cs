using Nabla.Kernels;

namespace Nabla;

/// <summary>log Σ exp(x) along one axis, computed as max + log Σ exp(x − max) so that nothing overflows. Derivative exp(x − y): softmax.</summary>
internal sealed class LogSumExp(int axis) : OpaqueOperation
{
    public override string Name => "log-sum-exp";

    protected override OperationAttributes CreateAttributes() => new() { { "axis", axis } };

    public override bool HasForward => true;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        ShapeRules.SameFloat(this, inputs) with { Shape = inputs[0].Shape.Without(axis, axis + 1) };

    /// <summary>A comparison, a subtraction, an exponential and an addition per input; a logarithm and an addition per result.</summary>
    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 4L * inputs[0].ElementCount + 2L * output.ElementCount;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => Nabla.Support.Product(Wide(dy, context), Softmax(context));

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
        dx[0] is { } tangent ? Nabla.Support.Product(tangent, Softmax(context)).Sum(axis) : null;

    internal override long CountExponentials(ReadOnlySpan<TensorType> inputs) => inputs[0].ElementCount;

    protected internal override bool CanFail => false;

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(new LogSumExp(axis + 1), stacked[0]!);

    public override unsafe void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var shape = inputs[0].Type.Shape;
        var (threads, isReference) = context;
        var (outer, inner) = (shape.Product(0, axis), shape.Product(axis + 1, shape.Rank));
        if (output.Type.Element.IsSingle()) Run((float*)inputs[0].Pointer, (float*)output.Pointer);
        else Run((double*)inputs[0].Pointer, (double*)output.Pointer);

        void Run<T>(T* x, T* y)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            if (isReference) PlainKernels.LogSumExp(x, y, outer, shape[axis], inner);
            else RowReductions.LogSumExp(x, y, outer, shape[axis], inner, threads);
        }
    }

    private Tensor Wide(Tensor y, in OperationContext context) => Reductions.Widen(y, context[0].Shape, axis, axis + 1);

    /// <summary>exp(x − y). If y is infinite, the infinite elements share the weight equally, as in the limit.</summary>
    private Tensor Softmax(in OperationContext context)
    {
        var x = context[0];
        var y = Wide(context.Output, context);
        var same = Tensor.Equal(x, y).To(x.ElementType);
        var infinite = Tensor.Equal(y.Abs(), double.PositiveInfinity);
        var shared = same / Wide(same.Sum(axis), context);
        // Normalized by their sum, because the rounding of a large y scales all of them alike.
        var weights = (Tensor.Where(infinite, 0, x) - Tensor.Where(infinite, 0, y)).Exp();
        return Tensor.Where(infinite, shared, weights / Wide(weights.Sum(axis), context));
    }
}

public sealed partial class Tensor
{
    /// <summary>log Σ exp(x) over all elements, or along the given axes; stable for values of any size, and −∞ for empty axes.</summary>
    /// <exception cref="OperationException">An axis does not exist or is given twice, or the elements are not floats.</exception>
    public Tensor LogSumExp(params ReadOnlySpan<int> axes) => LogSumExp(axes, false);

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{int})"/>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    public Tensor LogSumExp(ReadOnlySpan<int> axes, bool keepAxes)
    {
        const string Name = "log-sum-exp";
        ShapeRules.RequireFloat(Name, [Type]);
        var chosen = Reductions.Axes(this, Name, axes);
        // The operation takes one axis, so the chosen ones are brought together and merged.
        var (joined, axis) = Reductions.Merge(this, chosen);
        var y = Apply(new LogSumExp(axis), joined);
        return keepAxes ? y.Reshape(Reductions.Kept(Shape, chosen)) : y;
    }

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{int}, bool)"/>
    public Tensor LogSumExp(int axis, bool keepAxes) => LogSumExp([axis], keepAxes);

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{int}, bool)"/>
    public Tensor LogSumExp(bool keepAxes) => LogSumExp([], keepAxes);
}
