namespace Nabla.Learning;

public abstract partial class Module
{
    private readonly Func<LoraAdapter?> readAdapter;
    private volatile LoraAdapter? adapter;

    /// <summary>The matrix that a low-rank adapter can change; null if the layer takes none.</summary>
    internal virtual Variable? AdaptableWeight => null;

    /// <summary>The adapter. It is a guard of compiled programs, which are retraced when an adapter comes or goes.</summary>
    internal LoraAdapter? Adapter => Compile.Guard(readAdapter);

    /// <summary>The adapter, without a guard.</summary>
    internal LoraAdapter? AdapterNow => adapter;

    /// <summary>The matrix as the layer uses it: with the change by the adapter if there is one.</summary>
    internal Tensor AdaptedWeight => adapter is null ? AdaptableWeight!.Value : AdaptableWeight! + adapter.Change;

    /// <summary>Adds an adapter, whose variables become parameters of the layer.</summary>
    internal void Attach(LoraAdapter adapter)
    {
        foreach (var variable in adapter.Variables) AddParameter(variable);
        if (adapter.Generator is { } generator) Random(LoraAdapter.GeneratorName, generator);
        this.adapter = adapter;
    }

    /// <summary>Takes the adapter away.</summary>
    internal void DetachAdapter()
    {
        foreach (var variable in adapter?.Variables ?? [])
        {
            Unregister(variable.Name);
            frozen.Remove(variable);
        }
        Unregister(LoraAdapter.GeneratorName);
        adapter = null;
    }
}
