namespace Nabla.Learning;

/// <summary>What a learning rate has to be, wherever one is given.</summary>
internal static class LearningRates
{
    /// <summary>The rate, or why the parameters cannot learn at it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number, as a float32 where there are parameters of that type.</exception>
    public static double Checked(double rate, IReadOnlyList<Variable> parameters)
    {
        if (!(double.IsFinite(rate) && rate >= 0)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "The learning rate must be a finite number of at least 0.");
        return float.IsFinite((float)rate) || parameters.All(parameter => parameter.Type.Element != ElementType.Float32)
            ? rate
            : throw new ArgumentOutOfRangeException(nameof(rate), rate, "The learning rate does not fit float32, the type of a parameter.");
    }
}
