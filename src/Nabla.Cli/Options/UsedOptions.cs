using System.CommandLine;
using System.Globalization;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary>What a run of <c>train</c> was started with: what was given, and what stood in for what was not.</summary>
internal static class UsedOptions
{
    // They say where results go and how a run is watched; the model does not depend on them.
    private static readonly string[] Unrelated = ["--out", "--json", "--resume", "--checkpoint-every", "--watch", "--prefetch", "--detect-anomaly"];

    /// <summary>The arguments of the tool, without the folder of a resumed run.</summary>
    public static IReadOnlyList<string> Arguments(ParseResult parsed)
    {
        string[] all = [.. parsed.Tokens.Select(token => token.Value)];
        return all is [.. var arguments, "--resume", _] ? arguments : all;
    }

    /// <summary>The data as named on the command line.</summary>
    public static string Data(ParseResult parsed) => parsed.CommandResult.Command.Arguments.OfType<Argument<string>>().Select(parsed.GetRequiredValue).First();

    /// <summary>The values of all options by name that matter to the result. Options without a value are left out.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="training">The epochs and batch size that were used.</param>
    /// <param name="rate">The learning rate that was used.</param>
    public static SortedDictionary<string, string> Of(ParseResult parsed, TrainingOptions training, double rate)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in parsed.CommandResult.Command.Options)
            if (!Unrelated.Contains(option.Name) && Value(parsed, option) is { } value) values[option.Name] = value;
        values["--epochs"] = training.Epochs.ToString(CultureInfo.InvariantCulture);
        values["--batch"] = training.BatchSize.ToString(CultureInfo.InvariantCulture);
        values["--learning-rate"] = rate.ToString("R", CultureInfo.InvariantCulture);
        return values;
    }

    private static string? Value(ParseResult parsed, Option option)
    {
        if (option is Option<bool> flag) return parsed.GetValue(flag) ? "yes" : "no";
        if (parsed.GetResult(option) is { Implicit: false, Tokens: [var token, ..] }) return Normal(option, token.Value);
        return option.HasDefaultValue ? Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Writes a number in one way, so that 0.10 equals 0.1.</summary>
    private static string Normal(Option option, string text)
    {
        var isNumber = (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is var type
            && (type == typeof(double) || type == typeof(int) || type == typeof(long));
        return !isNumber ? text
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole.ToString(CultureInfo.InvariantCulture)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real.ToString("R", CultureInfo.InvariantCulture)
            : text;
    }
}
