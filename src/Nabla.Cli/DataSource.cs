using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>A data set named on the command line: <c>digits</c>, <c>mnist:FOLDER</c>, <c>csv:FILE</c> and so on.</summary>
internal sealed class DataSource
{
    public const string Help =
        "digits, moons, spirals or xor (generated; a number of examples may follow, as digits:20000), mnist:FOLDER (also for Fashion-MNIST and other IDX files of that layout), or csv:FILE";

    private const int GeneratedTestShare = 5;
    private readonly Argument<string> name = new("data") { Description = Help };
    private readonly Option<string?> target = new("--target") { Description = "CSV: the column to predict, by name or by number from 1; the last one if not given" };
    private readonly Option<string?> targetFile = new("--target-file") { Description = "CSV: a second file with the numbers to predict, one per line" };
    private readonly Option<LearningTask> task = new("--task") { Description = "CSV: classification or regression; found out if not given" };
    private readonly Option<string?> delimiter = new("--delimiter") { Description = "CSV: what separates fields; found out if not given" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(name);
        foreach (var option in (Option[])[target, targetFile, task, delimiter]) command.Options.Add(option);
    }

    /// <summary>A short name for folders and titles.</summary>
    public string ShortName(ParseResult parsed)
    {
        var (kind, place) = Split(parsed);
        return kind is "csv" or "mnist" or "idx" ? Path.GetFileNameWithoutExtension(Path.GetFileName(Path.TrimEndingDirectorySeparator(place))) is { Length: > 0 } text ? text : kind : kind;
    }

    /// <summary>Examples to train with and examples to test with. A CSV file is split; the others have a test set of their own.</summary>
    public (DataSet Training, DataSet Test) LoadForTraining(ParseResult parsed, double testShare, ulong seed)
    {
        var (kind, place) = Split(parsed);
        switch (kind)
        {
            case "mnist" or "idx":
                return IdxDataSet.Load(place);
            case "csv":
                var all = CsvDataSet.Load(place, Options(parsed));
                try
                {
                    return all.Split(testShare, new RandomStream(seed, 1));
                }
                catch (InvalidOperationException exception)
                {
                    throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{place}: {all.Count} examples are too few to keep {testShare} of them for the test."), exception);
                }
            default:
                var count = Count(kind, place);
                var tests = Math.Max(1, count / GeneratedTestShare);
                return (Generate(kind, count, seed), Generate(kind, tests, seed + 0x7E57));
        }
    }

    /// <summary>Examples to evaluate or predict with: the test set where there is one, the whole file where there is not.</summary>
    public DataSet LoadForUse(ParseResult parsed, IReadOnlyList<string>? classNames = null, LearningTask? forcedTask = null)
    {
        var (kind, place) = Split(parsed);
        return kind switch
        {
            "mnist" or "idx" => IdxDataSet.Load(place).Test,
            "csv" => CsvDataSet.Load(place, Options(parsed, classNames, forcedTask)),
            _ => Generate(kind, Math.Max(1, Count(kind, place) / GeneratedTestShare), 1 + 0x7E57),
        };
    }

    public bool IsCsv(ParseResult parsed) => Split(parsed).Kind == "csv";

    private static DataSet Generate(string kind, int count, ulong seed) => kind switch
    {
        "digits" => DigitGenerator.Create(count, seed),
        "moons" => GeneratedData.Moons(count, 0.15, new RandomStream(seed)),
        "spirals" => GeneratedData.Spirals(count, 0.05, new RandomStream(seed)),
        _ => GeneratedData.Xor(count, 0.15, new RandomStream(seed)),
    };

    private static int Count(string kind, string text)
    {
        if (text.Length == 0) return kind == "digits" ? 20_000 : 2_000;
        return int.TryParse(text, out var count) && count is >= 10 and <= 10_000_000
            ? count
            : throw new DataException($"{kind}:{text}: the number of examples must be a whole number from 10 to 10000000.");
    }

    private (string Kind, string Place) Split(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(name);
        var colon = text.IndexOf(':');
        var kind = colon < 0 ? text : text[..colon];
        var place = colon < 0 ? "" : text[(colon + 1)..];
        if (kind is "mnist" or "idx" or "csv")
            return place.Length > 0 ? (kind, place) : throw new DataException($"{text}: say where it is, as {kind}:{(kind == "csv" ? "FILE" : "FOLDER")}.");
        return kind is "digits" or "moons" or "spirals" or "xor" ? (kind, place) : throw new DataException($"There is no data set '{text}'; there are {Help}.");
    }

    private CsvOptions Options(ParseResult parsed, IReadOnlyList<string>? classNames = null, LearningTask? forcedTask = null) => new()
    {
        Target = parsed.GetValue(target),
        TargetFile = parsed.GetValue(targetFile),
        Task = forcedTask ?? parsed.GetValue(task),
        ClassNames = classNames is { Count: > 0 } ? classNames : null,
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
