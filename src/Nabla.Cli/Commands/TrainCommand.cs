using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla train</c>: trains a network and leaves it in a folder.</summary>
internal sealed class TrainCommand
{
    private readonly DataSource source = new();
    private readonly Option<string> hidden = new("--hidden") { Description = "Widths of the hidden layers, as 300 or 300,100; none for a linear model", DefaultValueFactory = _ => "128" };
    private readonly Option<string> activation = new("--activation") { Description = $"The nonlinearity between layers: {string.Join(", ", Activation.Names)}", DefaultValueFactory = _ => "relu" };
    private readonly Option<string?> loss = new("--loss") { Description = $"The loss: {string.Join(", ", Loss.All.Select(loss => loss.Name))}; softmax for classes and l2 for numbers if not given" };
    private readonly Option<string> optimizer = new("--optimizer") { Description = "sgd, momentum, adam or adamw", DefaultValueFactory = _ => "adam" };
    private readonly Option<double?> rate = new("--learning-rate", "--lr") { Description = "How far a step goes; 0.001 for Adam and 0.05 for descent if not given" };
    private readonly Option<bool> constantRate = new("--constant-rate") { Description = "Keeps the learning rate, which else falls along half a cosine" };
    private readonly Option<double> decay = new("--l2") { Description = "λ of the L2 regulariser (with adamw: the decoupled weight decay)" };
    private readonly Option<int?> epochs = new("--epochs") { Description = "How often all examples are gone through; chosen by the size of the data if not given" };
    private readonly Option<int> batch = new("--batch") { Description = "Examples per step", DefaultValueFactory = _ => 64 };
    private readonly Option<ulong> seed = new("--seed") { Description = "Determines everything random", DefaultValueFactory = _ => 1 };
    private readonly Option<double> validation = new("--validation") { Description = "The share of the training examples that is held back to watch the training by", DefaultValueFactory = _ => 0.05 };
    private readonly Option<double> test = new("--test") { Description = "CSV: the share of the examples that is kept for the test", DefaultValueFactory = _ => 0.2 };
    private readonly Option<string?> folder = new("--out") { Description = "The folder for model, metrics and learning curve; runs/NAME if not given" };
    private readonly Option<bool> json = new("--json") { Description = "Ends with one JSON object on the last line" };

    public static Command Create()
    {
        var self = new TrainCommand();
        var command = new Command("train", "Trains a network and tests it.");
        self.source.AddTo(command);
        foreach (var option in (Option[])[self.hidden, self.activation, self.loss, self.optimizer, self.rate, self.constantRate, self.decay, self.epochs, self.batch, self.seed, self.validation, self.test, self.folder, self.json])
            command.Options.Add(option);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var batchSize = parsed.GetValue(batch);
        if (batchSize < 1) throw new DataException($"--batch {batchSize}: the batch size must be at least 1.");
        if (parsed.GetValue(epochs) is < 1) throw new DataException($"--epochs {parsed.GetValue(epochs)}: there must be at least 1 epoch.");
        var hold = Share(parsed, validation, 0);
        var held = Share(parsed, test, 0.001);
        var widths = Widths(parsed.GetValue(hidden)!);
        // A linear model has no use for it, but a wrong name is a mistake all the same.
        _ = Activation.Named(parsed.GetValue(activation)!);
        var random = parsed.GetValue(seed);
        var name = source.ShortName(parsed);
        var clock = Stopwatch.StartNew();

        var (rawTraining, rawTest) = source.LoadForTraining(parsed, held, random);
        var chosen = Loss.Named(parsed.GetValue(loss) ?? (rawTraining.IsClassification ? "softmax" : "l2"));
        if (!rawTraining.IsClassification && !chosen.FitsRegression)
            throw new DataException($"--loss {chosen.Name}: {rawTraining.Name} has numbers to predict, not classes; take l2 or l1.");
        var inputs = rawTraining.ExampleShape.Count > 1 ? Standardizer.FitWhole(rawTraining) : Standardizer.FitColumns(rawTraining);
        var model = new TrainedModel
        {
            Network = Sequential.Perceptron([rawTraining.Width, .. widths, rawTraining.OutputWidth], parsed.GetValue(activation)!, new Generator((long)random)),
            LossName = chosen.Name,
            ExampleShape = rawTraining.ExampleShape,
            FeatureNames = rawTraining.FeatureNames,
            ClassNames = rawTraining.ClassNames,
            TargetNames = rawTraining.TargetNames,
            Inputs = inputs,
            Targets = rawTraining.IsClassification ? Standardizer.Identity : Standardizer.FitTargets(rawTraining),
        };
        var options = new TrainingOptions
        {
            Epochs = parsed.GetValue(epochs) ?? Math.Clamp(200_000 / rawTraining.Count, 10, 200),
            BatchSize = batchSize,
            Seed = random,
            CosineDecay = !parsed.GetValue(constantRate),
        };
        var trainer = new Trainer(model.Network, Objective(parsed, chosen), Optimizer(parsed, model.Network));

        var prepared = model.Prepare(rawTraining);
        var (training, watched) = HoldBack(prepared, hold, random);
        var run = new RunFolder(parsed.GetValue(folder) ?? Path.Combine("runs", name));
        var layers = string.Join(" -> ", model.Network.OfType<Linear>().Select(layer => layer.Inputs).Append(model.OutputWidth));
        var bar = !Console.IsOutputRedirected && !parsed.GetValue(json) && AnsiConsole.Profile.Capabilities.Ansi;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {training.Count} examples to train, {watched?.Count ?? 0} to validate, {rawTest.Count} to test\n{layers}, {model.Network.ParameterCount():N0} parameters"));

        using var interruption = new Interruption();
        var results = TrainingScreen.Run((step, epoch) => trainer.Fit(training, watched, options, step, epoch, interruption.Token), bar);
        run.Write($"{name}: {layers}", model, results);
        // A Ctrl-C after the last step has nothing left to stop.
        var interrupted = results.Count < options.Epochs;
        var tested = interrupted ? (Metrics?)null : Trainer.Evaluate(model.Network, chosen, model.Prepare(rawTest));
        Console.Out.WriteLine(interrupted
            ? $"stopped after {results.Count} of {options.Epochs} epochs; the network as it stands is saved in {run.ModelPath}"
            : $"{Report.Test(model, rawTest, tested!.Value)}; saved in {run.ModelPath}");
        if (parsed.GetValue(json))
        {
            Console.Out.WriteLine(Json.Line([
                ("data", name), ("model", run.ModelPath), ("parameters", model.Network.ParameterCount()), ("epochs", results.Count), ("interrupted", interrupted),
                ("train_loss", results.Count > 0 ? results[^1].Training.Loss : null),
                ("validation_loss", results.Count > 0 ? results[^1].Validation?.Loss : null),
                .. Report.Members(model, rawTest, tested),
                ("training_seconds", results.Sum(result => result.Seconds)),
                ("seconds", clock.Elapsed.TotalSeconds)]));
        }
        return interrupted ? ExitCode.Interrupted : 0;
    }

