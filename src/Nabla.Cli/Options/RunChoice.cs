using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>The options for the course of a training run: how long, how it is validated, when it stops, what it keeps.</summary>
internal sealed class RunChoice
{
    private readonly Option<int?> epochs = Numbers.OptionalWhole("--epochs", "Number of passes over all examples (default: depends on the size of the data)");
    private readonly Option<int?> batch = Numbers.OptionalWhole("--batch", "Examples per step (default: 64, or 1 for perceptron and delta)");
    private readonly Option<long> seed = Numbers.Seed();
    private readonly Option<int?> validateEvery = Numbers.OptionalWhole("--validate-every", "Steps between validations, besides that after each epoch");
    private readonly Option<int?> patience = Numbers.OptionalWhole(
        "--patience", "Stop after so many validations in a row without a smaller loss, and keep the best weights as --keep-best does (default: never)");

    private readonly Option<bool> keepBest = new("--keep-best") { Description = "Save the weights with the least validation loss, not the last ones" };
    private readonly Option<TimeSpan?> timeLimit = Durations.Create("--time-limit", "Stop training after this time, such as 90s, 10m or 1.5h (default: never)");
    private readonly Option<double?> average = new("--average")
    {
        Description = "Largest share of the moving average of the weights kept in a step, such as 0.999; the model gets the average (default: none)",
    };

