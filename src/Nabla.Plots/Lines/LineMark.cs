namespace Nabla.Plots;

/// <summary>A vertical line or a shaded region of a <see cref="LinePanel"/>.</summary>
/// <param name="X">The position of the line, or the start of the region.</param>
/// <param name="Text">The text above it; may be empty.</param>
/// <param name="End">The end of the region; null for a line.</param>
public sealed record LineMark(double X, string Text = "", double? End = null);
