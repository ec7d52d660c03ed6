namespace Nabla.Learning;

/// <summary>A rule by which a network learns from a batch of examples.</summary>
/// <remarks>
/// A trainer compiles <see cref="Learn"/>: its C# code runs once, and the C# numbers that it reads become constants. Values that change between steps must
/// be in a <see cref="Variable"/>. This class does so for the learning rate: read it with <see cref="Rate"/>. A rule whose C# code branches on computed
/// values must return false for <see cref="CanBeCompiled"/>.
/// </remarks>
public abstract class LearningRule
{
    private readonly Variable rate = new(Tensor.Scalar(0.0), "learning-rate");
    private double learningRate;

    /// <summary>Creates a rule with a learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite as a float32.</exception>
    protected LearningRule(double learningRate) => Set(learningRate);

    /// <summary>Creates a rule that stores its learning rate elsewhere.</summary>
    private protected LearningRule()
    {
    }

    /// <summary>The learning rate. It may change between steps, including those of a compiled rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite as a float32.</exception>
    /// <exception cref="InvalidOperationException">It is read while the rule is compiled, which would make it a constant; use <see cref="Rate"/>.</exception>
    public double LearningRate
    {
        get
        {
            if (Compile.IsTracing)
            {
                throw new InvalidOperationException(
                    $"{GetType().Name}: LearningRate is read while the rule is compiled, which would make its value a constant; "
                    + "read Rate(type), or let CanBeCompiled return false.");
            }
            IsRateRead = true;
            return RateSource;
        }

        set => RateSource = value;
    }

    /// <summary>True if <see cref="Learn"/> does not read computed values in C#, so that it can be compiled.</summary>
    public virtual bool CanBeCompiled => true;

    /// <summary>The named state of the rule besides the network, such as that of an optimizer; checkpoints of a training run keep it.</summary>
    public virtual IReadOnlyList<(string Name, Variable Variable)> StateVariables => [];

    /// <summary>
    /// True if the learning rate was read since this was last set to false. Changing a rate that <see cref="Learn"/> does not read has no effect.
    /// </summary>
    internal bool IsRateRead { get; set; }

    /// <summary>The learning rate, without recording the read.</summary>
    internal double KeptRate => RateSource;

    /// <summary>The storage of the learning rate.</summary>
    private protected virtual double RateSource
    {
        get => learningRate;
        set => Set(value);
    }

    /// <summary>Updates the network's variables. The new values are computed when something is read next.</summary>
    /// <param name="inputs">Inputs [batch, width].</param>
    /// <param name="targets">Targets [batch, outputs], in the form that the loss expects.</param>
    /// <returns>The error and the outputs before the change.</returns>
    public abstract (Tensor Error, Tensor Outputs) Learn(Tensor inputs, Tensor targets);

    /// <summary>Builds the error of a step, and the gradients that it would apply; null if the rule uses none.</summary>
    internal virtual (Tensor Error, IReadOnlyList<Tensor> Gradients)? BuildGradients(Tensor x, Tensor t) => null;

    /// <summary>Returns the learning rate as a scalar of the given type. A compiled step reads it on every run.</summary>
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
