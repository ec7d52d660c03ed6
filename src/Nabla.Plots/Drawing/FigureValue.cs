namespace Nabla.Plots;

/// <summary>Which values a figure can draw.</summary>
internal static class FigureValue
{
    // The span of an axis could overflow beyond this; such a value is treated as infinite.
    private const double Largest = 1e300;

    internal static bool IsFinite(double value) => Math.Abs(value) <= Largest;
}
