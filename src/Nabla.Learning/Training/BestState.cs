namespace Nabla.Learning;

/// <summary>The state of a network with the least validation loss of a run: parameters and buffers.</summary>
internal sealed class BestState(Module network)
{
    private readonly (string Name, Variable Variable, Variable Best)[] entries =
        [.. network.StateVariables.Select(entry => (entry.Path, entry.Variable, new Variable(entry.Variable.Value, $"{entry.Path}.best")))];

    /// <summary>The kept values, for checkpoints.</summary>
    public IEnumerable<(string Name, Variable Variable)> StateVariables => entries.Select(entry => (entry.Name, entry.Best));

    /// <summary>Keeps the present state.</summary>
    public void Keep()
    {
        foreach (var (_, variable, best) in entries) best.Value = variable.Value;
    }

    /// <summary>Gives the network the kept state.</summary>
    public void Restore()
    {
        foreach (var (_, variable, best) in entries) variable.Value = best.Value;
    }
}
