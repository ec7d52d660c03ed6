namespace Nabla.Plots;

/// <summary>The part of the plane that a <see cref="DecisionBoundaryFigure"/> shows.</summary>
/// <param name="Left">The lowest x.</param>
/// <param name="Right">The highest x.</param>
/// <param name="Bottom">The lowest y.</param>
/// <param name="Top">The highest y.</param>
public readonly record struct BoundaryExtent(double Left, double Right, double Bottom, double Top);
