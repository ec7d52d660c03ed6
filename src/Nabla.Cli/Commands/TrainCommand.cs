using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla train</c>: trains a network and saves it in a folder.</summary>
internal sealed class TrainCommand
{
    // For a learning rate to suggest after a failure.
    private static readonly TimeSpan SearchTime = TimeSpan.FromSeconds(20);

    private readonly DataSource source = new();
    private readonly ModelChoice model = new();
    private readonly LearningChoice learning = new();
    private readonly RunChoice course = new();
    private readonly Option<double> validation = Numbers.Real("--validation", "Fraction of the training examples held back for validation", 0.05);
    private readonly Option<double> test = Numbers.Real("--test", "CSV, Parquet, images: fraction of the examples held back for the test", 0.2);
    private readonly Option<int?> context = Numbers.OptionalWhole("--context", "Text: characters in a window (default: 64)");
    private readonly Option<double> dropout = Numbers.Real("--dropout", "Text: probability of dropout between the layers", 0);
    private readonly Option<string?> folder = new("--out") { Description = "Folder for model, metrics and learning curve (default: runs/NAME)" };
    private readonly Option<int?> every = Numbers.OptionalWhole(
        "--checkpoint-every", "Steps between two checkpoints in the folder, from which --resume goes on (default: none)");
    private readonly Option<string?> resume = new("--resume") { Description = "Alone: the folder of an interrupted run with checkpoints, to go on with it" };
    private readonly Option<string?> augment = AugmentationChoice.Create();
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object on the last line" };

    // Nobody reads what a trial suggests.
    private bool isTrial;

