namespace Nabla.Learning;

/// <summary>The kind of target to learn from a data set.</summary>
public enum LearningTask
{
    /// <summary>
    /// Inferred from the targets: text means classes; so do the whole numbers 0 to K − 1 if each of them occurs and K is at most 20; any
    /// other numbers mean regression. Numbers in unsupported forms, such as 0,5 or 12 %, and markers of missing values are rejected.
    /// </summary>
    Auto,

    /// <summary>Every distinct target is a class.</summary>
    Classification,

    /// <summary>Targets are numbers to predict.</summary>
    Regression,
}
