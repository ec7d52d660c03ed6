using System.Globalization;

namespace Nabla.Learning;

public sealed partial class Trainer
{
    // A loss this many times above its start is not that of a network that is learning.
    private const double DivergenceFactor = 10;

    // The last run, to explain how it diverged.
    private TrainingRun? run;

    /// <summary>
    /// The mean loss, without regularizer, of one batch of at least 64 training examples, or all, before the first step of the last training; NaN before that.
    /// </summary>
    public double InitialLoss => Last.InitialLoss;

    /// <summary>
    /// How the last training diverged; null if it did not. It diverged if the loss of its last epoch is not finite, or more than ten times the loss before the
    /// first step.
    /// </summary>
    public string? Divergence
    {
        get
        {
            var results = Last.Results;
            if (results.Count == 0) return double.IsFinite(Last.Loss) ? null : "the loss is not finite in the first epoch, and neither are the weights";
            var loss = results[^1].Training.Loss;
            if (!double.IsFinite(loss))
            {
                var finite = results.TakeWhile(result => double.IsFinite(result.Training.Loss)).Count();
                return $"the loss is not finite from epoch {finite + 1} on, and neither are the weights";
            }
            return HasRisen(loss)
                ? string.Create(
                    CultureInfo.InvariantCulture, $"the loss rose from {InitialLoss:G3} before the first step to {loss:G3} in epoch {results.Count}")
                : null;
        }
    }

    private TrainingPosition Last => run?.Position ?? new();

    private bool HasRisen(double loss) => double.IsFinite(loss) && loss > DivergenceFactor * Math.Max(InitialLoss, Last.FirstError) && InitialLoss > 0;

    /// <summary>
    /// Explains, as far as possible, why the last training diverged: from the loss before the first step, the size of the inputs and targets,
    /// and the first gradient.
    /// </summary>
    /// <param name="training">The training examples.</param>
    /// <returns>A sentence with the suspected cause and a remedy.</returns>
    public string ExplainDivergence(IBatchSource training)
    {
        ArgumentNullException.ThrowIfNull(training);
        const double Huge = 1e15;
        var (inputs, targets) = Largest(training);
        var first = NumberText.Of(Last.FirstError);
        if (!double.IsFinite(Last.FirstError))
        {
            if (inputs > Huge) return $"It was {first} before the first step: the inputs reach {NumberText.Of(inputs)}; standardize them.";
            if (targets > Huge) return $"It was {first} before the first step: the targets reach {NumberText.Of(targets)}; standardize them.";
            return $"It was {first} before the first step: look at the loss '{loss.Name}', the targets and the initial weights; "
                + "the learning rate is not the cause.";
        }
        if (run?.Start is not null && !HasFiniteGradient(training))
        {
            return $"It was {first} before the first step, but its gradient is not finite: look at the derivative of the loss '{loss.Name}' "
                + "and of the regularizer; the learning rate is not the cause.";
        }
        var scale = inputs > Huge ? $", or standardize the inputs, which reach {NumberText.Of(inputs)}" : "";
        var remedy = $" a smaller learning rate than {NumberText.Of(rule.KeptRate)}{scale}.";
        return Last.Results.Count > 0 && HasRisen(Last.Results[^1].Training.Loss)
            ? $"Take{remedy}"
            : string.Create(CultureInfo.InvariantCulture, $"It was {Last.FirstError:G4} before the first step: take{remedy}");
    }

    /// <summary>True if the rule's gradient for the first batch at the initial weights is finite, or if the rule has no gradient.</summary>
    private bool HasFiniteGradient(IBatchSource training)
    {
        foreach (var (variable, value) in run!.Start!) variable.Value = value;
        var gradients = rule.BuildGradients(run.FirstBatch.Inputs, Encode(loss, training, run.FirstBatch))?.Gradients ?? [];
        return gradients.All(gradient => gradient.IsFinite().All().Item<bool>());
    }

    /// <summary>Returns the largest magnitudes of inputs and targets.</summary>
    private static (double Inputs, double Targets) Largest(IBatchSource source)
    {
        var (inputs, targets) = (0.0, 0.0);
        foreach (var batch in source.Batches(EvaluationBatch))
        {
            inputs = Math.Max(inputs, batch.Inputs.Abs().Max().ToDouble());
            if (!source.IsClassification) targets = Math.Max(targets, batch.Targets.Abs().Max().ToDouble());
        }
        return (inputs, targets);
    }
}
