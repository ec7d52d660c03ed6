using System.Globalization;

namespace Nabla.Core;

/// <summary>Numbers in messages, written the same whatever the machine's language.</summary>
internal static class InvariantText
{
    /// <summary>The shortest text that reads back as the number, with a decimal point.</summary>
    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
