using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>A data set named on the command line: <c>digits</c>, <c>mnist:FOLDER</c>, <c>csv:FILE</c> and so on.</summary>
internal sealed class DataSource
{
    public const string Help =
        "digits, moons, spirals or xor (generated; a number of examples may follow, as digits:20000), mnist:FOLDER (also for Fashion-MNIST, EMNIST and other IDX files of that layout), or csv:FILE";

    private const int GeneratedTestShare = 5;
    private readonly Argument<string> name = new("data") { Description = Help };
    private readonly Option<string?> target = new("--target") { Description = "CSV: the column to predict, by name or by number from 1 (3 or #3); the last one if not given, or the one that the model was trained on" };
    private readonly Option<string?> targetFile = new("--target-file") { Description = "CSV: a second file with the numbers to predict, one per line" };
    private readonly WordOption<LearningTask> task = new(
        "--task", "CSV: classification or regression; decided by the target if not given",
        ("auto", LearningTask.Auto), ("classification", LearningTask.Classification), ("regression", LearningTask.Regression));
    private readonly Option<string?> delimiter = new("--delimiter") { Description = "CSV: what separates fields: one character, tab or space; detected if not given" };
    private readonly WordOption<bool?> header = new("--header", "CSV: whether the first line names the columns", ("auto", null), ("yes", true), ("no", false));
    private readonly WordOption<char> mark = new("--decimal", "CSV: what stands before the decimals of a number", (".", '.'), (",", ','));
    private readonly Option<string?> encoding = new("--encoding") { Description = "CSV: the encoding, as utf-8, utf-16, latin1 or windows-1252; UTF-8 if not given" };
    private readonly WordOption<MissingValues> missing = new(
        "--missing", "CSV: what to do with rows that lack a value (an empty field, NA, ?, null and the like): refuse, drop, or keep as a class of that name",
        ("refuse", MissingValues.Refuse), ("drop", MissingValues.Drop), ("keep", MissingValues.Keep));

    /// <summary>What is only said of a CSV file.</summary>
    private Option[] TableOptions => [target, targetFile, task, delimiter, header, mark, encoding, missing];

    public void AddTo(Command command)
    {
        command.Arguments.Add(name);
        foreach (var option in TableOptions) command.Options.Add(option);
    }

    /// <summary>A short name for folders and titles.</summary>
    public string ShortName(ParseResult parsed)
    {
        var (kind, place) = Split(parsed);
        if (place.Length == 0 || IsGenerated(kind)) return kind;
        var text = Path.GetFileNameWithoutExtension(Path.GetFileName(Path.TrimEndingDirectorySeparator(place)));
        // "..csv" would lead out of the folder that it names a part of.
        return text.Trim('.').Length > 0 ? Printable.Escape(text) : kind;
    }

    /// <summary>Examples to train with and examples to test with. A CSV file is split; the others have a test set of their own.</summary>
    public (Dataset Training, Dataset Test) LoadForTraining(ParseResult parsed, double testShare, long seed)
    {
        var (kind, place) = Split(parsed);
        switch (kind)
        {
            case "mnist" or "idx":
                return IdxDataset.Load(place);
            case "csv":
                var all = CsvDataset.Load(place, Options(parsed));
                try
                {
                    return all.Split(testShare, new HostRandom(seed, 1));
                }
                catch (InvalidOperationException exception)
                {
                    throw CannotSplit(all, place, string.Create(CultureInfo.InvariantCulture, $"{all.Count} examples are too few to keep {testShare} of them for the test"), exception);
                }
            default:
                var count = Count(kind, place);
                var tests = Math.Max(1, count / GeneratedTestShare);
                return (Generate(kind, count, seed), Generate(kind, tests, seed + 0x7E57));
        }
    }

    /// <summary>Says why nothing can be split off: as a rule there are too few examples, but where each has a class of its own, more of them would not help.</summary>
    public static DataException CannotSplit(Dataset data, string place, string tooFew, Exception cause) => new(
        data.IsClassification && data.Count > 1 && data.CountPerClass().All(count => count <= 1)
            ? $"{place}: each of the {data.Count} examples is the only one of its class; if the column to predict holds numbers, write them plainly, else leave out what is unique."
            : $"{place}: {tooFew}.",
        cause);

    /// <summary>Examples to look at: the test set where there is one, the whole file where there is not.</summary>
    public Dataset Load(ParseResult parsed) => Load(parsed, Options(parsed));

    /// <summary>The files that are read, which no output may replace.</summary>
    public IEnumerable<string> Files(ParseResult parsed)
    {
        var (kind, place) = Split(parsed);
        if (kind == "csv") yield return place;
        if (kind is "mnist" or "idx" && Directory.Exists(place)) foreach (var file in Directory.EnumerateFiles(place)) yield return file;
        if (parsed.GetValue(targetFile) is { } second) yield return second;
    }

