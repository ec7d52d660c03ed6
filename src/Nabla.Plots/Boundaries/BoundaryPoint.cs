namespace Nabla.Plots;

/// <summary>A labeled point of two-dimensional data.</summary>
/// <param name="X">Its place from left to right.</param>
/// <param name="Y">Its place from bottom to top.</param>
/// <param name="Class">Its class, 0 to 7, which gives it shape and color.</param>
public readonly record struct BoundaryPoint(double X, double Y, int Class);
