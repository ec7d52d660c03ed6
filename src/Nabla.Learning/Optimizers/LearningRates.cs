namespace Nabla.Learning;

/// <summary>Validates learning rates.</summary>
internal static class LearningRates
{
    /// <summary>Returns the rate if the parameters can use it.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="parameters">The parameters that use it; null if unknown, in which case the rate must fit float32.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite, in float32 if there are parameters of that type.</exception>
    public static double Checked(double rate, IReadOnlyList<Variable>? parameters = null)
    {
        if (!(double.IsFinite(rate) && rate >= 0))
            throw new ArgumentOutOfRangeException(nameof(rate), NumberText.Of(rate), "The learning rate must be a finite number of at least 0.");
        return float.IsFinite((float)rate) || (parameters is not null && parameters.All(parameter => parameter.Type.Element != ElementType.Float32))
            ? rate
            : throw new ArgumentOutOfRangeException(nameof(rate), NumberText.Of(rate), "The learning rate does not fit float32, the type of a parameter.");
    }
}