    private static (DataSet Training, DataSet? Watched) HoldBack(DataSet data, double share, ulong random)
    {
        if (share == 0 || data.Count * share < 1) return (data, null);
        try
        {
            return data.Split(share, new RandomStream(random, 2));
        }
        catch (InvalidOperationException exception)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"--validation {share}: {data.Name} has {data.Count} examples to train with, too few to hold that many back."), exception);
        }
    }

    private static double Share(ParseResult parsed, Option<double> option, double least)
    {
        var share = parsed.GetValue(option);
        return share >= least && share <= 0.9 ? share : throw new DataException($"{option.Name} {share.ToString(CultureInfo.InvariantCulture)}: the share must be from {least.ToString(CultureInfo.InvariantCulture)} to 0.9.");
    }

    private static int[] Widths(string text)
    {
        if (text is "none" or "0" or "") return [];
        return Array.ConvertAll(text.Split(','), part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is > 0 and <= 100_000
            ? width
            : throw new DataException($"--hidden {text}: '{part}' is no width; widths are whole numbers from 1 to 100000 with commas between."));
    }

    private Objective Objective(ParseResult parsed, Loss chosen)
    {
        var strength = parsed.GetValue(decay);
        if (!(strength >= 0 && double.IsFinite(strength))) throw new DataException($"--l2 {strength.ToString(CultureInfo.InvariantCulture)}: it must be a finite number of at least 0.");
        return new(chosen, new L2Regularizer(), parsed.GetValue(optimizer) == "adamw" ? 0 : strength);
    }

    private Optimizer Optimizer(ParseResult parsed, Sequential network)
    {
        var parameters = network.Parameters();
        var step = parsed.GetValue(rate);
        if (step is { } given && !(given > 0 && double.IsFinite(given))) throw new DataException($"--learning-rate {given.ToString(CultureInfo.InvariantCulture)}: it must be a positive number.");
        return parsed.GetValue(optimizer) switch
        {
            "sgd" => new GradientDescent(parameters, step ?? 0.05),
            "momentum" => new GradientDescent(parameters, step ?? 0.05, momentum: 0.9),
            "adam" => new Adam(parameters, step ?? 1e-3),
            "adamw" => new Adam(parameters, step ?? 1e-3, weightDecay: parsed.GetValue(decay)),
            var other => throw new DataException($"--optimizer {other}: there are sgd, momentum, adam and adamw."),
        };
    }
}
