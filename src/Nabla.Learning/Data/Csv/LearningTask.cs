namespace Nabla.Learning;

/// <summary>What is to be learned from a data set.</summary>
public enum LearningTask
{
    /// <summary>
    /// Decided by the targets: text means classes; so do the whole numbers 0 to K − 1 when every one occurs and K is at most 20; any
    /// other numbers mean regression. Numbers in forms that are not read, such as 0,5 or 12 %, and marks of missing values are refused.
    /// </summary>
    Auto,

    /// <summary>Every different target is a class.</summary>
    Classification,

    /// <summary>Targets are numbers to be predicted.</summary>
    Regression,
}
