namespace Nabla.Plots;

/// <summary>
/// What was measured after one epoch. A value of <c>null</c> was not measured, and the curve passes over it; NaN and infinity were measured, and
/// the figure shows that they happened.
/// </summary>
/// <param name="Epoch">The number of the epoch; 0 is before training.</param>
/// <param name="TrainingLoss">The loss on the training data.</param>
/// <param name="ValidationLoss">The loss on data held back from training.</param>
/// <param name="TrainingScore">The accuracy or error on the training data.</param>
/// <param name="ValidationScore">The accuracy or error on data held back from training.</param>
public readonly record struct LearningCurvePoint(
    int Epoch,
    double? TrainingLoss,
    double? ValidationLoss = null,
    double? TrainingScore = null,
    double? ValidationScore = null);
