using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Nabla.Learning;
using Nabla.Parquet;

namespace Nabla.Cli;

/// <summary>A data source that the command line names: <c>NAME</c>, <c>NAME:COUNT</c> or <c>NAME:PATH</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="PathName">The word for its path in help texts; null if the source generates its examples.</param>
/// <param name="Load">Loads training and test examples from what follows the colon and a seed.</param>
/// <param name="LoadTest">Loads the test examples alone.</param>
/// <param name="LoadFeatures">
/// Loads features to predict for, row-major, and the indices of omitted rows; null takes the test examples.
/// </param>
internal sealed record DataSourceType(
    string Name,
    string? PathName,
    Func<SourceRequest, (Dataset Training, Dataset Test)> Load,
    Func<SourceRequest, Dataset> LoadTest,
    Func<SourceRequest, (double[] Features, IReadOnlyList<int> LeftOut)>? LoadFeatures = null)
{
    /// <summary>What the source is if no path is given and it has been downloaded; may be null.</summary>
    public PublishedDataset? Published { get; init; }

    /// <summary>The names of the options for some sources only that apply to this one; others are refused.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>True for a folder whose files lie in subfolders.</summary>
    public bool HasSubfolders { get; init; }
}

/// <summary>What a source is asked for.</summary>
/// <param name="Place">The text after the colon; may be empty.</param>
/// <param name="Seed">Decides generated examples and the rows of a split.</param>
/// <param name="TestShare">The part that is kept for the test if the source has no test set.</param>
/// <param name="Table">How tables are read.</param>
/// <param name="Pictures">How images are read.</param>
internal sealed record SourceRequest(string Place, long Seed, double TestShare, CsvOptions Table, ImageFolderOptions Pictures);

/// <summary>The data sources of the command line, a row for each.</summary>
internal static class DataSources
{
    // Generated test sets have their own seeds.
    private const long TestSeed = 0x7E57;
    private const int GeneratedTestShare = 5;

    public static IReadOnlyList<DataSourceType> All { get; } =
    [
        Generated("digits", 20_000, DigitGenerator.Create),
        Generated("moons", 2_000, (count, seed) => SyntheticData.Moons(count, 0.15, new HostRandom(seed))),
        Generated("spirals", 2_000, (count, seed) => SyntheticData.Spirals(count, 0.05, new HostRandom(seed))),
        Generated("xor", 2_000, (count, seed) => SyntheticData.Xor(count, 0.15, new HostRandom(seed))),
        .. PublishedDataset.All.Select(Downloaded),
        new("idx", "FOLDER", request => IdxDataset.Load(request.Place), request => IdxDataset.Load(request.Place).Test),
        new(Text, "FILE", request => throw NotExamples(request), request => throw NotExamples(request)),
        new("csv", "FILE", request => Split(LoadCsv(request), request), LoadCsv, LoadCsvFeatures)
        {
            Options = ["--target", "--target-file", "--task", "--delimiter", "--header", "--decimal", "--encoding", "--missing", "--one-hot"],
        },
        new("parquet", "FILE", request => Split(LoadParquet(request), request), LoadParquet, LoadParquetFeatures)
        {
            Options = ["--target", "--task", "--missing"],
        },
        new(Images, "FOLDER", LoadImages, LoadTestImages, LoadImageFeatures) { Options = ["--image-size", "--image-channels"], HasSubfolders = true },
    ];

    /// <summary>The name of the source of text, which train and generate handle themselves.</summary>
    public const string Text = "text";

    /// <summary>The name of the source of images in folders.</summary>
    public const string Images = "images";

    /// <summary>Explains why nothing can be split off: too few examples, or each example has its own class and more examples would not help.</summary>
    public static DataException CannotSplit(Dataset data, string place, string tooFew, Exception cause) => new(
        data.IsClassification && data.Count > 1 && data.CountPerClass().All(count => count <= 1)
            ? $"{place}: each of the {data.Count} examples is the only one of its class; if the column to predict holds numbers, write them plainly; "
                + "otherwise predict a column whose values repeat."
            : $"{place}: {tooFew}.",
        cause);

    private static DataException NotExamples(SourceRequest request) =>
        new($"text:{request.Place}: a text is for train --model lstm; other commands take examples.");

