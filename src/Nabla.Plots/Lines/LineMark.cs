namespace Nabla.Plots;

/// <summary>A place, or a region, of a <see cref="LinePanel"/> that is marked from bottom to top.</summary>
/// <param name="X">Where the vertical line stands, or where the region begins.</param>
/// <param name="Text">What stands above it; may be empty.</param>
/// <param name="End">Where the region ends; null for a line.</param>
public sealed record LineMark(double X, string Text = "", double? End = null);
