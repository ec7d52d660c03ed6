namespace Nabla.Learning;

/// <summary>The treatment of table rows with a missing value: an empty field, or a marker such as NA, NaN, null or ?.</summary>
public enum MissingValues
{
    /// <summary>The table is rejected; the error gives line and column.</summary>
    Refuse,

    /// <summary>Rows with a missing value are dropped and counted.</summary>
    Drop,

    /// <summary>
    /// A missing number is replaced by the mean of its column over the training examples, and the model does so with its inputs; a missing value of a one-hot
    /// column becomes zeros. Targets must be there.
    /// </summary>
    Mean,

    /// <summary>Such markers in the target column are class names like any other text.</summary>
    Keep,
}
