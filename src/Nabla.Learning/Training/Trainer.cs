namespace Nabla.Learning;

/// <summary>Trains a network on batches of examples.</summary>
/// <param name="network">From [batch, …example shape] to [batch, outputs].</param>
/// <param name="loss">The loss, which encodes the targets and is reported by evaluation.</param>
/// <param name="rule">The rule by which the network learns from a batch.</param>
public sealed partial class Trainer(Module network, Loss loss, LearningRule rule)
{
    private const int EvaluationBatch = 1000;

    /// <summary>Creates a trainer that uses gradients.</summary>
    /// <param name="network">From [batch, …example shape] to [batch, outputs].</param>
    /// <param name="objective">The objective to minimize.</param>
    /// <param name="optimizer">The optimizer that minimizes it.</param>
    public Trainer(Module network, Objective objective, Optimizer optimizer)
        : this(network, objective.Loss, new GradientRule(network, objective, optimizer))
    {
    }

    /// <summary>Warnings about this network with this loss; see <see cref="Learning.Advice"/>.</summary>
    public IReadOnlyList<string> Advice => [.. Learning.Advice.For(network, loss)];

    /// <summary>The learning rate of the rule.</summary>
    public double LearningRate => rule.KeptRate;

    /// <summary>
    /// The least validation loss of the last training and its epoch, validations within epochs included; null if none was measured and finite.
    /// </summary>
    public (double Loss, int Epoch)? BestValidation =>
        run?.Position is { BestEpoch: > 0 } position && double.IsFinite(position.Best) ? (position.Best, position.BestEpoch) : null;

    /// <summary>Why the last training ended.</summary>
    public StopReason StopReason => run?.StopReason ?? StopReason.Completed;

    /// <summary>
    /// Trains the network in training mode and leaves it in inference mode. Cancellation stops training after the current step; the network keeps what it has
    /// learned.
    /// </summary>
    /// <param name="training">The examples to learn from.</param>
    /// <param name="validation">The examples to validate on after every epoch; may be null.</param>
    /// <param name="options">Epochs, batch size and so on.</param>
    /// <param name="callbacks">Called after steps and epochs, in order; may be null.</param>
    /// <param name="cancellation">Stops training after the current step, without an exception.</param>
    /// <returns>The results of the completed epochs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is below 1, or the time limit not above 0.</exception>
    /// <exception cref="ArgumentException">
    /// The average has parameters that do not belong to the network, or the options need validation examples and there are none.
    /// </exception>
    /// <exception cref="ModelFileException">All checkpoints to resume from are damaged, or they belong to a different run.</exception>
    /// <exception cref="IOException">The folder of the checkpoints cannot be used, or one cannot be written and nobody takes reports.</exception>
    /// <exception cref="DataException">The validation examples do not match the training examples.</exception>
    /// <exception cref="OperationException">The examples do not fit the network, or its outputs do not fit the loss.</exception>
    /// <exception cref="AnomalyException">A step gave values that are not finite, and the options ask to detect that.</exception>
    public IReadOnlyList<EpochResult> Fit(
        IBatchSource training,
        IBatchSource? validation,
        TrainingOptions options,
        IReadOnlyList<ITrainingCallback>? callbacks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(validation is not null);
        if (validation is not null) RequireSameKind(training, validation);
        if (options.Average is { } average && average.Parameters.Except(network.NamedParameters().Select(entry => entry.Variable)).Any())
            throw new ArgumentException("options: the average has parameters that do not belong to the network; use network.Parameters().", nameof(options));
        var rate = rule.KeptRate;
        network.Train();
        try
        {
            run = new(network, loss, rule, training, validation, options, callbacks ?? []);
            run.Learn(cancellation);
            return run.Position.Results;
        }
        finally
        {
            network.Eval();
            if (options.Schedule is not null) rule.LearningRate = rate;
        }
    }

