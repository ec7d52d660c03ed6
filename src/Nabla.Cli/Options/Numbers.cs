using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Nabla.Cli;

/// <summary>Creates numeric options, which use a decimal point in every locale. Errors name the option and the value.</summary>
internal static class Numbers
{
    /// <summary>An option for a real number.</summary>
    public static Option<double> Real(string name, string description, double initial) =>
        new(name) { Description = description, DefaultValueFactory = _ => initial, CustomParser = result => Parse<double>(result, ReadReal, RealForm) };

    /// <summary>An option for a real number that is null if not given.</summary>
    public static Option<double?> OptionalReal(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, CustomParser = result => Parse<double>(result, ReadReal, RealForm) };

    /// <summary>An option for an integer.</summary>
    public static Option<int> Whole(string name, string description, int initial) =>
        new(name) { Description = description, DefaultValueFactory = _ => initial, CustomParser = result => Parse<int>(result, ReadWhole, WholeForm) };

    /// <summary>An option for a 64-bit integer.</summary>
    public static Option<long> Long(string name, string description, long initial) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => initial,
            CustomParser = result => Parse<long>(result, ReadLong, $"a whole number of at most {long.MaxValue}"),
        };

    /// <summary>An option for an integer that is null if not given.</summary>
    public static Option<int?> OptionalWhole(string name, string description) =>
        new(name) { Description = description, CustomParser = result => Parse<int>(result, ReadWhole, WholeForm) };

    /// <summary>The option for the random seed.</summary>
    public static Option<long> Seed(string description = "Random seed", long initial = 1) =>
        new("--seed")
        {
            Description = description,
            DefaultValueFactory = _ => initial,
            CustomParser = result => Parse<long>(result, ReadSeed, $"a whole number from 0 to {long.MaxValue}"),
        };

    private const string RealForm = "a number with a decimal point, such as 0.1";
    private static readonly string WholeForm = $"a whole number of at most {int.MaxValue}";

    private delegate bool Reader<T>(string text, out T value);

    private static T Parse<T>(ArgumentResult result, Reader<T> read, string form)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (read(text, out var value)) return value;
        var option = result.Parent is OptionResult { IdentifierToken.Value: { } typed } ? typed : result.Argument.Name;
        result.AddError($"{option} {text}: it must be {form}.");
        return value;
    }

    private static bool ReadReal(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool ReadWhole(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool ReadLong(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool ReadSeed(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
