namespace Nabla.Learning;

/// <summary>A source that knows the names of its classes, so that sources with other classes, or in another order, are not mixed up.</summary>
internal interface INamedClasses
{
    /// <summary>The names in order; empty if they are unknown or there are none.</summary>
    IReadOnlyList<string> ClassNames { get; }
}
