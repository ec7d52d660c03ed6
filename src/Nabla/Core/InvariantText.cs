using System.Globalization;

namespace Nabla.Core;

/// <summary>Formats numbers in messages independently of the culture.</summary>
internal static class InvariantText
{
    /// <summary>The shortest text that parses back to the number, with a decimal point.</summary>
    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
