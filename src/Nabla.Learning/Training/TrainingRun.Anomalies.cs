namespace Nabla.Learning;

internal sealed partial class TrainingRun
{
    /// <summary>Returns everything that a step changes, with its present values.</summary>
    private List<(Variable Variable, Tensor Value)> Snapshot() =>
    [
        .. network.StateVariables.Select(entry => entry.Variable)
            .Concat(network.NamedGenerators().Select(entry => entry.Generator.State))
            .Concat(rule.StateVariables.Select(entry => entry.Variable))
            .Concat(options.Average?.StateVariables.Select(entry => entry.Variable) ?? [])
            .Select(variable => (variable, variable.Value.Evaluate())),
    ];

    /// <summary>Throws if the error of a step or a weight after it is not finite, with the state from before the step.</summary>
    private void RequireFinite(List<(Variable Variable, Tensor Value)> before, Batch batch, double error)
    {
        if (double.IsFinite(error) && network.NamedParameters().All(entry => entry.Variable.Value.IsFinite().All().Item<bool>())) return;
        Restore(before);
        var targets = Trainer.Encode(loss, training, batch);
        try
        {
            throw rule.BuildGradients(batch.Inputs, targets) is null
                ? new AnomalyException(
                    $"step {Position.Step}: error or weights are not finite after a step of {rule.GetType().Name}.", Position.Step, null, null)
                : AnomalySearch.Find(network, batch, Position.Step, () =>
                {
                    // Building the graph once has moved generators and running statistics.
                    Restore(before);
                    return rule.BuildGradients(batch.Inputs, targets)!.Value;
                });
        }
        finally
        {
            Restore(before);
        }
    }

    private static void Restore(List<(Variable Variable, Tensor Value)> values)
    {
        foreach (var (variable, value) in values) variable.Value = value;
    }
}
