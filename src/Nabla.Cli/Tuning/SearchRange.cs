using System.Globalization;

namespace Nabla.Cli;

/// <summary>The values that a search may give to an option.</summary>
/// <param name="Option">The option, by its full name.</param>
internal abstract record SearchRange(string Option)
{
    /// <summary>Draws a value, as it is written on the command line.</summary>
    public abstract string Draw(HostRandom random);
}

/// <summary>One of a few values, with equal probability.</summary>
internal sealed record ChoiceRange(string Option, IReadOnlyList<string> Values) : SearchRange(Option)
{
    public override string Draw(HostRandom random) => Values[random.NextInt32(Values.Count)];
}

/// <summary>A number between two others, with equal probability on a linear or logarithmic scale.</summary>
internal sealed record NumberRange(string Option, double From, double To, bool IsLogarithmic, bool IsWhole) : SearchRange(Option)
{
    public override string Draw(HostRandom random)
    {
        var part = random.NextDouble();
        if (IsWhole)
        {
            // Every whole number owns the interval around it, so that those at the ends are as likely as the others.
            var (low, high) = (From - 0.5, To + 0.5);
            return Math.Clamp(Math.Round(IsLogarithmic ? low * Math.Pow(high / low, part) : low + part * (high - low)), From, To)
                .ToString("F0", CultureInfo.InvariantCulture);
        }
        var value = IsLogarithmic ? From * Math.Pow(To / From, part) : From + part * (To - From);
        return Math.Clamp(Rounded(value), From, To).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Four digits are enough for a setting, and more than that if the ends of the range have more in common.</summary>
    private double Rounded(double value)
    {
        var common = From == To ? 17 : Math.Log10(Math.Max(Math.Abs(From), Math.Abs(To)) / (To - From));
        var digits = Math.Clamp(4 + (int)Math.Floor(common), 4, 17);
        return double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
