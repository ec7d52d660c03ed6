namespace Nabla.Learning;

/// <summary>Summarizes how a CSV file was understood, for the first lines of output.</summary>
internal static class CsvNotes
{
    internal static string[] Of(CsvTable features, CsvTable targets, TargetColumn target, string[] targetNames)
    {
        List<string> notes =
        [
            File(features),
            $"features: {features.NumberColumns} columns{(features.NumberNames is { } names ? $" ({Listing.Of(names)})" : ", without names")}",
        ];
        string place;
        if (targets.TextColumn < 0) place = $"{targetNames.Length} columns ({Listing.Of(targetNames)})";
        else place = $"column {targets.TextColumn + 1}{(targets.Header is null ? "" : $" '{Printable.Escape(targetNames[0])}'")}";
        if (targets != features)
        {
            notes.Add(File(targets));
            place += $" of {targets.Path}";
        }
        string what = target.ClassNames is { } classes ? $"classification into {classes.Length} classes ({Listing.Of(classes)})" : "regression";
        notes.Add($"target: {place}: {what}: {target.Reason}");
        foreach (var (one, other) in CsvClassNames.DifferInCase(target.ClassNames ?? []))
        {
            notes.Add(
                $"warning: the classes {CsvNumber.Quote(one)} and {CsvNumber.Quote(other)} differ only in case; if they are the same class, use one spelling");
        }
        foreach (var category in features.Categories?.Encoding(features) ?? [])
        {
            string name = features.NumberNames is { } all ? $" '{Printable.Escape(all[category.Column])}'" : "";
            notes.Add($"one-hot: column {features.PlaceOf(category.Column) + 1}{name} becomes {category.Values.Count} columns ({Listing.Of(category.Values)})");
        }
        if (features.MissingCount > 0) notes.Add($"missing values filled in, numbers by the mean of their column: {features.MissingCount}");
        int dropped = Math.Max(features.Dropped.Count, targets.Dropped.Count);
        notes.Add(dropped == 0 ? "rows dropped: none" : $"rows dropped because a value is missing: {dropped} of {dropped + features.Lines.Count}");
        return [.. notes];
    }

    private static string File(CsvTable table) =>
        $"{table.Path}: {table.Lines.Count} rows of {table.Columns} {(table.Columns == 1 ? "column" : "columns")}; {table.Organization ?? Text(table)}";

    private static string Text(CsvTable table) =>
        $"header: {(table.Header is null ? "no" : "yes")}, {table.HeaderReason}; "
        + $"{(table.Columns == 1 ? "" : $"fields separated by {Name(table.Delimiter)}; ")}decimal mark '{table.Decimal}'; "
        + $"encoding {table.EncodingName}{(table.Columns == 1 ? table.DelimiterHint : "")}";

    private static string Name(char delimiter) => delimiter switch
    {
        '\t' => "tabs",
        CsvDelimiter.Whitespace => "spaces or tabs",
        _ => $"'{delimiter}'",
    };
}