    /// <summary>Examples to evaluate a model with, whose columns and classes have to be the model's.</summary>
    public Dataset LoadFor(ParseResult parsed, TrainedModel model)
    {
        RequireTaskOf(model, parsed);
        return Load(parsed, Options(parsed) with
        {
            Schema = model.ExpectedTable,
            ClassNames = model.ClassNames.Count > 0 ? model.ClassNames : null,
            Task = TaskOf(model),
        });
    }

    /// <summary>Features to predict for, row-major, and the places of rows left out: the target may be there or not.</summary>
    public (double[] Features, IReadOnlyList<int> LeftOut) LoadFeatures(ParseResult parsed, TrainedModel model)
    {
        RequireTaskOf(model, parsed);
        var (kind, place) = Split(parsed);
        if (kind == "csv")
        {
            var features = CsvDataset.LoadFeatures(place, Options(parsed) with { Schema = model.ExpectedTable }, out var leftOut);
            return (features, leftOut);
        }
        var data = Load(parsed);
        if (data.Width != model.Width) throw new DataException($"{data.Name}: an example has {data.Width} numbers, but the model takes {model.Width}.");
        return (Array.ConvertAll(data.Features.ToArray(), number => (double)number), []);
    }

    private static LearningTask TaskOf(TrainedModel model) => model.ClassNames.Count > 0 ? LearningTask.Classification : LearningTask.Regression;

    private void RequireTaskOf(TrainedModel model, ParseResult parsed)
    {
        if (task.Value(parsed) is var wanted && wanted != LearningTask.Auto && wanted != TaskOf(model))
            throw new DataException($"--task {parsed.GetValue(task)}: the model is one of {(model.ClassNames.Count > 0 ? "classification" : "regression")}. Leave the option out, or train another.");
    }

    private Dataset Load(ParseResult parsed, CsvOptions options)
    {
        var (kind, place) = Split(parsed);
        return kind switch
        {
            "mnist" or "idx" => IdxDataset.Load(place).Test,
            "csv" => CsvDataset.Load(place, options),
            _ => Generate(kind, Math.Max(1, Count(kind, place) / GeneratedTestShare), 1 + 0x7E57),
        };
    }

    private static Dataset Generate(string kind, int count, long seed) => kind switch
    {
        "digits" => DigitGenerator.Create(count, seed),
        "moons" => SyntheticData.Moons(count, 0.15, new HostRandom(seed)),
        "spirals" => SyntheticData.Spirals(count, 0.05, new HostRandom(seed)),
        _ => SyntheticData.Xor(count, 0.15, new HostRandom(seed)),
    };

    private static int Count(string kind, string text)
    {
        if (text.Length == 0) return kind == "digits" ? 20_000 : 2_000;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 10 and <= 10_000_000
            ? count
            : throw new DataException($"{kind}:{text}: the number of examples must be a whole number from 10 to 10000000.");
    }

    private static bool IsGenerated(string kind) => kind is "digits" or "moons" or "spirals" or "xor";

    private (string Kind, string Place) Split(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(name);
        var colon = text.IndexOf(':');
        var kind = colon < 0 ? text : text[..colon];
        var place = colon < 0 ? "" : text[(colon + 1)..];
        if (kind != "csv" && Array.Find(TableOptions, option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
            throw new DataException($"{unused.Name} is for CSV files; '{Printable.Escape(text)}' is none. Leave it out, or name the file as csv:FILE.");
        if (kind is "mnist" or "idx" or "csv")
            return place.Length > 0 ? (kind, place) : throw new DataException($"{text}: say where it is, as {kind}:{(kind == "csv" ? "FILE" : "FOLDER")}.");
        return IsGenerated(kind) ? (kind, place) : throw new DataException($"There is no data set '{text}'; there are {Help}.");
    }

    private CsvOptions Options(ParseResult parsed) => new()
    {
        Target = parsed.GetValue(target),
        TargetFile = parsed.GetValue(targetFile),
        Task = task.Value(parsed),
        HasHeader = header.Value(parsed),
        Decimal = mark.Value(parsed),
        Encoding = parsed.GetValue(encoding),
        Missing = missing.Value(parsed),
        Delimiter = parsed.GetValue(delimiter) switch
        {
            null => null,
            "tab" or "\\t" => '\t',
            "space" => ' ',
            { Length: 1 } text => text[0],
            var text => throw new DataException($"--delimiter {text}: it must be one character, 'tab' or 'space'."),
        },
    };
}
