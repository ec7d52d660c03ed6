using System.CommandLine;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>A data set named on the command line: <c>digits</c>, <c>mnist:FOLDER</c>, <c>csv:FILE</c> and so on.</summary>
internal sealed class DataSource
{
    /// <summary>The sources that may be named.</summary>
    public static readonly string Help = string.Join(", ", DataSources.All.Where(type => type.PathName is null).Select(type => type.Name))
        + " (generated; a number of examples may follow, as in digits:20000), "
        + string.Join(", ", DataSources.All.Where(type => type.PathName is not null).Select(type => $"{type.Name}:{type.PathName}"))
        + "; downloaded ones also without a folder";

    private readonly Argument<string> name = new("data") { Description = Help };
    private readonly Option<string?> target = new("--target")
    {
        Description = "CSV, Parquet: column to predict, by name or by number from 1, such as 3 or #3 "
            + "(default: the target column of the model, or else the last)",
    };

    private readonly Option<string?> targetFile = new("--target-file") { Description = "CSV: second file with the numbers to predict, one per line" };
    private readonly WordOption<LearningTask> task = new(
        "--task", "CSV, Parquet: classification, regression, or auto to decide by the target",
        ("auto", LearningTask.Auto), ("classification", LearningTask.Classification), ("regression", LearningTask.Regression));
    private readonly Option<string?> delimiter = new("--delimiter") { Description = "CSV: field separator: one character, tab or space (default: detected)" };
    private readonly WordOption<bool?> header = new("--header", "CSV: whether the first line names the columns", ("auto", null), ("yes", true), ("no", false));
    private readonly WordOption<char> mark = new("--decimal", "CSV: decimal separator", (".", '.'), (",", ','));
    private readonly Option<string?> encoding = new("--encoding")
    {
        Description = "CSV: encoding, such as utf-8, utf-16, latin1 or windows-1252 (default: utf-8)",
    };

    private readonly WordOption<MissingValues> missing = new(
        "--missing",
        "CSV, Parquet: treatment of missing values (an empty field, NA, ?, null and the like): refuse, drop the row, mean of the column, "
            + "or keep as a class of that name",
        ("refuse", MissingValues.Refuse), ("drop", MissingValues.Drop), ("mean", MissingValues.Mean), ("keep", MissingValues.Keep));

    private readonly Option<string?> oneHot = new("--one-hot")
    {
        Description = "CSV: columns of text to encode as one column of 0 and 1 per value, by name or number, separated by commas",
    };

    private readonly ImageChoice images = new();

    /// <summary>The options that apply to some sources only.</summary>
    private Option[] Special => [target, targetFile, task, delimiter, header, mark, encoding, missing, oneHot, .. images.All];

    public void AddTo(Command command)
    {
        command.Arguments.Add(name);
        foreach (var option in Special) command.Options.Add(option);
    }

    /// <summary>Returns a short name for folders and titles.</summary>
    public string ShortName(ParseResult parsed)
    {
        var (type, place) = Split(parsed);
        if (place.Length == 0 || type.PathName is null) return type.Name;
        var text = Path.GetFileNameWithoutExtension(Path.GetFileName(Path.TrimEndingDirectorySeparator(place)));
        // "..csv" would lead out of the parent folder.
        return text.Trim('.').Length > 0 ? Printable.Escape(text) : type.Name;
    }

    /// <summary>The file of a text; null for other sources.</summary>
    public string? TextFile(ParseResult parsed) => Split(parsed) is ({ Name: DataSources.Text }, var place) ? place : null;

    /// <summary>Loads training and test examples. A table is split; other sources have their own test set.</summary>
    public (Dataset Training, Dataset Test) LoadForTraining(ParseResult parsed, double testShare, long seed)
    {
        var (type, place) = Split(parsed);
        return type.Load(new(place, seed, testShare, Options(parsed), images.Read(parsed)));
    }

    /// <summary>Loads examples to evaluate or describe: the test set if there is one, otherwise the whole file.</summary>
    public Dataset Load(ParseResult parsed) => Load(parsed, Options(parsed), images.Read(parsed));

