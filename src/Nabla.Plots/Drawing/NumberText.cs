using System.Globalization;

namespace Nabla.Plots;

/// <summary>Formats numbers independently of the culture.</summary>
internal static class NumberText
{
    /// <summary>Formats a measured value with four significant digits, or as a percentage with two decimals.</summary>
    internal static string Value(double value, bool percent)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        if (percent) return Sign((value * 100).ToString("0.00", CultureInfo.InvariantCulture)) + " %";
        if (value == 0) return "0";
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return exponent is < -4 or > 5
            ? Sign(value.ToString("0.000e0", CultureInfo.InvariantCulture))
            : Sign(value.ToString("F" + Math.Max(0, 3 - exponent), CultureInfo.InvariantCulture));
    }

    /// <summary>Formats a tick label with just enough digits to distinguish ticks one <paramref name="step"/> apart.</summary>
    internal static string Tick(double value, double step, bool percent)
    {
        if (percent) (value, step) = (value * 100, step * 100);
        var last = (int)Math.Floor(Math.Log10(step) + 1e-9);
        var largest = value == 0 ? last : (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
        string text;
        if (value == 0)
            text = "0";
        else if (last < -9 || largest is < -4 or > 6)
            text = value.ToString("0." + new string('#', Math.Clamp(largest - last, 0, 12)) + "e0", CultureInfo.InvariantCulture);
        else
            text = value.ToString("F" + Math.Max(0, -last), CultureInfo.InvariantCulture);
        return Sign(text) + (percent ? " %" : "");
    }

    private static string Sign(string text) => text.Replace('-', '−');
}