    /// <summary>Creates the command.</summary>
    /// <param name="isTrial">True for a trial of a search, whose output is not shown.</param>
    public static Command Create(bool isTrial = false)
    {
        var self = new TrainCommand { isTrial = isTrial };
        var command = new Command("train", "Train a network and test it.");
        self.source.AddTo(command);
        self.model.AddTo(command);
        self.learning.AddTo(command);
        self.course.AddTo(command);
        Option[] own = [self.validation, self.test, self.context, self.dropout, self.folder, self.every, self.resume, self.augment, self.json];
        foreach (var option in own) command.Options.Add(option);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        course.Check(parsed);
        if (parsed.GetValue(every) is < 1) throw new DataException($"--checkpoint-every {parsed.GetValue(every)}: there must be at least 1 step.");
        var hold = Share(parsed, validation, 0);
        var held = Share(parsed, test, 0.001);
        model.Check(parsed);
        var kind = model.Kind(parsed);
        learning.Check(parsed, kind);
        var random = course.Seed(parsed);
        var name = source.ShortName(parsed);
        var augmentation = AugmentationChoice.Parse(parsed.GetValue(augment));
        if (augmentation is not null && source.TextFile(parsed) is not null)
            throw new DataException("--augment changes images, but the examples are text; omit it.");
        if (source.TextFile(parsed) is { } text) return RunOnText(parsed, text, name, random);
        foreach (var option in (Option[])[context, dropout])
            if (parsed.GetResult(option) is { Implicit: false }) throw new DataException($"{option.Name} is for text:FILE.");
        var clock = Stopwatch.StartNew();

        var (rawTraining, rawTest) = source.LoadForTraining(parsed, held, random);
        var loss = learning.LossFor(parsed, kind, rawTraining);
        var network = model.Build(parsed, rawTraining.ExampleShape, rawTraining.OutputWidth, new Generator(random));
        var trained = TrainedModel.Create(network, rawTraining, loss);
        var oneByOne = kind is "perceptron" or "delta";
        var options = course.Options(
            parsed,
            oneByOne ? Math.Clamp(20_000 / rawTraining.Count, 3, 50) : Math.Clamp(200_000 / rawTraining.Count, 10, 200),
            oneByOne ? 1 : 64,
            learning.Schedule(parsed, kind));
        var trainer = new Trainer(trained.Network, loss, learning.Rule(parsed, kind, network, loss, random));

        var prepared = trained.Prepare(rawTraining);
        var (remainder, part) = HoldBack(prepared, hold, random);
        BasisChoice.Fit(network, remainder, random);
        var (training, watched) = course.Sources(parsed, options, remainder, part, images => AugmentationChoice.Apply(augmentation, images));
        using var run = OpenFolder(parsed, name, source.Files(parsed));
        if (course.FindsRate(parsed)) return FindRate(name, run, network, loss, learning.Rule(parsed, kind, network, loss, random), training, options);
        options = WithCheckpoints(parsed, options, run, training, watched) with { Average = course.Average(parsed, network) };
        var layers = ModelChoice.IsOfRows(kind) ? string.Join(" -> ", Widths(trained.Width, network)) : kind;
        var bar = !Console.IsOutputRedirected && !parsed.GetValue(json) && AnsiConsole.Profile.Capabilities.Ansi;
        Report.Notes(rawTraining);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {training.Count} examples to train, {watched?.Count ?? 0} to validate, {rawTest.Count} to test\n"
            + $"{layers}, {trained.Network.ParameterCount():N0} parameters; loss {loss.Name}: {loss.Description}"));
        if (File.Exists(run.ModelPath) && parsed.GetValue(resume) is null)
            Console.Out.WriteLine($"replaces the model of an earlier run in {Printable.Escape(run.ModelPath)}; use --out for another folder");
        foreach (var lost in trained.LostDistinctions(rawTraining)) Console.Error.WriteLine($"nabla: warning: {lost} after standardizing; look for outliers.");
        foreach (var advice in trainer.Advice) Console.Error.WriteLine($"nabla: warning: {advice}");
        if (course.IsDry(parsed)) rawTest = rawTest.Subset([.. Enumerable.Range(0, Math.Min(options.BatchSize, rawTest.Count))]);
        var preparedTest = trained.Prepare(rawTest);
        var hints = isTrial ? [] : DataHints.For(remainder, preparedTest).ToList();
        foreach (var hint in hints) Console.Out.WriteLine($"hint: {hint}");

        using var interruption = new Interruption();
        using var page = new WatchedRun(parsed, course.WatchPort(parsed), $"{name}: {layers}", trainer, network, loss, remainder, options);
        var results = TrainingScreen.Run(callback => trainer.Fit(training, watched, options, [callback, page.Observer], interruption.Token), bar);
        // An earlier model is worth more than one with non-finite weights.
        var diverged = RunChoice.HasDiverged(trainer, options);
        // A Ctrl-C after the last step stops nothing.
        var interrupted = trainer.StopReason == StopReason.Canceled && !diverged;
        // Untrained weights must not replace an earlier model.
        var isUntrained = interrupted && results.Count == 0 && File.Exists(run.ModelPath);
        var saved = diverged || isUntrained ? null : run.Save(trained);
        var tested = interrupted || diverged ? (Metrics?)null : Trainer.Evaluate(trained.Network, loss, preparedTest);
        if (!diverged && course.Stopped(parsed, trainer, options, results.Count) is { } reason) Console.Out.WriteLine(reason);
        foreach (var hint in diverged || isTrial ? [] : HintsOn(trained.Network, loss, remainder, options.Seed))
        {
            hints.Add(hint);
            Console.Out.WriteLine($"hint: {hint}");
        }
        if (diverged)
        {
            var works = isTrial || results.Count < options.Epochs
                ? ""
                : WorkingRate(parsed, kind, rawTraining, remainder, loss, options, trainer.LearningRate, interruption.Token);
            Console.Error.WriteLine($"nabla: {trainer.Divergence}: nothing is saved. {trainer.ExplainDivergence(training)}{works}");
        }
        else if (isUntrained)
        {
            Console.Out.WriteLine(
                $"stopped before the end of the first epoch; the earlier model in {Printable.Escape(run.ModelPath)} is unchanged");
        }
        else if (interrupted)
        {
            Console.Out.WriteLine(
                $"stopped after {results.Count} of {options.Epochs} epochs; "
                + (saved is null ? "the network could not be saved" : $"the network as it stands is saved in {Printable.Escape(saved)}"));
        }
        else
        {
            Console.Out.WriteLine(
                $"{Report.Test(trained, rawTest, tested!.Value)}; "
                + (saved is null ? "the network could not be saved"
                    : $"saved in {Printable.Escape(saved)}{(saved == run.ModelPath ? $", with a report in {Path.GetFileName(run.ReportPath)}" : "")}"));
        }
        if (!diverged && learning.Zeros(parsed, network) is { } zeros) Console.Out.WriteLine(zeros);
        var isWritten = diverged || isUntrained || (run.WriteMetrics($"{name}: {layers}", trained.ClassNames.Count > 0, loss.Name, results)
            && saved == run.ModelPath);
        isWritten &= isUntrained || run.WriteResults(
            RunResults.Of(parsed, trainer, options, results, training, watched, loss.Name, Report.Members(trained, rawTest, tested)) with
            {
                Layers = layers,
                Parameters = trained.Network.ParameterCount(),
                Seconds = clock.Elapsed.TotalSeconds,
            });
        if (!isTrial && !isUntrained && !diverged)
        {
            var state = tested is { } metrics ? Report.Test(trained, rawTest, metrics) : $"stopped after {results.Count} of {options.Epochs} epochs";
            isWritten &= run.WriteReport(page.Observer.End(results, state, hints, tested is null ? null : TestJudgment.Of(trained, rawTest)));
        }
        if (run.IsTemporary && isWritten && saved == run.ModelPath) Console.Out.WriteLine(RunFolder.DryRunWorked);
        if (parsed.GetValue(json))
        {
            Console.Out.WriteLine(Json.Line([
                ("data", name), ("model", saved), ("parameters", trained.Network.ParameterCount()), ("epochs", results.Count), ("interrupted", interrupted),
                ("train_loss", results.Count > 0 ? results[^1].Training.Loss : null),
                ("validation_loss", results.Count > 0 ? results[^1].Validation?.Loss : null),
                .. Report.Members(trained, rawTest, tested),
                ("training_seconds", results.Sum(result => result.Seconds)),
                ("seconds", clock.Elapsed.TotalSeconds)]));
        }
        return interrupted ? Interruption.ExitCode : diverged || !isWritten ? ExitCode.Failed : 0;
    }

    private static int FindRate(
        string name, RunFolder run, Module network, Loss loss, LearningRule rule, IBatchSource training, TrainingOptions options)
    {
        using var interruption = new Interruption();
        var points = LearningRateFinder.Sweep(network, loss, rule, training, options.BatchSize, options.Seed, cancellation: interruption.Token);
        var best = LearningRateFinder.Steepest(points);
        var state = best is { } rate
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the loss falls fastest at --learning-rate {rate:G2}, and is lowest at {points.MinBy(point => point.Loss).Rate:G2}")
            : "no learning rate reduces the loss: look at the data, the loss and the initial weights";
        Console.Out.WriteLine($"{name}: {state}");
        var path = Path.Combine(run.Folder, "learning-rate.html");
        RunReport.Write(path, new() { Title = $"{name}: learning rates", State = state, LearningRates = points });
        Console.Out.WriteLine($"drawn in {Printable.Escape(path)}");
        return best is null ? ExitCode.Failed : 0;
    }

    private int RunOnText(ParseResult parsed, string file, string name, long random)
    {
        if (course.FindsRate(parsed))
            throw new DataException("--find-learning-rate is for examples, not for text; try a few rates with nabla tune, or LearningRateFinder in C#.");
        var length = parsed.GetValue(context) ?? 64;
        if (length < 1) throw new DataException($"--context {length}: a window must have at least 1 character.");
        var drop = parsed.GetValue(dropout);
        if (!(drop is >= 0 and < 1))
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"--dropout {drop}: it must be at least 0 and below 1."));
        var share = parsed.GetResult(validation) is { Implicit: false } ? Share(parsed, validation, 0.001) : 0.1;
        return TextTraining.Run(new(
            file,
            name,
            length,
            share,
            course.Options(parsed, 10, 64, learning.Schedule(parsed, "lstm")),
            () => OpenFolder(parsed, name, [file]),
            (options, network, run, training, watched) =>
            {
                var (few, validated) = course.Sources(parsed, options, training, watched, examples => examples);
                return (WithCheckpoints(parsed, options, run, few, validated) with { Average = course.Average(parsed, network) }, few, validated!);
            },
            (trainer, options, done) => course.Stopped(parsed, trainer, options, done),
            (trainer, network, title, training, options) => new WatchedRun(
                parsed, course.WatchPort(parsed), title, trainer, network, new CrossEntropyLoss(), training, options),
            characters => model.BuildForText(parsed, characters, drop, new Generator(random)),
            network => learning.Rule(parsed, "lstm", network, new CrossEntropyLoss(), random),
            (trainer, options, results, training, watched) => RunResults.Of(parsed, trainer, options, results, training, watched, "cross-entropy", []),
            parsed.GetValue(json)));
    }

    private RunFolder OpenFolder(ParseResult parsed, string name, IEnumerable<string> inputs) => course.IsDry(parsed)
        ? RunFolder.Temporary()
        : new(parsed.GetValue(resume) ?? parsed.GetValue(folder) ?? Path.Combine("runs", name), inputs);

    /// <summary>Adds checkpoints to the options if they are asked for, and records the arguments of a run that begins.</summary>
    private TrainingOptions WithCheckpoints(ParseResult parsed, TrainingOptions options, RunFolder run, IBatchSource training, IBatchSource? watched)
    {
        if ((parsed.GetValue(every) ?? (course.IsDry(parsed) ? 1 : null)) is not { } steps) return options;
        var isResumed = parsed.GetValue(resume) is not null;
        if (isResumed)
        {
            Console.Out.WriteLine($"goes on with the run in {Printable.Escape(run.Folder)}");
        }
        else
        {
            run.RequireNoCheckpoints();
            new RunRecord(Environment.CurrentDirectory, [.. parsed.Tokens.Select(token => token.Value)]).Write(run.Folder);
        }
        return options with
        {
            Checkpoints = new(run.CheckpointPath)
            {
                EverySteps = steps,
                Resumes = isResumed,
                Identity = watched is null ? training.Fingerprint() : $"{training.Fingerprint()} {watched.Fingerprint()}",
                Report = sentence => Console.Error.WriteLine($"nabla: warning: {Printable.Escape(sentence)}"),
            },
        };
    }

    /// <summary>Returns hints on a trained network, from some of the training examples.</summary>
    private static IEnumerable<string> HintsOn(Module network, Loss loss, Dataset training, long seed)
    {
        const int Examples = 500;
        return NetworkHints.For(LayerState.Of(network, loss, training, training.Batches(Examples, new HostRandom(seed, 4)).First()));
    }

    /// <summary>Returns a sentence with a learning rate that works; empty if there is none.</summary>
    private string WorkingRate(
        ParseResult parsed, string kind, Dataset raw, Dataset training, Loss loss, TrainingOptions options, double rate, CancellationToken cancellation)
    {
        var random = course.Seed(parsed);
        Trainer Create(double trialRate)
        {
            var network = model.Build(parsed, raw.ExampleShape, raw.OutputWidth, new Generator(random));
            BasisChoice.Fit(network, training, random);
            return new(network, loss, learning.Rule(parsed, kind, network, loss, random, trialRate));
        }
        return LearningRateSearch.Find(Create, training, options, rate, SearchTime, cancellation) is { } found
            ? string.Create(CultureInfo.InvariantCulture, $" --learning-rate {found.Rate} works: it reaches a loss of {found.Loss:G3}.")
            : "";
    }

    private static (Dataset Training, Dataset? Watched) HoldBack(Dataset data, double share, long random)
    {
        if (share == 0 || data.Count * share < 1) return (data, null);
        try
        {
            return data.Split(share, new HostRandom(random, 2));
        }
        catch (InvalidOperationException exception)
        {
            throw DataSources.CannotSplit(
                data,
                string.Create(CultureInfo.InvariantCulture, $"--validation {share}"),
                $"{data.Name} has {data.Count} training examples, too few to hold that many back",
                exception);
        }
    }

    private static double Share(ParseResult parsed, Option<double> option, double least)
    {
        var share = parsed.GetValue(option);
        return share >= least && share <= 0.9
            ? share
            : throw new DataException(
                $"{option.Name} {share.ToString(CultureInfo.InvariantCulture)}: the share must be from {least.ToString(CultureInfo.InvariantCulture)} to 0.9.");
    }

    /// <summary>Returns the widths of the input, between the layers, and of the output.</summary>
    private static IEnumerable<int> Widths(int inputs, Sequential network)
    {
        yield return inputs;
        foreach (var module in network)
        {
            switch (module)
            {
                case Basis basis: yield return basis.Outputs; break;
                case Linear layer: yield return layer.Outputs; break;
                case Maxout layer: yield return layer.Outputs; break;
            }
        }
    }
}
