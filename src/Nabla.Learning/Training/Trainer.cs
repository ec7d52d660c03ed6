using System.Diagnostics;
using System.Globalization;

namespace Nabla.Learning;

/// <summary>Trains a network on a data set by mini-batches.</summary>
/// <param name="network">From [batch, width] to [batch, outputs].</param>
/// <param name="loss">How targets are encoded, and what a test reports.</param>
/// <param name="rule">How the network learns from a mini-batch.</param>
public sealed class Trainer(Module network, Loss loss, LearningRule rule)
{
    /// <summary>How many examples are evaluated at a time.</summary>
    private const int EvaluationBatch = 1000;

    // What is needed to say why a training diverged.
    private (Variable Parameter, Tensor Value)[]? start;
    private double firstError;
    private int[] firstRows = [];

    /// <summary>Trains by gradients.</summary>
    /// <param name="network">From [batch, width] to [batch, outputs].</param>
    /// <param name="objective">What shall fall.</param>
    /// <param name="optimizer">What makes it fall.</param>
    public Trainer(Module network, Objective objective, Optimizer optimizer)
        : this(network, objective.Loss, new GradientRule(network, objective, optimizer))
    {
    }

    /// <summary>What is unwise about this network with this loss, as <see cref="Learning.Advice"/> sees it.</summary>
    public IReadOnlyList<string> Advice => network is Sequential layers ? [.. Learning.Advice.On(layers, loss)] : [];

    /// <summary>Trains, and says how it goes. When canceled, it stops after the step in hand: the network keeps what it has learned.</summary>
    /// <param name="training">The examples to learn from.</param>
    /// <param name="validation">Examples to be judged by after every epoch; may be null.</param>
    /// <param name="options">Epochs, batch size and so on.</param>
    /// <param name="progress">Called after every step.</param>
    /// <param name="epochDone">Called after every epoch.</param>
    /// <param name="cancellation">Ends training after the current step; this is no error.</param>
    /// <returns>The epochs that were completed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the number of epochs is below 1.</exception>
    /// <exception cref="DataException">The examples to be judged by are of another kind than those to learn from.</exception>
    /// <exception cref="ShapeException">The examples do not fit the network, or the loss its outputs.</exception>
    public IReadOnlyList<EpochResult> Fit(
        Dataset training,
        Dataset? validation,
        TrainingOptions options,
        Action<TrainingProgress>? progress = null,
        Action<EpochResult>? epochDone = null,
        CancellationToken cancellation = default)
    {
        if (options.BatchSize < 1) throw new ArgumentOutOfRangeException(nameof(options), options.BatchSize, "The batch size must be at least 1.");
        if (options.Epochs < 1) throw new ArgumentOutOfRangeException(nameof(options), options.Epochs, "There must be at least 1 epoch.");
        if (validation is not null) RequireSameKind(training, validation);
        var rate = rule.KeptRate;
        try
        {
            return Learn(training, validation, options, progress, epochDone, cancellation);
        }
        finally
        {
            if (options.CosineDecay) rule.LearningRate = rate;
        }
    }

