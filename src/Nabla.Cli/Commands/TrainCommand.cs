using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Nabla.Learning;
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
    private readonly Option<int?> epochs = Numbers.OptionalWhole("--epochs", "Number of passes over all examples (default: depends on the size of the data)");
    private readonly Option<int?> batch = Numbers.OptionalWhole("--batch", "Examples per step (default: 64, or 1 for perceptron and delta)");
    private readonly Option<long> seed = Numbers.Seed();
    private readonly Option<double> validation = Numbers.Real("--validation", "Fraction of the training examples held back for validation", 0.05);
    private readonly Option<double> test = Numbers.Real("--test", "CSV, Parquet, images: fraction of the examples held back for the test", 0.2);
    private readonly Option<int?> context = Numbers.OptionalWhole("--context", "Text: characters in a window (default: 64)");
    private readonly Option<double> dropout = Numbers.Real("--dropout", "Text: probability of dropout between the layers", 0);
    private readonly Option<string?> folder = new("--out") { Description = "Folder for model, metrics and learning curve (default: runs/NAME)" };
    private readonly Option<int?> every = Numbers.OptionalWhole(
        "--checkpoint-every", "Steps between two checkpoints in the folder, from which --resume goes on (default: none)");
    private readonly Option<string?> resume = new("--resume") { Description = "Alone: the folder of an interrupted run with checkpoints, to go on with it" };
    private readonly Option<double?> average = new("--average")
    {
        Description = "Largest share of the moving average of the weights kept in a step, such as 0.999; the model gets the average (default: none)",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object on the last line" };

    public static Command Create()
    {
        var self = new TrainCommand();
        var command = new Command("train", "Train a network and test it.");
        self.source.AddTo(command);
        self.model.AddTo(command);
        self.learning.AddTo(command);
        Option[] own =
        [
            self.epochs, self.batch, self.seed, self.validation, self.test, self.context, self.dropout, self.folder, self.every, self.resume, self.average,
            self.json,
        ];
        foreach (var option in own) command.Options.Add(option);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(batch) is < 1) throw new DataException($"--batch {parsed.GetValue(batch)}: the batch size must be at least 1.");
        if (parsed.GetValue(epochs) is < 1) throw new DataException($"--epochs {parsed.GetValue(epochs)}: there must be at least 1 epoch.");
        if (parsed.GetValue(every) is < 1) throw new DataException($"--checkpoint-every {parsed.GetValue(every)}: there must be at least 1 step.");
        if (parsed.GetValue(average) is { } kept && !(kept is >= 0 and < 1))
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"--average {kept}: it must be at least 0 and below 1."));
        var hold = Share(parsed, validation, 0);
        var held = Share(parsed, test, 0.001);
        model.Check(parsed);
        var kind = model.Kind(parsed);
        learning.Check(parsed, kind);
        var random = parsed.GetValue(seed);
        var name = source.ShortName(parsed);
        if (source.TextFile(parsed) is { } text) return RunOnText(parsed, text, name, random);
        foreach (var option in (Option[])[context, dropout])
            if (parsed.GetResult(option) is { Implicit: false }) throw new DataException($"{option.Name} is for text:FILE.");
        var clock = Stopwatch.StartNew();

        var (rawTraining, rawTest) = source.LoadForTraining(parsed, held, random);
        var loss = learning.LossFor(parsed, kind, rawTraining);
        var network = model.Build(parsed, rawTraining.ExampleShape, rawTraining.OutputWidth, new Generator(random));
        var trained = TrainedModel.Create(network, rawTraining, loss);
        var oneByOne = kind is "perceptron" or "delta";
        var options = new TrainingOptions
        {
            Epochs = parsed.GetValue(epochs) ?? (oneByOne ? Math.Clamp(20_000 / rawTraining.Count, 3, 50) : Math.Clamp(200_000 / rawTraining.Count, 10, 200)),
            BatchSize = parsed.GetValue(batch) ?? (oneByOne ? 1 : 64),
            Seed = random,
            Schedule = learning.Schedule(parsed, kind),
        };
        var trainer = new Trainer(trained.Network, loss, learning.Rule(parsed, kind, network, loss, random));

        var prepared = trained.Prepare(rawTraining);
        var (training, watched) = HoldBack(prepared, hold, random);
        BasisChoice.Fit(network, training, random);
        var run = new RunFolder(FolderOf(parsed, name), source.Files(parsed));
        IBatchSource[] sources = watched is null ? [training] : [training, watched];
        options = WithCheckpoints(parsed, options, run, sources) with { Average = AverageOf(parsed, network) };
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

        using var interruption = new Interruption();
        var results = TrainingScreen.Run(callback => trainer.Fit(training, watched, options, [callback], interruption.Token), bar);
        // An earlier model is worth more than one with non-finite weights.
        var diverged = trainer.Divergence is not null;
        // A Ctrl-C after the last step stops nothing.
        var interrupted = results.Count < options.Epochs && !diverged;
        // Untrained weights must not replace an earlier model.
        var isUntrained = interrupted && results.Count == 0 && File.Exists(run.ModelPath);
        var saved = diverged || isUntrained ? null : run.Save(trained);
        var tested = interrupted || diverged ? (Metrics?)null : Trainer.Evaluate(trained.Network, loss, trained.Prepare(rawTest));
        if (diverged)
        {
            var works = results.Count < options.Epochs
                ? ""
                : WorkingRate(parsed, kind, rawTraining, training, loss, options, trainer.LearningRate, interruption.Token);
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
                + (saved is null ? "the network could not be saved" : $"saved in {Printable.Escape(saved)}"));
        }
        if (!diverged && learning.Zeros(parsed, network) is { } zeros) Console.Out.WriteLine(zeros);
        var isWritten = diverged || isUntrained || (run.WriteMetrics($"{name}: {layers}", trained, results) && saved == run.ModelPath);
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

    private int RunOnText(ParseResult parsed, string file, string name, long random)
    {
        var length = parsed.GetValue(context) ?? 64;
        if (length < 1) throw new DataException($"--context {length}: a window must have at least 1 character.");
        var drop = parsed.GetValue(dropout);
        if (!(drop is >= 0 and < 1))
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"--dropout {drop}: it must be at least 0 and below 1."));
        var share = parsed.GetResult(validation) is { Implicit: false } ? Share(parsed, validation, 0.001) : 0.1;
        return TextTraining.Run(new(
            file,
            name,
            FolderOf(parsed, name),
            length,
            share,
            new()
            {
                Epochs = parsed.GetValue(epochs) ?? 10,
                BatchSize = parsed.GetValue(batch) ?? 64,
                Seed = random,
                Schedule = learning.Schedule(parsed, "lstm"),
            },
            (options, network, run, sources) => WithCheckpoints(parsed, options, run, sources) with { Average = AverageOf(parsed, network) },
            characters => model.BuildForText(parsed, characters, drop, new Generator(random)),
            network => learning.Rule(parsed, "lstm", network, new CrossEntropyLoss(), random),
            parsed.GetValue(json)));
    }

    private string FolderOf(ParseResult parsed, string name) => parsed.GetValue(resume) ?? parsed.GetValue(folder) ?? Path.Combine("runs", name);

    private ExponentialMovingAverage? AverageOf(ParseResult parsed, Module network) =>
        parsed.GetValue(average) is { } decay ? new(network.Parameters(), decay) : null;

    /// <summary>Adds checkpoints to the options if they are asked for, and records the arguments of a run that begins.</summary>
    private TrainingOptions WithCheckpoints(ParseResult parsed, TrainingOptions options, RunFolder run, IReadOnlyList<IBatchSource> sources)
    {
        if (parsed.GetValue(every) is not { } steps) return options;
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
                Identity = string.Join(" ", sources.Select(data => data.Fingerprint())),
                Report = sentence => Console.Error.WriteLine($"nabla: warning: {Printable.Escape(sentence)}"),
            },
        };
    }

    /// <summary>Returns a sentence with a learning rate that works; empty if there is none.</summary>
    private string WorkingRate(
        ParseResult parsed, string kind, Dataset raw, Dataset training, Loss loss, TrainingOptions options, double rate, CancellationToken cancellation)
    {
        var random = parsed.GetValue(seed);
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
