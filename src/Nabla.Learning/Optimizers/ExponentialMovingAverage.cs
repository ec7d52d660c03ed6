namespace Nabla.Learning;

/// <summary>
/// An exponential moving average of parameters, which often generalizes better than their last values: a ← d a + (1 − d) W after every step, with
/// d = min(decay, (1 + t) / (10 + t)) in step t, so that the first values are soon forgotten.
/// </summary>
public sealed class ExponentialMovingAverage
{
    private readonly double decay;
    private readonly Variable count = new(Tensor.Scalar(0.0), "count");
    private readonly Variable[] averages;

    /// <summary>Starts an average at the present values.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="decay">The largest fraction of the average that is kept in a step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is not in [0, 1).</exception>
    public ExponentialMovingAverage(IReadOnlyList<Variable> parameters, double decay = 0.999)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (Parameters, this.decay) = (parameters, Hyperparameter.Fraction(decay, nameof(decay)));
        averages = [.. parameters.Select(parameter => new Variable(parameter.Value, $"{parameter.Name}.average"))];
    }

    /// <summary>The averaged parameters.</summary>
    public IReadOnlyList<Variable> Parameters { get; }

    /// <summary>The averages, one for each parameter.</summary>
    public IReadOnlyList<Variable> Averages => averages;

    /// <summary>The number of steps and the averages, with names, to save and resume.</summary>
    public IReadOnlyList<(string Name, Variable Variable)> StateVariables =>
        [("count", count), .. averages.Select((average, i) => ($"{i}.average", average))];

    /// <summary>Takes the present values into the average. Call it after the optimizer's step, in the same compiled function or outside.</summary>
    public void Update()
    {
        var kept = Tensor.Minimum((1 + count.Value) / (10 + count.Value), Tensor.Scalar(decay));
        for (var i = 0; i < averages.Length; i++)
        {
            var own = kept.To(averages[i].Type.Element);
            averages[i].Value = own * averages[i].Value + (1 - own) * Parameters[i].Value;
        }
        count.Value = count.Value + 1;
    }

    /// <summary>Swaps parameters and averages: once to evaluate with the averages, again to go on training.</summary>
    public void Swap()
    {
        for (var i = 0; i < averages.Length; i++) (averages[i].Value, Parameters[i].Value) = (Parameters[i].Value, averages[i].Value);
    }
}
