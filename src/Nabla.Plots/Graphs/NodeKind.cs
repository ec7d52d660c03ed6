namespace Nabla.Plots;

/// <summary>What a node of a drawn graph is, which its colors show.</summary>
public enum NodeKind
{
    /// <summary>A value handed in from outside: data, or a variable.</summary>
    Input,

    /// <summary>A value computed from others.</summary>
    Operation,

    /// <summary>A result, such as the error that is differentiated.</summary>
    Output,

    /// <summary>A number that never changes.</summary>
    Constant,
}
