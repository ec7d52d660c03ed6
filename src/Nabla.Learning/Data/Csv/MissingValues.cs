namespace Nabla.Learning;

/// <summary>What to do with rows of a table that lack a value: an empty field, or a mark such as NA, NaN, null or ?.</summary>
public enum MissingValues
{
    /// <summary>The table is refused, with the line and the column.</summary>
    Refuse,

    /// <summary>Rows that lack a value are left out, and counted.</summary>
    Drop,

    /// <summary>Such marks in the target column are names of classes like any other text.</summary>
    Keep,
}