    private List<EpochResult> Learn(
        Dataset training, Dataset? validation, TrainingOptions options, Action<TrainingProgress>? progress, Action<EpochResult>? epochDone, CancellationToken cancellation)
    {
        var results = new List<EpochResult>();
        var examples = new Examples(training, loss);
        var step = CompiledStep();
        var batches = (training.Count - 1) / options.BatchSize + 1;
        var steps = (double)batches * options.Epochs;
        var rate = rule.KeptRate;
        rule.IsRateRead = false;
        start = [.. network.Parameters().Select(parameter => (parameter, parameter.Value))];
        var clock = Stopwatch.StartNew();
        long seen = 0;
        var number = 0;
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var started = clock.Elapsed;
            var (total, right, count, batch) = (0.0, 0.0, 0, 0);
            foreach (var rows in BatchSampler.Shuffled(training.Count, options.BatchSize, new HostRandom(options.Seed, epoch)))
            {
                if (cancellation.IsCancellationRequested) return results;
                if (options.CosineDecay) rule.LearningRate = rate * 0.5 * (1 + Math.Cos(Math.PI * number / steps));
                if (number > 0 && rule.KeptRate != rate && !rule.IsRateRead)
                    throw new InvalidOperationException($"{rule.GetType().Name}: its learning rate changes, but Learn does not read it: read Rate(type) there, or set CosineDecay to false and leave the rate alone.");
                number++;
                batch++;
                var (error, correct) = Step(step, examples, rows);
                if (number == 1) (firstError, firstRows) = (error, rows);
                // Once a step has gone well, the gradient is not what is wrong.
                else if (double.IsFinite(error)) start = null;
                total += error * rows.Length;
                right += correct;
                count += rows.Length;
                seen += rows.Length;
                progress?.Invoke(new(epoch, options.Epochs, batch, batches, seen, total / count, training.IsClassification ? right / count : double.NaN, clock.Elapsed));
            }
            var seconds = (clock.Elapsed - started).TotalSeconds;
            var judged = validation is null ? null : (Metrics?)Evaluate(validation, CancellationToken.None);
            var result = new EpochResult(epoch, new(total / count, training.IsClassification ? right / count : double.NaN), judged, seconds);
            results.Add(result);
            epochDone?.Invoke(result);
        }
        return results;
    }

    /// <summary>
    /// Why the loss of the last training is no finite number, as far as can be found out: from the loss before the first step, from the size of the numbers,
    /// and from the first gradient.
    /// </summary>
    /// <param name="training">The examples that were learned from.</param>
    /// <returns>A sentence that says what to change.</returns>
    public string ExplainDivergence(Dataset training)
    {
        ArgumentNullException.ThrowIfNull(training);
        const double Huge = 1e15;
        var (inputs, first) = (Largest(training.FeatureStatistics()), NumberText.Of(firstError));
        if (!double.IsFinite(firstError))
        {
            if (inputs > Huge) return $"It was {first} before the first step: the inputs reach {NumberText.Of(inputs)}; standardize them.";
            var targets = training.IsClassification ? 0 : Enumerable.Range(0, training.OutputWidth).Max(target => Largest(training.TargetStatistics(target)));
            if (targets > Huge) return $"It was {first} before the first step: the targets reach {NumberText.Of(targets)}; standardize them.";
            return $"It was {first} before the first step: look at the loss '{loss.Name}', at the targets and at the first weights; the learning rate is not the reason.";
        }
        if (start is not null && !HasFiniteGradient(training))
            return $"It was {first} before the first step, but its gradient is not finite: look at the derivative of the loss '{loss.Name}' and of the regularizer; the learning rate is not the reason.";
        var scale = inputs > Huge ? $", or standardize the inputs, which reach {NumberText.Of(inputs)}" : "";
        return $"It was {string.Create(CultureInfo.InvariantCulture, $"{firstError:G4}")} before the first step: take a smaller learning rate than {NumberText.Of(rule.KeptRate)}{scale}.";
    }

    /// <summary>Whether the rule's gradient at the first weights, for the first batch, is finite; also true where the rule has none.</summary>
    private bool HasFiniteGradient(Dataset training)
    {
        foreach (var (parameter, value) in start!) parameter.Value = value;
        var (x, t, _) = new Examples(training, loss).Batch(firstRows);
        return rule.Gradients(x, t).All(gradient => gradient.IsFinite().All().Item<bool>());
    }

    private static double Largest(ColumnStatistics column) => Math.Max(Math.Abs(column.Least), Math.Abs(column.Most));

    /// <summary>Mean loss (without regularizer) and accuracy or R² on a data set.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public Metrics Evaluate(Dataset data, CancellationToken cancellation = default) => Evaluate(network, loss, data, cancellation);

    /// <summary>Mean loss and accuracy or R² of a network on a data set.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static Metrics Evaluate(Module network, Loss loss, Dataset data, CancellationToken cancellation = default)
    {
        var examples = new Examples(data, loss);
        var (total, right, residual) = (0.0, 0.0, 0.0);
        foreach (var rows in BatchSampler.InOrder(data.Count, EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            var (x, t, labels) = examples.Batch(rows);
            var y = network.Forward(x);
            var error = loss.Mean(y, t);
            var score = labels is null ? (y - t).To(ElementType.Float64).Square().Sum() : Correct(y, labels);
            Tensor.Evaluate(error, score);
            total += error.ToDouble() * rows.Length;
            if (labels is null) residual += score.ToDouble();
            else right += score.ToDouble();
        }
        if (data.IsClassification) return new(total / data.Count, right / data.Count);
        var variation = examples.Variation();
        return new(total / data.Count, variation == 0 ? double.NaN : 1 - residual / variation);
    }

    private static void RequireSameKind(Dataset training, Dataset validation)
    {
        if (validation.Width != training.Width || validation.OutputWidth != training.OutputWidth)
        {
            throw new DataException(
                $"{validation.Name}: examples have {validation.Width} numbers and {validation.OutputWidth} outputs, but those of {training.Name} have {training.Width} and {training.OutputWidth}.");
        }
        if (!validation.ClassNames.SequenceEqual(training.ClassNames))
            throw new DataException($"{validation.Name}: its classes are {string.Join(", ", validation.ClassNames)}, but those of {training.Name} are {string.Join(", ", training.ClassNames)}.");
    }

    /// <summary>From inputs, targets and, where there are classes, labels to the error and how many were right.</summary>
    private Func<Tensor[], Tensor[]> CompiledStep()
    {
        // Mini-batches have two sizes at most: the usual one and the last.
        return rule.CanBeCompiled ? Compile.Function(Step) : Step;

        Tensor[] Step(Tensor[] batch)
        {
            var (error, y) = rule.Learn(batch[0], batch[1]);
            return batch.Length == 2 ? [error] : [error, Correct(y, batch[2])];
        }
    }

    private static (double Loss, double Correct) Step(Func<Tensor[], Tensor[]> step, Examples examples, int[] rows)
    {
        var (x, t, labels) = examples.Batch(rows);
        var results = step(labels is null ? [x, t] : [x, t, labels]);
        // Without a program, reading the error also computes the new weights.
        Tensor.Evaluate(results);
        return (results[0].ToDouble(), results.Length == 1 ? 0 : results[1].ToDouble());
    }

    private static Tensor Correct(Tensor y, Tensor labels) => Tensor.Equal(y.ArgMax(1), labels).To(ElementType.Int64).Sum();
}
