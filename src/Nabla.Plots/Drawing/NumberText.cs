using System.Globalization;

namespace Nabla.Plots;

/// <summary>Numbers as text, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>A measured value with four significant digits, or two decimals of a per cent.</summary>
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

    /// <summary>The label of a tick with just the digits that tell it from the ticks one <paramref name="step"/> away.</summary>
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
