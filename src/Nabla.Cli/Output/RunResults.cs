using System.CommandLine;
using System.Text;
using System.Text.Json;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>What came of a training run, as <c>results.json</c> in its folder: for <c>compare</c>, <c>tune</c> and programs.</summary>
internal sealed record RunResults
{
    public const string FileName = "results.json";
    public const string Complete = "complete";
    public const string Interrupted = "interrupted";
    public const string Diverged = "diverged";

    /// <summary>Whether the run is <see cref="Complete"/>, <see cref="Interrupted"/> or <see cref="Diverged"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why the run diverged; null for others.</summary>
    public string? Reason { get; init; }

    /// <summary>The arguments of the tool.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The values of all options by name, those that were not given included.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The data as named on the command line.</summary>
    public required string Data { get; init; }

    /// <summary>A hash of the validation examples; null if there are none.</summary>
    public string? ValidationExamples { get; init; }

    public required bool IsClassification { get; init; }

    public required string Loss { get; init; }

    public string Layers { get; init; } = "";

    public long Parameters { get; init; }

    /// <summary>The number of completed epochs.</summary>
    public required int Epochs { get; init; }

    public double? TrainLoss { get; init; }

    public double? ValidationLoss { get; init; }

    /// <summary>The smallest validation loss; null if none was measured and finite.</summary>
    public double? BestValidationLoss { get; init; }

    public int? BestEpoch { get; init; }

    /// <summary>The results of the test by name, such as <c>test_loss</c>; empty if there was none.</summary>
    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    /// <summary>The duration of the epochs.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>The duration of everything.</summary>
    public double Seconds { get; init; }

    /// <summary>The accuracy of the test, or R²; null if there was no test.</summary>
    public double? TestScore => Test.TryGetValue(IsClassification ? "test_accuracy" : "test_r2", out var score) ? score : null;

    /// <summary>Collects the results of a run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="trainer">The trainer after training.</param>
    /// <param name="options">What it trained with.</param>
    /// <param name="epochs">The completed epochs.</param>
    /// <param name="training">The training examples.</param>
    /// <param name="validation">The validation examples; may be null.</param>
    /// <param name="loss">The name of the loss.</param>
    /// <param name="test">The results of the test.</param>
    public static RunResults Of(
        ParseResult parsed,
        Trainer trainer,
        TrainingOptions options,
        IReadOnlyList<EpochResult> epochs,
        IBatchSource training,
        IBatchSource? validation,
        string loss,
        IEnumerable<(string Name, object? Value)> test)
    {
        var best = trainer.BestValidation;
        return new()
        {
            Status = RunChoice.HasDiverged(trainer, options) ? Diverged : trainer.StopReason == StopReason.Canceled ? Interrupted : Complete,
            Reason = trainer.Divergence,
            Arguments = UsedOptions.Arguments(parsed),
            Options = UsedOptions.Of(parsed, options, trainer.LearningRate),
            Data = UsedOptions.Data(parsed),
            ValidationExamples = validation?.Fingerprint(),
            IsClassification = training.IsClassification,
            Loss = loss,
            Epochs = epochs.Count,
            TrainLoss = epochs.Count > 0 ? epochs[^1].Training.Loss : null,
            ValidationLoss = epochs.Count > 0 ? epochs[^1].Validation?.Loss : null,
            BestValidationLoss = best?.Loss,
            BestEpoch = best?.Epoch,
            Test = test.Where(item => item.Value is double number && double.IsFinite(number)).ToDictionary(item => item.Name, item => (double)item.Value!),
            TrainingSeconds = epochs.Sum(epoch => epoch.Seconds),
        };
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string folder) => AtomicFile.Write(
        Path.Combine(folder, FileName),
        file => file.Write(Encoding.UTF8.GetBytes(Json.Line(
            ("status", Status),
            ("reason", Reason),
            ("arguments", Arguments),
            ("options", Options.Select(option => (option.Key, (object?)option.Value))),
            ("data", Data),
            ("validation_examples", ValidationExamples),
            ("task", IsClassification ? "classification" : "regression"),
            ("loss", Loss),
            ("layers", Layers),
            ("parameters", Parameters),
            ("epochs", Epochs),
            ("train_loss", TrainLoss),
            ("validation_loss", ValidationLoss),
            ("best_validation_loss", BestValidationLoss),
            ("best_epoch", BestEpoch),
            ("test", Test.Select(item => (item.Key, (object?)item.Value))),
            ("training_seconds", TrainingSeconds),
            ("seconds", Seconds)) + "\n")));

    /// <summary>Reads the file in the folder of a run.</summary>
    /// <exception cref="DataException">There is none, or it is damaged.</exception>
    public static RunResults Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var shown = Printable.Escape(folder);
        if (!Directory.Exists(folder)) throw new DataException($"{shown}: there is no such folder; give the folder of a training run.");
        if (!File.Exists(path))
            throw new DataException($"{shown}: there is no {FileName}, so this is not the folder of a training run; nabla train writes it at its end.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return new()
            {
                Status = Text(root, "status") is Complete or Interrupted or Diverged ? Text(root, "status") : throw new FormatException("'status' is unknown"),
                Reason = root.GetProperty("reason").GetString(),
                Arguments = [.. root.GetProperty("arguments").EnumerateArray().Select(item => item.GetString() ?? "")],
                Options = root.GetProperty("options").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetString() ?? ""),
                Data = Text(root, "data"),
                ValidationExamples = root.GetProperty("validation_examples").GetString(),
                IsClassification = Text(root, "task") == "classification",
                Loss = Text(root, "loss"),
                Layers = Text(root, "layers"),
                Parameters = root.GetProperty("parameters").GetInt64(),
                Epochs = root.GetProperty("epochs").GetInt32(),
                TrainLoss = Number(root, "train_loss"),
                ValidationLoss = Number(root, "validation_loss"),
                BestValidationLoss = Number(root, "best_validation_loss"),
                BestEpoch = root.GetProperty("best_epoch") is { ValueKind: JsonValueKind.Number } best ? best.GetInt32() : null,
                Test = root.GetProperty("test").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetDouble()),
                TrainingSeconds = root.GetProperty("training_seconds").GetDouble(),
                Seconds = root.GetProperty("seconds").GetDouble(),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException or ArgumentException)
        {
            throw new DataException(
                $"{shown}: {FileName} is damaged or from another version ({Printable.Escape(exception.Message.Split('\n')[0].TrimEnd('.'))}); train again.",
                exception);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static double? Number(JsonElement root, string name) =>
        root.GetProperty(name) is { ValueKind: not JsonValueKind.Null } number ? number.GetDouble() : null;
}
