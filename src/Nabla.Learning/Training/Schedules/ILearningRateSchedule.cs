namespace Nabla.Learning;

/// <summary>A learning rate schedule over a training run.</summary>
public interface ILearningRateSchedule
{
    /// <summary>Returns the factor that multiplies the learning rate of the run in a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">The number of steps in the run.</param>
    double Factor(long step, long steps);
}