    private readonly Option<int?> overfit = Numbers.OptionalWhole(
        "--overfit-batches", "Train and validate on so many batches only: a sound network overfits them");

    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Try everything with one batch: a step, a checkpoint, validation, test and files, which are deleted again",
    };

    private readonly Option<bool> detect = new("--detect-anomaly")
    {
        Description = "Check every step, and name the operation, layer and input that first produced NaN or infinity; steps take longer",
    };

    private readonly Option<int?> watch = new("--watch")
    {
        Description = "Serve the report on this port of this machine while the run goes on (default: any free port)",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "port",
    };

    private readonly Option<bool> findRate = new("--find-learning-rate")
    {
        Description = "Only look for a learning rate: raise it from step to step, and draw the loss in learning-rate.html in the folder",
    };

    private readonly Option<int> prefetch = Numbers.Whole("--prefetch", "Batches to prepare ahead on other threads; the model does not depend on it", 0);

    /// <summary>The seed of the run.</summary>
    public long Seed(ParseResult parsed) => parsed.GetValue(seed);

    /// <summary>True to try everything with one batch.</summary>
    public bool IsDry(ParseResult parsed) => parsed.GetValue(dryRun);

    public void AddTo(Command command)
    {
        Option[] own = [epochs, batch, seed, validateEvery, patience, keepBest, timeLimit, average, overfit, dryRun, detect, watch, findRate, prefetch];
        foreach (var option in own) command.Options.Add(option);
    }

    /// <summary>Rejects invalid values before any data is read.</summary>
    public void Check(ParseResult parsed)
    {
        AtLeastOne(parsed, batch, "the batch size must be at least 1");
        AtLeastOne(parsed, epochs, "there must be at least 1 epoch");
        AtLeastOne(parsed, validateEvery, "there must be at least 1 step");
        AtLeastOne(parsed, patience, "there must be at least 1 validation");
        AtLeastOne(parsed, overfit, "there must be at least 1 batch");
        if (parsed.GetValue(watch) is < 0 or > 65_535) throw new DataException($"--watch {parsed.GetValue(watch)}: a port is from 0 to 65535.");
        if (parsed.GetValue(prefetch) is < 0 or > 1024) throw new DataException($"--prefetch {parsed.GetValue(prefetch)}: it must be from 0 to 1024.");
        if (parsed.GetValue(average) is { } kept && !(kept is >= 0 and < 1))
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"--average {kept}: it must be at least 0 and below 1."));
    }

    /// <summary>Returns the options of the run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usualEpochs">The number of epochs if none is given.</param>
    /// <param name="usualBatch">The batch size if none is given.</param>
    /// <param name="schedule">The schedule of the learning rate.</param>
    public TrainingOptions Options(ParseResult parsed, int usualEpochs, int usualBatch, ILearningRateSchedule? schedule) => new()
    {
        Epochs = parsed.GetValue(dryRun) ? 1 : parsed.GetValue(epochs) ?? usualEpochs,
        BatchSize = parsed.GetValue(batch) ?? usualBatch,
        Seed = parsed.GetValue(seed),
        Schedule = schedule,
        ValidateEverySteps = parsed.GetValue(validateEvery),
        Patience = parsed.GetValue(patience),
        KeepsBest = parsed.GetValue(keepBest) || parsed.GetValue(patience) is not null,
        TimeLimit = parsed.GetValue(timeLimit),
        DetectsAnomalies = parsed.GetValue(detect),
    };

    /// <summary>True to look for a learning rate instead of training.</summary>
    public bool FindsRate(ParseResult parsed) => parsed.GetValue(findRate);

    /// <summary>The port on which the run can be watched, 0 for any free one; null if nobody watches.</summary>
    public int? WatchPort(ParseResult parsed) => parsed.GetResult(watch) is null ? null : parsed.GetValue(watch) ?? 0;

    /// <summary>Returns the moving average of a network's parameters; null if none is wanted.</summary>
    public ExponentialMovingAverage? Average(ParseResult parsed, Module network) =>
        parsed.GetValue(average) is { } decay ? new(network.Parameters(), decay) : null;

    /// <summary>Returns the examples that the run trains and validates on.</summary>
    /// <exception cref="DataException">There are no validation examples, but an option needs them.</exception>
    public (IBatchSource Training, IBatchSource? Validation) Sources(
        ParseResult parsed, TrainingOptions options, IBatchSource training, IBatchSource? validation, Func<IBatchSource, IBatchSource> augment)
    {
        var few = parsed.GetValue(dryRun) ? 1 : parsed.GetValue(overfit);
        if (few is { } batches)
        {
            training = training.Take(batches, options.BatchSize, new HostRandom(options.Seed, 3));
            validation = parsed.GetValue(overfit) is not null ? training : validation?.Take(1, options.BatchSize);
        }
        foreach (var option in (Option[])[validateEvery, patience, keepBest])
        {
            if (validation is null && parsed.GetResult(option) is { Implicit: false })
                throw new DataException($"{option.Name} needs validation examples; use a larger --validation.");
        }
        training = augment(training);
        return (parsed.GetValue(prefetch) is > 0 and var workers ? training.Prefetch(workers) : training, validation);
    }

    /// <summary>True if the run diverged, and no earlier weights are kept.</summary>
    public static bool HasDiverged(Trainer trainer, TrainingOptions options) => trainer.Divergence is not null && !IsRescued(trainer, options);

    /// <summary>True if the run diverged after a validation whose weights are kept.</summary>
    public static bool IsRescued(Trainer trainer, TrainingOptions options) =>
        trainer.Divergence is not null && options.KeepsBest && trainer.BestValidation is not null;

    /// <summary>Returns why a run that was not canceled ended before its last epoch; null if it did not.</summary>
    public string? Stopped(ParseResult parsed, Trainer trainer, TrainingOptions options, int epochsDone) => trainer.StopReason switch
    {
        _ when IsRescued(trainer, options) => string.Create(
            CultureInfo.InvariantCulture,
            $"the run diverged; the weights of epoch {trainer.BestValidation!.Value.Epoch}, with the lowest validation loss, are kept"),
        StopReason.EarlyStopping => $"stopped after {epochsDone} of {options.Epochs} epochs: the validation loss has not fallen in "
            + $"{(options.Patience == 1 ? "the last validation" : $"{options.Patience} validations")}; the best weights are kept",
        StopReason.TimeLimit => string.Create(
            CultureInfo.InvariantCulture,
            $"stopped after {epochsDone} of {options.Epochs} epochs: the time limit of {options.TimeLimit!.Value.TotalSeconds:0.###} s"),
        _ => null,
    };

    private static void AtLeastOne(ParseResult parsed, Option<int?> option, string message)
    {
        if (parsed.GetValue(option) is < 1 and var value) throw new DataException($"{option.Name} {value}: {message}.");
    }
}
