namespace Nabla.Learning;

/// <summary>Keeps a network in inference mode until disposed, and then restores the mode of each module.</summary>
internal sealed class InferenceScope : IDisposable
{
    private readonly List<Module> wereTraining = [];

    public InferenceScope(Module network)
    {
        Collect(network);
        if (wereTraining.Count > 0) network.Eval();
    }

    public void Dispose()
    {
        foreach (var module in wereTraining) module.TrainAlone(true);
    }

    private void Collect(Module module)
    {
        if (module.IsTrainingNow) wereTraining.Add(module);
        foreach (var (_, child) in module.Children) Collect(child);
    }
}
