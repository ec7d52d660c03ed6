namespace Nabla.Learning;

/// <summary>How a network learns from a batch of examples.</summary>
public abstract class LearningRule
{
    /// <summary>How far a step goes. It may change between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number.</exception>
    public abstract double LearningRate { get; set; }

    /// <summary>True where <see cref="Learn"/> reads no numbers itself, so that it can be compiled.</summary>
    public virtual bool CanBeCompiled => true;

    /// <summary>Changes the network's variables. The new values are computed with whatever is read next.</summary>
    /// <param name="x">Inputs [batch, width].</param>
    /// <param name="t">Targets [batch, outputs], as the loss wants them.</param>
    /// <returns>The error and the outputs before the change.</returns>
    public abstract (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t);
}