    /// <summary>Returns the mean loss, without regularizer, and the accuracy or R² on examples.</summary>
    /// <exception cref="OperationCanceledException">The evaluation was canceled.</exception>
    public Metrics Evaluate(IBatchSource data, CancellationToken cancellation = default) => Evaluate(network, loss, data, cancellation);

    /// <summary>Returns the mean loss and the accuracy or R² of a network in inference mode on examples.</summary>
    /// <exception cref="OperationCanceledException">The evaluation was canceled.</exception>
    public static Metrics Evaluate(Module network, Loss loss, IBatchSource data, CancellationToken cancellation = default) =>
        Evaluate(network, loss, data, [], cancellation);

    /// <summary>Returns the mean loss and the accuracy or R² of a network in inference mode on examples, and collects other metrics.</summary>
    /// <param name="network">From [batch, …example shape] to [batch, outputs].</param>
    /// <param name="loss">The loss.</param>
    /// <param name="data">The examples.</param>
    /// <param name="metrics">The metrics, which forget what they collected before: of classes or of numbers, as the examples are.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    /// <exception cref="OperationCanceledException">The evaluation was canceled.</exception>
    public static Metrics Evaluate(Module network, Loss loss, IBatchSource data, IReadOnlyList<Metric> metrics, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var metric in metrics) metric.Reset();
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        using var inference = new InferenceScope(network);
        var (total, right, count, labels) = (0.0, 0.0, 0, 0L);
        var explained = new RSquared();
        foreach (var batch in data.Batches(EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            var t = Encode(loss, data, batch);
            var y = network.Forward(batch.Inputs);
            var error = loss.Mean(y, t);
            var judged = data.IsClassification ? Correct(y, batch.Targets) : y;
            Tensor.Evaluate(error, judged);
            foreach (var metric in metrics) metric.Update(data.IsClassification ? loss.Probabilities(y) : y, data.IsClassification ? batch.Targets : t);
            total += error.ToDouble() * batch.Count;
            count += batch.Count;
            labels += batch.Targets.ElementCount;
            if (data.IsClassification) right += judged.ToDouble();
            else explained.Update(y, t);
        }
        return new(total / count, data.IsClassification ? right / labels : explained.Value);
    }

    private static void RequireSameKind(IBatchSource training, IBatchSource validation)
    {
        if (!validation.ExampleShape.SequenceEqual(training.ExampleShape) || validation.OutputWidth != training.OutputWidth)
        {
            throw new DataException(
                $"{validation.Name}: examples have the shape [{string.Join(", ", validation.ExampleShape)}] and {validation.OutputWidth} outputs, "
                + $"but those of {training.Name} have [{string.Join(", ", training.ExampleShape)}] and {training.OutputWidth}.");
        }
        if (validation.IsClassification != training.IsClassification)
            throw new DataException($"{validation.Name}: {Kind(validation)}, but {training.Name} {Kind(training)}.");
        if (validation is INamedClasses one && training is INamedClasses other && one.ClassNames.Count > 0 && other.ClassNames.Count > 0
            && !one.ClassNames.SequenceEqual(other.ClassNames))
        {
            throw new DataException(
                $"{validation.Name}: its classes are {string.Join(", ", one.ClassNames)}, "
                + $"but those of {training.Name} are {string.Join(", ", other.ClassNames)}.");
        }
    }

    private static string Kind(IBatchSource source) => source.IsClassification ? "has classes" : "has values to predict";

    /// <summary>Returns the targets in the form that the loss expects.</summary>
    internal static Tensor Encode(Loss loss, IBatchSource source, Batch batch)
    {
        if (!source.IsClassification) return batch.Targets;
        // Inputs may be classes themselves, such as characters.
        var type = batch.Inputs.ElementType.IsFloat() ? batch.Inputs.ElementType : ElementType.Float32;
        return loss.Encode(batch.Targets, source.OutputWidth, type);
    }

    internal static Tensor Correct(Tensor y, Tensor labels) => Tensor.Equal(y.ArgMax(-1), labels).To(ElementType.Int64).Sum();
}
