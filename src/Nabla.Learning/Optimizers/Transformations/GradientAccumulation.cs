namespace Nabla.Learning;

/// <summary>
/// Averages the gradients of several steps and lets the optimizer take a single step for all of them, for batches that do not fit into memory. In between,
/// parameters and optimizer state keep their values.
/// </summary>
public sealed class GradientAccumulation : GradientTransformation
{
    private readonly int steps;
    private readonly Variable count;
    private readonly Variable[] sums;

    /// <summary>Creates a transformation that accumulates the given number of gradients per optimizer step.</summary>
    /// <param name="steps">The number of gradients.</param>
    /// <param name="parameters">The parameters of the optimizer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public GradientAccumulation(int steps, IReadOnlyList<Variable> parameters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        this.steps = steps;
        count = State("count", Tensor.Scalar(0L));
        sums = [.. parameters.Select((parameter, i) => State($"{i}.sum", Tensor.Zeros(parameter.Shape, parameter.Type.Element)))];
    }

    /// <inheritdoc/>
    public override string Name => "accumulate";

    /// <summary>Not supported, because the optimizer step depends on the count.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters) =>
        throw new NotSupportedException("accumulate: the optimizer step depends on the count; add this to Optimizer.Transformations.");

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters, ref Tensor? condition)
    {
        if (sums.Length != gradients.Count)
            throw new ArgumentException($"accumulate: created for {sums.Length} parameters, but there are {gradients.Count}.", nameof(gradients));
        // Gradients withheld by an earlier transformation do not count.
        var counted = condition is null ? count.Value + 1 : count.Value + condition.To(ElementType.Int64);
        var isDue = Tensor.Equal(counted, steps);
        if (condition is not null) isDue &= condition;
        var averages = new Tensor[gradients.Count];
        for (var i = 0; i < averages.Length; i++)
        {
            var sum = sums[i].Value + (condition is null ? gradients[i] : Tensor.Where(condition, gradients[i], 0));
            averages[i] = sum / steps;
            sums[i].Value = Tensor.Where(isDue, 0, sum);
        }
        count.Value = Tensor.Where(isDue, 0, counted);
        condition = isDue;
        return averages;
    }
}
