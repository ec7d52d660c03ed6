namespace Nabla.Learning;

/// <summary>A learning rate schedule over a training run.</summary>
public interface ILearningRateSchedule
{
    /// <summary>Returns the factor that multiplies the learning rate of the run in a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">The number of steps in the run.</param>
    double Factor(long step, long steps);

    /// <summary>The named state of a schedule that depends on more than the step; checkpoints of a training run keep it.</summary>
    IReadOnlyList<(string Name, Variable Variable)> StateVariables => [];
}
