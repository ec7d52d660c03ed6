using System.Globalization;

namespace Nabla.Learning;

/// <summary>Numbers to and from text, always with a decimal point, whatever the machine's language.</summary>
internal static class NumberText
{
    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static bool TryRead(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
