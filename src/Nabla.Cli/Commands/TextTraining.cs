using System.Diagnostics;
using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary>What <see cref="TextTraining"/> needs.</summary>
/// <param name="File">The text, in UTF-8.</param>
/// <param name="Name">The name of the run.</param>
/// <param name="Context">The characters in a window.</param>
/// <param name="Validation">The share of the text, at its end, that is held back.</param>
/// <param name="Options">Epochs and batch size.</param>
/// <param name="Open">Opens the folder for the model.</param>
/// <param name="Complete">Adds checkpoints and average to the options, and chooses the examples.</param>
/// <param name="Stopped">Returns why the run ended before its last epoch; null if it did not.</param>
/// <param name="Watch">Starts to observe a trainer of a network with a title, training examples and options.</param>
/// <param name="Build">Builds a network for a number of characters.</param>
/// <param name="Rule">Creates the learning rule of a network.</param>
/// <param name="Results">Collects the results from trainer, options, epochs, training and validation examples.</param>
/// <param name="IsJson">True to print one JSON object on the last line.</param>
internal sealed record TextRun(
    string File,
    string Name,
    int Context,
    double Validation,
    TrainingOptions Options,
    Func<RunFolder> Open,
    Func<TrainingOptions, Sequential, RunFolder, IBatchSource, IBatchSource, (TrainingOptions Options, IBatchSource Training, IBatchSource Held)> Complete,
    Func<Trainer, TrainingOptions, int, string?> Stopped,
    Func<Trainer, Sequential, string, IBatchSource, TrainingOptions, WatchedRun> Watch,
    Func<int, Sequential> Build,
    Func<Sequential, LearningRule> Rule,
    Func<Trainer, TrainingOptions, IReadOnlyList<EpochResult>, IBatchSource, IBatchSource, RunResults> Results,
    bool IsJson);

/// <summary>Trains a network on a text.</summary>
internal static class TextTraining
{
    public static int Run(TextRun run)
    {
        var clock = Stopwatch.StartNew();
        var text = Read(run.File);
        var vocabulary = new CharacterVocabulary(text);
        var codes = vocabulary.Encode(text);
        var split = (int)(codes.Length * (1 - run.Validation));
        var windows = new TextWindows(codes[..split], run.Context, vocabulary.Count, $"{run.Name}, training part");
        var held = new TextWindows(codes[split..], run.Context, vocabulary.Count, $"{run.Name}, validation part");
        var network = run.Build(vocabulary.Count);
        var model = new TextModel(network, vocabulary, run.Context);
        using var folder = run.Open();
        var trainer = new Trainer(network, new CrossEntropyLoss(), run.Rule(network));
        var (options, training, validation) = run.Complete(run.Options, network, folder, windows, held);
        var layers = string.Join(" -> ", network.Select(layer => layer.TypeName));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Name}: {split:N0} characters to train, {codes.Length - split:N0} to validate, {vocabulary.Count} different ones\n"
            + $"{layers}, {network.ParameterCount():N0} parameters; windows of {run.Context}"));
        var bar = !Console.IsOutputRedirected && !run.IsJson && AnsiConsole.Profile.Capabilities.Ansi;
        using var interruption = new Interruption();
        using var page = run.Watch(trainer, network, $"{run.Name}: {layers}", training, options);
        var results = TrainingScreen.Run(callback => trainer.Fit(training, validation, options, [callback, page.Observer], interruption.Token), bar);
        var diverged = RunChoice.HasDiverged(trainer, options);
        var interrupted = trainer.StopReason == StopReason.Canceled && !diverged;
        var isUntrained = interrupted && results.Count == 0 && File.Exists(folder.ModelPath);
        if (diverged) Console.Error.WriteLine($"nabla: {trainer.Divergence}: nothing is saved; try a smaller --learning-rate.");
        else if (!isUntrained) model.Save(folder.ModelPath);
        var metrics = diverged || interrupted ? (Metrics?)null : trainer.Evaluate(validation);
        if (!diverged && run.Stopped(trainer, options, results.Count) is { } reason) Console.Out.WriteLine(reason);
        var state = metrics is { } judged
            ? string.Create(CultureInfo.InvariantCulture, $"validation loss {judged.Loss:F4} nats ({judged.Loss / Math.Log(2):F4} bits) per character")
            : $"stopped after {results.Count} of {run.Options.Epochs} epochs";
        if (!diverged) Console.Out.WriteLine(metrics is null ? state : $"{state}; saved in {Printable.Escape(folder.ModelPath)}");
        var isWritten = diverged || isUntrained || folder.WriteMetrics($"{run.Name}: {layers}", true, "cross-entropy", results);
        isWritten &= isUntrained || folder.WriteResults(run.Results(trainer, options, results, training, validation) with
        {
            Layers = layers,
            Parameters = network.ParameterCount(),
            Seconds = clock.Elapsed.TotalSeconds,
        });
        if (!isUntrained && !diverged) isWritten &= folder.WriteReport(page.Observer.End(results, state, [], null));
        if (folder.IsTemporary && metrics is not null) Console.Out.WriteLine(RunFolder.DryRunWorked);
        if (run.IsJson)
        {
            Console.Out.WriteLine(Json.Line([
                ("data", run.Name), ("model", diverged || isUntrained ? null : folder.ModelPath), ("parameters", network.ParameterCount()),
                ("epochs", results.Count), ("interrupted", interrupted), ("train_loss", results.Count > 0 ? results[^1].Training.Loss : null),
                ("validation_loss", metrics?.Loss), ("training_seconds", results.Sum(result => result.Seconds)), ("seconds", clock.Elapsed.TotalSeconds)]));
        }
        return interrupted ? Interruption.ExitCode : diverged || !isWritten ? ExitCode.Failed : 0;
    }

    private static string Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
            return text.Length > 0 ? text : throw new DataException($"text:{path}: the file is empty.");
        }
        catch (System.Text.DecoderFallbackException exception)
        {
            throw new DataException($"text:{path}: the file is not UTF-8.", exception);
        }
    }
}
