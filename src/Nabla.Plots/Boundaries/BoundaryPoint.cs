namespace Nabla.Plots;

/// <summary>A labeled point of two-dimensional data.</summary>
/// <param name="X">The horizontal coordinate.</param>
/// <param name="Y">The vertical coordinate, increasing upward.</param>
/// <param name="Class">The class, 0 to 7, which determines shape and color.</param>
public readonly record struct BoundaryPoint(double X, double Y, int Class);
