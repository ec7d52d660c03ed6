using System.Diagnostics;

namespace Nabla.Learning;

/// <summary>One run of a trainer: its loop, and where it stands.</summary>
internal sealed partial class TrainingRun(
    Module network,
    Loss loss,
    LearningRule rule,
    IBatchSource training,
    IBatchSource? validation,
    TrainingOptions options,
    IReadOnlyList<ITrainingCallback> callbacks)
{
    // The loss of a single example says too little.
    private const int LeastInitialExamples = 64;

    /// <summary>Where the run stands.</summary>
    public TrainingPosition Position { get; } = new() { Rate = rule.KeptRate };

    /// <summary>The batch of the first step; empty in a resumed run.</summary>
    public Batch FirstBatch { get; private set; }

    /// <summary>The state of the network before the first step; null after a finite step, when the first gradient is not the problem.</summary>
    public IReadOnlyList<(Variable Variable, Tensor Value)>? Start { get; private set; }

    /// <summary>Why the run ended.</summary>
    public StopReason StopReason { get; private set; }

    /// <summary>Trains until the last epoch is done or something stops the run.</summary>
    public void Learn(CancellationToken cancellation)
    {
        using var activity = TrainingTelemetry.Start("train");
        using var folder = options.Checkpoints is { } checkpoints ? new CheckpointFolder(checkpoints) : null;
        best = options.KeepsBest ? new(network) : null;
        if (folder is not null) Open(folder);
        if (options.Checkpoints is { Resumes: true } && Restore(folder!))
        {
            rule.LearningRate = Position.PresentRate;
        }
        else
        {
            Position.InitialLoss = LossBefore();
            Start = [.. network.StateVariables.Select(entry => (entry.Variable, entry.Variable.Value))];
        }
        rule.IsRateRead = false;
        LearnEpochs(cancellation);
        // Also of a run that is stopped, which loses nothing.
        Save();
        folder?.Finish();
        options.Average?.Swap();
        // Without a validation, the last weights are the best that are known.
        if (double.IsFinite(Position.Best)) best?.Restore();
    }

    private void LearnEpochs(CancellationToken cancellation)
    {
        var step = CompiledStep();
        var batches = (training.Count - 1) / options.BatchSize + 1;
        var steps = (long)batches * options.Epochs;
        var clock = Stopwatch.StartNew();
        var (before, beforeEpoch, first) = (Position.Seconds, Position.EpochSeconds, Position.Step);
        while (Position.Epoch <= options.Epochs && !IsStopped(CancellationToken.None))
        {
            using var activity = TrainingTelemetry.Start("epoch");
            var (started, validating) = (clock.Elapsed, TimeSpan.Zero);
            // The batches that a resumed run has seen are drawn again, so that the others are the same.
            foreach (var batch in training.Batches(options.BatchSize, new HostRandom(options.Seed, Position.Epoch)).Skip(Position.Batch))
            {
                if (IsStopped(cancellation)) return;
                if (options.Schedule is { } schedule) rule.LearningRate = Position.Rate * schedule.Factor(Position.Step, steps);
                if (Position.Step > first && rule.KeptRate != Position.Rate && !rule.IsRateRead)
                {
                    throw new InvalidOperationException(
                        $"{rule.GetType().Name}: its learning rate changes, but Learn does not read it: read Rate(type) there, "
                        + "or set Schedule to null and leave the rate alone.");
                }
                var begun = clock.Elapsed;
                var error = Take(batch, step);
                TrainingTelemetry.Step(batch.Count, (clock.Elapsed - begun).TotalSeconds, error, rule.KeptRate);
                Position.Seconds = before + clock.Elapsed.TotalSeconds;
                Position.EpochSeconds = beforeEpoch + (clock.Elapsed - started - validating).TotalSeconds;
                var accuracy = training.IsClassification ? Position.Correct / Position.Labels : double.NaN;
                var progress = new TrainingProgress(
                    Position.Epoch, options.Epochs, Position.Batch, batches, Position.Examples, Position.Loss / Position.Count, accuracy,
                    TimeSpan.FromSeconds(Position.Seconds));
                foreach (var callback in callbacks) callback.OnStep(progress);
                // The end of an epoch has a validation of its own.
                var paused = clock.Elapsed;
                var isBest = Position.Batch < batches && Position.Step % options.ValidateEverySteps == 0 && Validate() is { IsBest: true };
                validating += clock.Elapsed - paused;
                if (isBest || Position.Step % options.Checkpoints?.EverySteps == 0) Save(isBest);
            }
            EndEpoch();
            beforeEpoch = 0;
        }
    }

    /// <summary>Takes a step, and returns its error.</summary>
    private double Take(Batch batch, Func<Tensor[], Tensor[]> step)
    {
        Position.Step++;
        Position.Batch++;
        var before = options.DetectsAnomalies ? Snapshot() : null;
        var results = step([batch.Inputs, batch.Targets]);
        // Without compilation, reading the error also computes the new weights.
        Tensor.Evaluate(results);
        var error = results[0].ToDouble();
        if (before is not null) RequireFinite(before, batch, error);
        if (Position.Step == 1) (Position.FirstError, FirstBatch) = (error, batch);
        else if (double.IsFinite(error)) Start = null;
        Position.Loss += error * batch.Count;
        if (results.Length > 1) Position.Correct += results[1].ToDouble();
        Position.Count += batch.Count;
        // A sequence has a label at every step.
        Position.Labels += batch.Targets.ElementCount;
        Position.Examples += batch.Count;
        return error;
    }

    private void EndEpoch()
    {
        if (Position.Count == 0) throw new DataException($"{training.Name}: there are no examples in epoch {Position.Epoch}.");
        var judged = Validate();
        var average = Position.Loss / Position.Count;
        var score = training.IsClassification ? Position.Correct / Position.Labels : double.NaN;
        var result = new EpochResult(Position.Epoch, new(average, score), judged?.Metrics, Position.EpochSeconds);
        Position.Results.Add(result);
        foreach (var callback in callbacks) callback.OnEpoch(result);
        Position.BeginNext();
        if (judged is { IsBest: true }) Save(isBest: true);
    }

    private double LossBefore()
    {
        using var inference = new InferenceScope(network);
        foreach (var batch in training.Batches(Math.Max(options.BatchSize, LeastInitialExamples), new HostRandom(options.Seed)))
            return loss.Mean(network.Forward(batch.Inputs), Trainer.Encode(loss, training, batch)).ToDouble();
        return double.NaN;
    }

    /// <summary>Returns the step, which maps inputs and targets to the error and, for classes, the number of correct outputs.</summary>
    private Func<Tensor[], Tensor[]> CompiledStep()
    {
        // At most two batch sizes occur: the regular one and the last one.
        return rule.CanBeCompiled ? Compile.Function(Step) : Step;

        Tensor[] Step(Tensor[] batch)
        {
            var (error, y) = rule.Learn(batch[0], Trainer.Encode(loss, training, new(batch[0], batch[1])));
            options.Average?.Update();
            if (options.Average is { } average && !Compile.IsTracing) Tensor.Evaluate([.. average.StateVariables.Select(entry => entry.Variable.Value)]);
            return training.IsClassification ? [error, Trainer.Correct(y, batch[1])] : [error];
        }
    }
}