    /// <summary>Returns the input files, which outputs must not replace.</summary>
    public IEnumerable<string> Files(ParseResult parsed)
    {
        var (type, place) = Split(parsed);
        if (type.PathName == "FILE") yield return place;
        if (type.PathName == "FOLDER" && Directory.Exists(place))
        {
            var depth = type.HasSubfolders ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
            foreach (var file in Directory.EnumerateFiles(place, "*", depth)) yield return file;
        }
        if (parsed.GetValue(targetFile) is { } second) yield return second;
    }

    /// <summary>Loads examples to evaluate a model with. Their columns and classes must match the model.</summary>
    public Dataset LoadFor(ParseResult parsed, TrainedModel model)
    {
        RequireTaskOf(model, parsed);
        var table = OptionsFor(parsed, model) with
        {
            ClassNames = model.ClassNames.Count > 0 ? model.ClassNames : null,
            Task = TaskOf(model),
        };
        return Load(parsed, table, ImagesFor(parsed, model));
    }

    /// <summary>Loads features to predict for, row-major, and the indices of omitted rows. The target column is optional.</summary>
    public (double[] Features, IReadOnlyList<int> LeftOut) LoadFeatures(ParseResult parsed, TrainedModel model)
    {
        RequireTaskOf(model, parsed);
        var (type, place) = Split(parsed);
        if (type.LoadFeatures is { } load) return load(new(place, 1, 0, OptionsFor(parsed, model), ImagesFor(parsed, model)));
        var data = Load(parsed);
        if (data.Width != model.Width) throw new DataException($"{data.Name}: an example has {data.Width} numbers, but the model takes {model.Width}.");
        return (Array.ConvertAll(data.Features.ToArray(), number => (double)number), []);
    }

    /// <summary>The options for tables of a model, which knows the one-hot columns and, unless the user says otherwise, how to treat missing values.</summary>
    private CsvOptions OptionsFor(ParseResult parsed, TrainedModel model)
    {
        if (parsed.GetValue(oneHot) is { } given) throw new DataException($"--one-hot {given}: the model knows its columns; omit the option.");
        var (options, schema) = (Options(parsed), model.ExpectedTable);
        return options with { Schema = schema, Missing = parsed.GetResult(missing) is { Implicit: false } ? options.Missing : schema.Missing };
    }

    private ImageFolderOptions ImagesFor(ParseResult parsed, TrainedModel model) =>
        Split(parsed).Type.Name == DataSources.Images ? images.ReadFor(parsed, model) : images.Read(parsed);

    private static LearningTask TaskOf(TrainedModel model) => model.ClassNames.Count > 0 ? LearningTask.Classification : LearningTask.Regression;

    private void RequireTaskOf(TrainedModel model, ParseResult parsed)
    {
        if (task.Value(parsed) is var wanted && wanted != LearningTask.Auto && wanted != TaskOf(model))
        {
            throw new DataException(
                $"--task {parsed.GetValue(task)}: the model is for {(model.ClassNames.Count > 0 ? "classification" : "regression")}; "
                + "omit the option, or train another model.");
        }
    }

    private Dataset Load(ParseResult parsed, CsvOptions table, ImageFolderOptions pictures)
    {
        var (type, place) = Split(parsed);
        return type.LoadTest(new(place, 1, 0, table, pictures));
    }

    private (DataSourceType Type, string Place) Split(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(name);
        var colon = text.IndexOf(':');
        var kind = colon < 0 ? text : text[..colon];
        var place = colon < 0 ? "" : text[(colon + 1)..];
        var type = DataSources.All.FirstOrDefault(source => source.Name == kind);
        if (Special.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false } && type?.Options.Contains(option.Name) != true) is { } unused)
        {
            var takers = DataSources.All.Where(source => source.Options.Contains(unused.Name)).Select(source => $"{source.Name}:{source.PathName}");
            throw new DataException($"{unused.Name} is for {string.Join(" or ", takers)}; omit it for '{Printable.Escape(text)}'.");
        }
        if (type is null) throw new DataException($"Unknown data set '{text}'; use {Help}.");
        if (type.PathName is null || place.Length > 0) return (type, place);
        if (type.Published is not { } published) throw new DataException($"{text}: give its location, as in {kind}:{type.PathName}.");
        return DatasetCache.Find(published) is { } folder
            ? (type, folder)
            : throw new DataException($"{text}: it is not downloaded; run nabla data download {kind}, or give its location, as in {kind}:{type.PathName}.");
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
        OneHot = parsed.GetValue(oneHot)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
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
