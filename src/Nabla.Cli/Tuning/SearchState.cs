using System.Text;
using System.Text.Json;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>What is finished of a search, as <c>tune.json</c> in its folder. It is written whole after every trial.</summary>
/// <param name="folder">The folder of the search.</param>
/// <param name="plan">The search.</param>
internal sealed class SearchState(string folder, SearchPlan plan)
{
    public const string FileName = "tune.json";

    private readonly string path = Path.Combine(folder, FileName);

    /// <summary>True if the folder holds a search.</summary>
    public bool Exists => File.Exists(path);

    public void Write(IReadOnlyList<TrialResult> finished) => AtomicFile.Write(
        path,
        file => file.Write(Encoding.UTF8.GetBytes(
            Json.Line([.. Parts(), ("finished", finished.Select(result => (object?)result.Members()).ToArray())]) + "\n")));

    /// <summary>Reads the finished trials.</summary>
    /// <param name="trials">The values of the trials that the search draws.</param>
    /// <param name="rungs">The number of rungs.</param>
    /// <exception cref="DataException">The file is damaged, or that of another search.</exception>
    public IReadOnlyList<TrialResult> Read(IReadOnlyList<string[]> trials, int rungs)
    {
        var shown = Printable.Escape(path);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            using var own = JsonDocument.Parse(Json.Line(Parts()));
            foreach (var part in own.RootElement.EnumerateObject())
            {
                if (!JsonElement.DeepEquals(part.Value, json.RootElement.GetProperty(part.Name)))
                    throw new DataException($"{shown}: this is another search, whose '{part.Name}' differs; choose another folder with --out.");
            }
            TrialResult[] finished = [.. json.RootElement.GetProperty("finished").EnumerateArray().Select(TrialResult.Read)];
            foreach (var result in finished)
            {
                if (result.Trial < 1 || result.Trial > trials.Count || result.Rung < 1 || result.Rung > rungs
                    || !result.Values.SequenceEqual(trials[result.Trial - 1]))
                    throw new FormatException($"trial {result.Trial} of rung {result.Rung} is not one of the search");
            }
            return finished.DistinctBy(result => (result.Trial, result.Rung)).Count() == finished.Length
                ? finished
                : throw new FormatException("a trial is finished twice");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException
            or IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"{shown}: the file is damaged ({Printable.Escape(exception.Message.Split('\n')[0].TrimEnd('.'))}); begin anew with another --out.", exception);
        }
    }

    private IEnumerable<(string Name, object? Value)> Parts() =>
    [
        ("train", plan.Train), ("trials", plan.Trials), ("seed", plan.Seed), ("halving", plan.Halving),
        ("ranges", plan.Ranges.Select(range => (range.Option, (object?)Members(range)))),
    ];

    private static (string Name, object? Value)[] Members(SearchRange range) => range switch
    {
        ChoiceRange choice => [("values", choice.Values)],
        NumberRange number => [("from", number.From), ("to", number.To), ("log", number.IsLogarithmic), ("whole", number.IsWhole)],
        _ => throw new ArgumentException($"{range.GetType().Name} is not a known range.", nameof(range)),
    };
}
