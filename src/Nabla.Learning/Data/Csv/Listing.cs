namespace Nabla.Learning;

/// <summary>Names in a row, for messages of one line.</summary>
internal static class Listing
{
    private const int Most = 20;

    internal static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Most).Select(static name => Printable.Escape(name))) + (names.Count > Most ? $", … ({names.Count} in all)" : "");
}