    private static DataSourceType Downloaded(PublishedDataset dataset) => new(
        dataset.Name,
        "FOLDER",
        request => IdxDataset.Load(request.Place, dataset.ClassNames),
        request => IdxDataset.Load(request.Place, dataset.ClassNames).Test)
    {
        Published = dataset,
    };

    private static DataSourceType Generated(string name, int usual, Func<int, long, Dataset> generate)
    {
        return new(
            name,
            null,
            request => (generate(Count(request), request.Seed), generate(Tests(request), request.Seed + TestSeed)),
            request => generate(Tests(request), request.Seed + TestSeed));

        int Tests(SourceRequest request) => Math.Max(1, Count(request) / GeneratedTestShare);

        int Count(SourceRequest request)
        {
            if (request.Place.Length == 0) return usual;
            return int.TryParse(request.Place, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 10 and <= 10_000_000
                ? count
                : throw new DataException($"{name}:{request.Place}: the number of examples must be a whole number from 10 to 10000000.");
        }
    }

    private static Dataset LoadCsv(SourceRequest request) => CsvDataset.Load(request.Place, request.Table);

    private static (double[] Features, IReadOnlyList<int> LeftOut) LoadCsvFeatures(SourceRequest request) =>
        (CsvDataset.LoadFeatures(request.Place, request.Table, out var leftOut), leftOut);

    // The library that reads Parquet files makes types at run time. With a constant here, a tool published ahead of time leaves it out.
    [FeatureSwitchDefinition("Nabla.Cli.ReadsParquet")]
    private static bool ReadsParquet => !AppContext.TryGetSwitch("Nabla.Cli.ReadsParquet", out bool isEnabled) || isEnabled;

    private static Dataset LoadParquet(SourceRequest request) => ReadsParquet
        ? ParquetDataset.Load(request.Place, ParquetOptionsOf(request))
        : throw NoParquet(request);

    private static (double[] Features, IReadOnlyList<int> LeftOut) LoadParquetFeatures(SourceRequest request) => ReadsParquet
        ? (ParquetDataset.LoadFeatures(request.Place, ParquetOptionsOf(request), out var leftOut), leftOut)
        : throw NoParquet(request);

    private static DataException NoParquet(SourceRequest request) => new(
        $"{request.Place}: this nabla was compiled ahead of time, without the reader of Parquet files; write the table as CSV, "
        + "or install the package Nabla.Tool, which has it.");

    private static ParquetOptions ParquetOptionsOf(SourceRequest request) => new()
    {
        Target = request.Table.Target,
        Task = request.Table.Task,
        Missing = request.Table.Missing,
        ClassNames = request.Table.ClassNames,
        Schema = request.Table.Schema,
    };

    private static (Dataset Training, Dataset Test) LoadImages(SourceRequest request) => ImageFolder.IsSplit(request.Place)
        ? ImageFolder.LoadSplit(request.Place, request.Pictures)
        : Split(ImageFolder.Load(request.Place, request.Pictures), request);

    private static Dataset LoadTestImages(SourceRequest request)
    {
        if (!ImageFolder.IsSplit(request.Place)) return ImageFolder.Load(request.Place, request.Pictures);
        // The classes are those of a model, or else of the training images.
        return request.Pictures.ClassNames is null
            ? ImageFolder.LoadSplit(request.Place, request.Pictures).Test
            : ImageFolder.Load(Path.Combine(request.Place, "test"), request.Pictures);
    }

    private static (double[] Features, IReadOnlyList<int> LeftOut) LoadImageFeatures(SourceRequest request)
    {
        var folder = ImageFolder.IsSplit(request.Place) ? Path.Combine(request.Place, "test") : request.Place;
        return (Array.ConvertAll(ImageFolder.LoadFeatures(folder, request.Pictures).Features, pixel => (double)pixel), []);
    }

    private static (Dataset Training, Dataset Test) Split(Dataset all, SourceRequest request)
    {
        try
        {
            return all.Split(request.TestShare, new HostRandom(request.Seed, 1));
        }
        catch (InvalidOperationException exception)
        {
            var tooFew = string.Create(CultureInfo.InvariantCulture, $"{all.Count} examples are too few to keep {request.TestShare} of them for the test");
            throw CannotSplit(all, request.Place, tooFew, exception);
        }
    }
}
