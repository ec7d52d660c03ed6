namespace Nabla.Learning;

/// <summary>A measure of a network's outputs, collected batch by batch.</summary>
public abstract class Metric
{
    /// <summary>The name in reports, in lower case: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>True if larger values are better.</summary>
    public virtual bool IsHigherBetter => true;

    /// <summary>The value over all examples so far; NaN if they do not determine one.</summary>
    public abstract double Value { get; }

    /// <summary>Takes a batch into account.</summary>
    /// <param name="outputs">
    /// For classification the probabilities of the classes […, classes], as <see cref="Loss.Probabilities"/> returns them; for regression the predictions.
    /// </param>
    /// <param name="targets">The classes as indices, int64 […]; or the values to predict, of the shape of the predictions.</param>
    /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
    /// <exception cref="ElementTypeException">Outputs are not floats, or classes not int64.</exception>
    /// <exception cref="DataException">A class is outside the outputs.</exception>
    public abstract void Update(Tensor outputs, Tensor targets);

    /// <summary>Forgets all examples.</summary>
    public abstract void Reset();

    private protected ShapeException Differs(string need, Tensor outputs, Tensor targets) =>
        new(Name, $"{need}, got {outputs.Shape} and {targets.Shape}.", [outputs.Type, targets.Type]);

    /// <summary>Name and value, in the same form in every culture.</summary>
    public override string ToString() => $"{Name} {NumberText.Of(Value)}";
}

/// <summary>A metric of class probabilities.</summary>
public abstract class ClassificationMetric : Metric
{
    /// <inheritdoc/>
    public sealed override void Update(Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (!outputs.ElementType.IsFloat()) throw new ElementTypeException(Name, $"needs probabilities, got {outputs.Type}.", [outputs.Type]);
        if (targets.ElementType != ElementType.Int64) throw new ElementTypeException(Name, $"needs classes as int64, got {targets.Type}.", [targets.Type]);
        if (outputs.Rank == 0 || !outputs.Shape.AsSpan()[..^1].SequenceEqual(targets.Shape.AsSpan()))
            throw Differs("needs probabilities […, classes] and classes […]", outputs, targets);
        var (numbers, labels, classes) = (outputs.To(ElementType.Float64).ToArray<double>(), targets.ToArray<long>(), outputs.Shape[^1]);
        var wrong = Array.FindIndex(labels, label => label < 0 || label >= classes);
        if (wrong >= 0) throw new DataException($"{Name}: class {labels[wrong]} of example {wrong + 1} is outside the {classes} outputs.");
        for (var i = 0; i < labels.Length; i++) Add(numbers.AsSpan(i * classes, classes), (int)labels[i]);
    }

    /// <summary>Takes an example into account.</summary>
    /// <param name="probabilities">The probability of each class.</param>
    /// <param name="label">The true class.</param>
    protected abstract void Add(ReadOnlySpan<double> probabilities, int label);

    /// <summary>The class with the largest probability, the first of several; NaN is never chosen before a number.</summary>
    protected static int Largest(ReadOnlySpan<double> probabilities)
    {
        var best = 0;
        for (var i = 1; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[best] || (double.IsNaN(probabilities[best]) && !double.IsNaN(probabilities[i]))) best = i;
        return best;
    }
}

/// <summary>A metric of predicted numbers.</summary>
public abstract class RegressionMetric : Metric
{
    /// <inheritdoc/>
    public sealed override void Update(Tensor outputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (!outputs.ElementType.IsFloat() || !targets.ElementType.IsFloat())
            throw new ElementTypeException(Name, $"needs float predictions and targets, got {outputs.Type} and {targets.Type}.", [outputs.Type, targets.Type]);
        if (outputs.Rank == 0 || !outputs.Shape.Equals(targets.Shape))
            throw Differs("needs predictions and targets of one shape [batch, …]", outputs, targets);
        var (y, t) = (outputs.To(ElementType.Float64).ToArray<double>(), targets.To(ElementType.Float64).ToArray<double>());
        var columns = outputs.Rank == 1 ? 1 : outputs.Shape[^1];
        Begin(columns);
        for (var i = 0; i < y.Length; i++) Add(y[i], t[i], i % columns);
    }

    /// <summary>Called before the numbers of a batch.</summary>
    /// <param name="columns">The number of targets of an example.</param>
    protected virtual void Begin(int columns)
    {
    }

    /// <summary>Takes a number into account.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="target">The true value.</param>
    /// <param name="column">The target's column.</param>
    protected abstract void Add(double prediction, double target, int column);
}
