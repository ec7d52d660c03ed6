namespace Nabla.Learning;

/// <summary>What a learning rate has to be, wherever one is given.</summary>
internal static class LearningRates
{
    /// <summary>The rate, or why the parameters cannot learn at it.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="parameters">What learns at it; null where that is not known, so that float32 has to hold the rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number, as a float32 where there are parameters of that type.</exception>
    public static double Checked(double rate, IReadOnlyList<Variable>? parameters = null)
    {
        if (!(double.IsFinite(rate) && rate >= 0)) throw new ArgumentOutOfRangeException(nameof(rate), NumberText.Of(rate), "The learning rate must be a finite number of at least 0.");
        return float.IsFinite((float)rate) || (parameters is not null && parameters.All(parameter => parameter.Type.Element != ElementType.Float32))
            ? rate
            : throw new ArgumentOutOfRangeException(nameof(rate), NumberText.Of(rate), "The learning rate does not fit float32, the type of a parameter.");
    }
}
