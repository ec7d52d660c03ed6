namespace Nabla.Plots;

/// <summary>The kind of a node in a drawn graph, which determines its colors.</summary>
public enum NodeKind
{
    /// <summary>An external value: data or a variable.</summary>
    Input,

    /// <summary>A value computed from other nodes.</summary>
    Operation,

    /// <summary>A result, such as the error that is differentiated.</summary>
    Output,

    /// <summary>A constant.</summary>
    Constant,
}
