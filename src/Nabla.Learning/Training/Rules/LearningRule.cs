namespace Nabla.Learning;

/// <summary>How a network learns from a batch of examples.</summary>
/// <remarks>
/// A trainer compiles <see cref="Learn"/>: its C# code runs once, and the C# numbers that it reads are fixed. What may change between steps has to be in a
/// <see cref="Variable"/>. For the learning rate that is done here: read it with <see cref="Rate"/>. A rule that decides from numbers itself says so with
/// <see cref="CanBeCompiled"/>.
/// </remarks>
public abstract class LearningRule
{
    private readonly Variable rate = new(Tensor.Scalar(0.0), "learning-rate");
    private double learningRate;

    /// <summary>A rule with a learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number, as a float32.</exception>
    protected LearningRule(double learningRate) => Set(learningRate);

    /// <summary>A rule that takes its learning rate from elsewhere.</summary>
    private protected LearningRule()
    {
    }

    /// <summary>How far a step goes. It may change between steps, those of a compiled rule included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number, as a float32.</exception>
    /// <exception cref="InvalidOperationException">It is read while the rule is compiled, where the number would be fixed: use <see cref="Rate"/>.</exception>
    public double LearningRate
    {
        get
        {
            if (Compile.IsTracing)
                throw new InvalidOperationException($"{GetType().Name}: LearningRate is read while the rule is compiled, which would fix the number for good; read Rate(type), or let CanBeCompiled be false.");
            IsRateRead = true;
            return RateSource;
        }

        set => RateSource = value;
    }

    /// <summary>True where <see cref="Learn"/> reads no numbers itself, so that it can be compiled.</summary>
    public virtual bool CanBeCompiled => true;

    /// <summary>Whether the learning rate was read since this was last set to false: where <see cref="Learn"/> does not read it, changing it changes nothing.</summary>
    internal bool IsRateRead { get; set; }

    /// <summary>The learning rate, for those who only keep it.</summary>
    internal double KeptRate => RateSource;

    /// <summary>Where the learning rate is kept.</summary>
    private protected virtual double RateSource
    {
        get => learningRate;
        set => Set(value);
    }

    /// <summary>Changes the network's variables. The new values are computed with whatever is read next.</summary>
    /// <param name="x">Inputs [batch, width].</param>
    /// <param name="t">Targets [batch, outputs], as the loss wants them.</param>
    /// <returns>The error and the outputs before the change.</returns>
    public abstract (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t);

    /// <summary>The gradients that a step would follow; none where the rule follows none.</summary>
    internal virtual IReadOnlyList<Tensor> Gradients(Tensor x, Tensor t) => [];

    /// <summary>The learning rate as a single number of a type, which a compiled step reads anew each time.</summary>
    protected Tensor Rate(ElementType type)
    {
        IsRateRead = true;
        return rate.Value.To(type);
    }

    private void Set(double value)
    {
        learningRate = LearningRates.Checked(value);
        rate.Value = Tensor.Scalar(value);
    }
}
