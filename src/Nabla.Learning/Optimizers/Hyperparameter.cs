namespace Nabla.Learning;

/// <summary>Checks of the numbers that optimizers take.</summary>
internal static class Hyperparameter
{
    /// <summary>A fraction that is kept in a step: at least 0 and below 1.</summary>
    public static double Fraction(double value, string name) => value >= 0 && value < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, NumberText.Of(value), $"{name} must be at least 0 and below 1.");

    /// <summary>A number that keeps a division finite: positive and finite, also in float32.</summary>
    public static double Positive(double value, string name) => (float)value > 0 && float.IsFinite((float)value)
        ? value
        : throw new ArgumentOutOfRangeException(name, NumberText.Of(value), $"{name} must be positive and finite, also in float32.");

    /// <summary>A finite number of at least 0.</summary>
    public static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, NumberText.Of(value), $"{name} must be a finite number of at least 0.");
}
