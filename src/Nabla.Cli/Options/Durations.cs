using System.CommandLine;
using System.Globalization;

namespace Nabla.Cli;

/// <summary>Options for durations: <c>90</c> or <c>90s</c>, <c>10m</c>, <c>1.5h</c>.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Read(text) is { } duration) return duration;
            result.AddError($"{name} {text}: it must be a duration above 0, such as 90s, 10m or 1.5h.");
            return null;
        },
    };

    private static TimeSpan? Read(string text)
    {
        var unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, >= '0' and <= '9' => 1, _ => 0 };
        if (unit == 0) return null;
        var number = char.IsAsciiDigit(text[^1]) ? text : text[..^1];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit is > 0 and < 1e9
            ? TimeSpan.FromSeconds(value * unit)
            : null;
    }
}
