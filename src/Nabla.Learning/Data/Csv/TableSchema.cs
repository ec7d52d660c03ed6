using System.Globalization;

namespace Nabla.Learning;

/// <summary>The columns of the table that a network was trained on, for checking tables used later.</summary>
/// <param name="Columns">The number of columns, including the target if it was in the same file.</param>
/// <param name="TargetColumn">The index of the target, from 0; −1 if the targets were in a separate file.</param>
/// <param name="FeatureNames">The names of the other columns in order; null if the table had no header.</param>
/// <param name="TargetName">The name of the target; null if the table had no header.</param>
public sealed record TableSchema(int Columns, int TargetColumn, IReadOnlyList<string>? FeatureNames, string? TargetName)
{
    /// <summary>The members as text, independent of the current culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"TableSchema {{ Columns = {Columns}, TargetColumn = {TargetColumn}, FeatureNames = {Names}, TargetName = {TargetName} }}");

    private string Names => FeatureNames is null ? "" : Listing.Of(FeatureNames);

    /// <summary>The columns of text that are encoded one-hot; empty if there are none.</summary>
    public IReadOnlyList<TableCategory> Categories { get; init; } = [];

    /// <summary>The treatment of missing values.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>The number of features that the columns become.</summary>
    internal int FeatureCount => Width + Categories.Sum(category => category.Values.Count - 1);

    /// <summary>True if the position of the target is known; otherwise the feature names or the user must identify it.</summary>
    internal bool IsPlaceKnown { get; init; } = true;

    private int Width => TargetColumn < 0 ? Columns : Columns - 1;

    /// <summary>The index of the target in another table; −1 if it has none.</summary>
    /// <param name="path">The table, for messages.</param>
    /// <param name="header">The names of its columns; null if it has none.</param>
    /// <param name="columns">The number of its columns.</param>
    /// <param name="given">The index of the target, if specified by the user.</param>
    /// <exception cref="DataException">The columns do not match those that the network was trained on.</exception>
    internal int Locate(string path, string[]? header, int columns, int? given) => header is not null && FeatureNames is not null
        ? LocateByName(path, header, given)
        : LocateByPlace(path, columns, given);

    private int LocateByName(string path, string[] header, int? given)
    {
        // If the target's name is unknown, an additional column at its position is taken for it.
        int target = given
            ?? (TargetName is not null ? Array.IndexOf(header, TargetName)
            : header.Length == Columns && TargetColumn >= 0 && !FeatureNames!.Contains(header[TargetColumn]) ? TargetColumn
            : -1);
        string[] names = [.. header.Where((_, column) => column != target)];
        if (names.SequenceEqual(FeatureNames!)) return target;
        string[] lacking = [.. FeatureNames!.Except(names)], unknown = [.. names.Except(FeatureNames!)];
        string expected = $"the model was trained on {Listing.Of(FeatureNames!)}"
            + (TargetName is null ? "" : $", with the target '{Printable.Escape(TargetName)}'");
        if (lacking.Length > 0)
        {
            throw new DataException(
                $"{path}: there is no column {Listing.Of(lacking)}{(unknown.Length > 0 ? $", but {Listing.Of(unknown)}" : "")}; {expected}.");
        }
        if (unknown.Length == 0)
            throw new DataException($"{path}: the columns are in a different order: {Listing.Of(names)}; {expected}, in this order.");
        string advice = unknown.Length == 1 && target < 0
            ? $"; if it is the target, use --target {Printable.Escape(unknown[0])}, else remove it"
            : "; remove what it does not know";
        throw new DataException($"{path}: {(unknown.Length == 1 ? "column" : "columns")} {Listing.Of(unknown)}: {expected}{advice}.");
    }

    private int LocateByPlace(string path, int columns, int? given)
    {
        if (columns == Width && given is null) return -1;
        if (columns == Width + 1 && (given ?? (IsPlaceKnown ? TargetColumn : -1)) is >= 0 and var target) return target;
        if (columns == Width + 1)
        {
            throw new DataException(
                $"{path}: has {columns} columns, one more than the {Width} features of the model, which does not know the position of the target: "
                + $"say --target 1 to {columns}.");
        }
        string where = TargetColumn < 0 || !IsPlaceKnown ? "no target beside them" : $"the target in column {TargetColumn + 1} of {Columns}";
        throw new DataException($"{path}: has {columns} columns, but the model was trained on {Width} features and {where}.");
    }
}

/// <summary>A column of text that is encoded one-hot.</summary>
/// <param name="Column">The index of the column among those that are not the target.</param>
/// <param name="Values">Its values, in the order of the columns that they become.</param>
public sealed record TableCategory(int Column, IReadOnlyList<string> Values);
