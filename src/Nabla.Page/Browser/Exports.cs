using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Nabla.Page;

/// <summary>The functions that the page calls in its worker. Errors become JavaScript errors with the same message.</summary>
[SupportedOSPlatform("browser")]
internal static partial class Exports
{
    private static LearnSession? learning;
    private static (Dataset Training, Dataset Test)? own;
    private static double[]? ownPoints;
    private static DigitReader? reader;
    private static CharacterWriter? writer;

    private static DigitReader Reader => reader ?? throw new PageException("There is no network that reads yet.");

    private static CharacterWriter Writer => writer ?? throw new PageException("There is no network that writes yet.");

    private static LearnSession Learning => learning ?? throw new PageException("Nothing is being learned yet.");

    [JSExport]
    internal static string StepNames(string formula) => Text(StepGraphBuilder.NamesOf(formula), PageJson.Default.IReadOnlyListString);

    [JSExport]
    internal static string Step(string formula, string values) =>
        Text(StepGraphBuilder.Build(formula, Read(values, PageJson.Default.DictionaryStringDouble)), PageJson.Default.StepGraph);

    [JSExport]
    internal static string LearnChoices() => Text(Page.LearnChoices.All, PageJson.Default.LearnChoices);

    [JSExport]
    internal static string LearnStart(string options)
    {
        LearnOptions chosen = Read(options, PageJson.Default.LearnOptions);
        var data = chosen.Data == "own" ? own ?? throw new PageException("There are no points of your own yet.") : LearnData.Generate(chosen);
        learning = new(chosen, data);
        return Text(learning.Setup(), PageJson.Default.LearnSetup);
    }

    [JSExport]
    internal static void LearnPoints(double[] points) => (own, ownPoints) = (LearnData.FromPoints(points), points);

    [JSExport]
    internal static void LearnTable(byte[] content)
    {
        string path = Path.Combine(Path.GetTempPath(), "table.csv");
        File.WriteAllBytes(path, content);
        try
        {
            own = LearnData.FromTable(path);
            ownPoints = null;
        }
        catch (DataException exception)
        {
            throw new PageException(exception.Message.Replace(path, "The table", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [JSExport]
    internal static void LearnRewind() => learning = new(Learning.Options, Learning.Data, [.. Learning.Errors]);

    [JSExport]
    internal static string LearnTake(int steps, int example) => Text(Learning.Take(steps, example), PageJson.Default.LearnStatus);

    [JSExport]
    internal static byte[] LearnSurface(int size) => Learning.Surface(size);

    [JSExport]
    internal static byte[] LearnUnits(int size) => Learning.Units(size);

    [JSExport]
    internal static double[] LearnLinks() => Learning.Links();

    [JSExport]
    internal static string LearnLayers() => Text(Learning.Layers(), PageJson.Default.IReadOnlyListLearnLayer);

    [JSExport]
    internal static double[] LearnLossPlane(int size) => Learning.LossPlane(size);

    [JSExport]
    internal static byte[] LearnSave() => Learning.Save();

    [JSExport]
    internal static string LearnProgram(int epochs) =>
        Learning.Options.Data == "own" && ownPoints is null
            ? throw new PageException("For a table, the tool has the command: nabla train csv:FILE.")
            : LearnCode.Write(Learning.Options, epochs, Learning.Options.Data == "own" ? ownPoints : null);

    [JSExport]
    internal static string RaceSurfaces() => Text(RaceTrack.Names, PageJson.Default.IReadOnlyListString);

    [JSExport]
    internal static string RaceRun(string surface, string optimizers, double rate, int steps) =>
        Text(RaceTrack.Run(surface, Read(optimizers, PageJson.Default.IReadOnlyListString), rate, steps), PageJson.Default.Race);

    [JSExport]
    internal static int ReadStart(int seed)
    {
        reader = new(seed);
        return DigitReader.Steps;
    }

    [JSExport]
    internal static double[] ReadTake(int steps) => Reader.Take(steps);

    [JSExport]
    internal static double[] ReadDigit(byte[] pixels) => Reader.Read(pixels);

    [JSExport]
    internal static byte[] ReadExample(int digit, int seed) => DigitReader.Example(digit, seed);

    [JSExport]
    internal static int WriteStart(string text, int seed)
    {
        writer = new(text, seed);
        return (int)writer.Weights;
    }

    [JSExport]
    internal static double[] WriteTake(int steps) => Writer.Take(steps);

    [JSExport]
    internal static string WriteText(int length, double temperature) =>
        Writer.Write(length, temperature);

    private static string Text<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static T Read<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new PageException("The link has no settings.");
        }
        catch (JsonException)
        {
            throw new PageException("The link's settings cannot be read.");
        }
    }
}
