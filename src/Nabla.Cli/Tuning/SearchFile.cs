using System.Globalization;
using System.Text.Json;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>Reads the file that says what <c>tune</c> searches. Errors name the file and the member.</summary>
internal sealed class SearchFile
{
    // Beyond this, the file is a mistake: it would train for weeks.
    private const int MostTrials = 10_000;

    // Doubles hold all whole numbers up to here.
    private const double LargestWhole = 1L << 53;

    private readonly string shown;
    private readonly TrainOptions options;

    private SearchFile(string path, TrainOptions options) => (shown, this.options) = (Printable.Escape(path), options);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It cannot be read, or its contents are not those of a search.</exception>
    public static SearchPlan Read(string path, TrainOptions options)
    {
        var file = new SearchFile(path, options);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new() { AllowDuplicateProperties = false });
            return file.Plan(json.RootElement);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw file.Error($"the file cannot be read: {exception.Message.Split('\n')[0]}");
        }
        catch (JsonException exception)
        {
            throw file.Error($"this is not JSON: {exception.Message.Split('\n')[0]}");
        }
    }

    private SearchPlan Plan(JsonElement root)
    {
        Members(root, "the file", "train", "trials", "seed", "search", "halving", "ranges");
        if (root.TryGetProperty("search", out var search) && (search.ValueKind != JsonValueKind.String || search.GetString() != "random"))
            throw Error("'search' must be \"random\"; for successive halving, write \"halving\": 3 instead.");
        var isHalving = root.TryGetProperty("halving", out var factor);
        if (isHalving && root.TryGetProperty("search", out _)) throw Error("give either 'search' or 'halving', not both.");
        var train = options.Normal(Texts(Required(root, "train", "[\"digits\", \"--epochs\", \"20\"]"), "'train'"), shown);
        if (train is ["train", ..]) throw Error("'train' holds what follows the word train; omit the word.");
        var trials = (int)Whole(Required(root, "trials", "27"), "'trials'", 1, MostTrials);
        var seed = root.TryGetProperty("seed", out var number) ? Whole(number, "'seed'", 0, (long)LargestWhole) : 1;
        var element = Required(root, "ranges", "{ \"--learning-rate\": { \"from\": 1e-4, \"to\": 0.1, \"scale\": \"log\" } }");
        if (element.ValueKind != JsonValueKind.Object || !element.EnumerateObject().Any())
            throw Error("'ranges' must be an object with a member for each option to vary, such as \"--learning-rate\".");
        SearchRange[] ranges = [.. element.EnumerateObject().Select(Range)];
        foreach (var range in ranges)
        {
            if (ranges.Count(other => other.Option == range.Option) > 1) throw Error($"{range.Option} has two ranges; give each option one.");
            if (train.Contains(range.Option)) throw Error($"{range.Option} is in 'train' and in 'ranges'; remove one of them.");
        }
        var plan = new SearchPlan(train, trials, seed, isHalving ? (int)Whole(factor, "'halving'", 2, 100) : null, ranges);
        if (isHalving && ranges.Any(range => range.Option == "--epochs"))
            throw Error("--epochs cannot be varied with 'halving', which sets it; use \"search\": \"random\".");
        if (isHalving && !train.Contains("--epochs"))
            throw Error("'halving' needs the epochs of the last rung in 'train', as in \"--epochs\", \"20\".");
        return plan;
    }

    private SearchRange Range(JsonProperty member)
    {
        var name = options.FullName(member.Name, shown);
        Members(member.Value, $"the range of {name}", "values", "from", "to", "scale", "whole");
        if (member.Value.TryGetProperty("values", out var list))
        {
            if (member.Value.EnumerateObject().Count() > 1) throw Error($"{name} has 'values' and other members; give 'values' alone, or 'from' and 'to'.");
            var values = Texts(list, $"'values' of {name}");
            if (values.Length == 0) throw Error($"{name} has no values to choose from.");
            if (values.Distinct().Count() < values.Length) throw Error($"{name} has a value twice in 'values'; remove one.");
            return new ChoiceRange(name, values);
        }
        var (from, to) = (Real(member.Value, name, "from"), Real(member.Value, name, "to"));
        if (from > to) throw Error($"{name} goes from {Text(from)} to {Text(to)}; exchange them.");
        var scale = member.Value.TryGetProperty("scale", out var word) ? word.ValueKind == JsonValueKind.String ? word.GetString() : "" : "linear";
        if (scale is not ("linear" or "log")) throw Error($"'scale' of {name} must be \"linear\" or \"log\".");
        if (scale == "log" && from <= 0) throw Error($"{name} has a logarithmic scale from {Text(from)}; it must begin above 0.");
        var isWhole = false;
        if (member.Value.TryGetProperty("whole", out var truth))
        {
            if (truth.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw Error($"'whole' of {name} must be true or false.");
            isWhole = truth.GetBoolean();
        }
        if (isWhole && (from != Math.Floor(from) || to != Math.Floor(to) || Math.Max(Math.Abs(from), Math.Abs(to)) > LargestWhole))
            throw Error($"{name} takes whole numbers, so 'from' and 'to' must be whole numbers of at most {Text(LargestWhole)}.");
        return new NumberRange(name, from, to, scale == "log", isWhole);
    }

    private double Real(JsonElement range, string name, string member) =>
        range.TryGetProperty(member, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw Error($"{name} needs a number '{member}', or a list 'values'.");

    private long Whole(JsonElement element, string name, long least, long most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Error($"{name} must be a whole number from {least} to {most}, but is {Short(element)}.");

    private string[] Texts(JsonElement element, string name) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().Select(item => item.ValueKind switch
        {
            JsonValueKind.String => item.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
            _ => throw Error($"{name} must be a list of texts or numbers, but has {Short(item)}."),
        })]
        : throw Error($"{name} must be a list of texts, but is {Short(element)}.");

    private JsonElement Required(JsonElement root, string name, string example) =>
        root.TryGetProperty(name, out var value) ? value : throw Error($"there is no '{name}'; add it, as in \"{name}\": {example}.");

    private void Members(JsonElement element, string what, params string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Error($"{what} must hold an object in braces, but is {Short(element)}.");
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw Error($"{what} has an unknown member '{member.Name}'; the members are {string.Join(", ", known)}.");
        }
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText();

    private DataException Error(string sentence) => new($"{shown}: {Printable.Escape(sentence)}");
}
