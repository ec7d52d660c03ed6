namespace Nabla.Learning;

/// <summary>Formats lists of names for single-line messages.</summary>
internal static class Listing
{
    private const int Most = 20;

    internal static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Most).Select(static name => Printable.Escape(name))) + (names.Count > Most ? $", … ({names.Count} in all)" : "");
}
