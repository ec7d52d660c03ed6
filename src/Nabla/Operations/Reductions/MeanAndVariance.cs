using Nabla.Kernels;

namespace Nabla;

/// <summary>
/// The mean m and the variance Σ(x − m)² / divisor over adjacent axes, reading the elements once. Derivatives 1/n and 2(x − m)/divisor.
/// </summary>
internal sealed class MeanAndVariance(int start, int end, double divisor) : FloatMultiResultOperation
{
    public override string Name => "mean-and-variance";

    protected override OperationAttributes CreateAttributes() => new() { { "axes", Enumerable.Range(start, end - start).ToArray() }, { "divisor", divisor } };

    public override int ResultCount => 2;

    protected internal override bool CanFail => false;

    public override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs)
    {
        ShapeRules.RequireFloat(Name, inputs);
        var type = inputs[0] with { Shape = inputs[0].Shape.Without(start, end) };
        return [type, type];
    }

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => 4L * inputs[0].ElementCount;

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy)
    {
        var (x, shape) = (context[0], context[0].Shape);
        var byMean = dy[0] is { } first ? Reductions.Widen(first / Math.Max(1, shape.Product(start, end)), shape, start, end) : null;
        if (dy[1] is not { } second) return byMean;
        var deviations = x - Reductions.Widen(context.Outputs[0], shape, start, end);
        var byVariance = Reductions.Widen(second * (2 / divisor), shape, start, end) * deviations;
        return byMean is null ? byVariance : byMean + byVariance;
    }

    protected internal override Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length) =>
        Tensor.ApplyAll(new MeanAndVariance(start + 1, end + 1, divisor), stacked[0]!);

    protected override unsafe void Run<T>(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
    {
        var shape = inputs[0].Type.Shape;
        if (outputs[0].Type.ElementCount == 0) return;
        var work = new Moments<T>(
            shape.Product(0, start), shape.Product(start, end), shape.Product(end, shape.Rank), divisor,
            (nint)inputs[0].Pointer, (nint)outputs[0].Pointer, (nint)outputs[1].Pointer);
        Workers.For(work.Count, context.Threads, work);
    }
}

public sealed partial class Tensor
{
    /// <summary>The mean and the variance over the given axes, or of all elements: both in one pass over the elements.</summary>
    /// <param name="axes">The axes, or all if none are given.</param>
    /// <param name="keepAxes">True to keep the reduced axes, with size 1.</param>
    /// <param name="correction">The value subtracted from the count in the divisor of the variance: 1 for the unbiased estimate. If nothing is left of
    /// the divisor, the variance is ∞, or NaN if all elements are equal.</param>
    /// <remarks>Computed in float64 and rounded once. Over empty axes both are NaN.</remarks>
    /// <exception cref="OperationException">An axis does not exist or is named twice, or the elements are not floats.</exception>
    public (Tensor Mean, Tensor Variance) MeanAndVariance(int[]? axes = null, bool keepAxes = false, double correction = 0)
    {
        const string Name = "mean-and-variance";
        ShapeRules.RequireFloat(Name, [Type]);
        var chosen = Reductions.Axes(this, Name, axes ?? []);
        if (chosen.Length == 0) return (this, Zeros(Shape, ElementType) / Math.Max(0, 1 - correction));
        // Runs of adjacent axes, the last first: Var(x) is the mean of the variances of its parts plus the variance of their means.
        var (count, mean, variance, end) = (1.0, this, (Tensor?)null, chosen.Length);
        while (end > 0)
        {
            var first = end - 1;
            while (first > 0 && chosen[first - 1] == chosen[first] - 1) first--;
            var (low, high) = (chosen[first], chosen[end - 1] + 1);
            var size = (double)Shape.Product(low, high);
            count *= size;
            // What belongs to the last run alone can be divided at once.
            var isWhole = first == 0 && end == chosen.Length;
            var results = ApplyAll(new MeanAndVariance(low, high, isWhole ? Math.Max(0, size - correction) : size), mean);
            variance = variance is null ? results[1] : results[1] + Apply(new Mean(low, high), variance);
            mean = results[0];
            if (!isWhole && first == 0) variance *= count / Math.Max(0, count - correction);
            end = first;
        }
        if (!keepAxes) return (mean, variance!);
        var kept = Reductions.Kept(Shape, chosen);
        return (mean.Reshape(kept), variance!.Reshape(kept));
    }

    /// <inheritdoc cref="MeanAndVariance(int[], bool, double)"/>
    public (Tensor Mean, Tensor Variance) MeanAndVariance(int axis, bool keepAxes = false, double correction = 0) =>
        MeanAndVariance([axis], keepAxes, correction);
}
