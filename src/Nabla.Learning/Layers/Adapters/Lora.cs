namespace Nabla.Learning;

/// <summary>
/// Fine-tuning by low-rank adapters (Hu et al. 2021): a linear layer computes y = x Wᵀ + b + (α / rank) dropout(x) Aᵀ Bᵀ, where W and b are frozen and
/// only A, [rank, in], and B, [out, rank], are trained. An embedding adds (α / rank) B A to its table, with A [rank, size] and B [classes, rank].
/// </summary>
/// <remarks>
/// <para>
/// Adapters belong to the layers themselves, so that networks of any modules can be adapted, also modules of your own: no module is replaced. A and B are
/// the parameters <c>lora_a</c> and <c>lora_b</c> of their layer. Attach adapters before you create the optimizer.
/// </para>
/// <para>
/// Checkpoints of a training run and <see cref="ParameterFile"/> hold adapters as other parameters. Model files do not: merge the adapters, or save them
/// by <see cref="Save"/>.
/// </para>
/// </remarks>
public static partial class Lora
{
    private const string Kind = "linear layer or embedding";

    /// <summary>
    /// Adds adapters to the layers of a network and freezes all other parameters. A is uniform between ±1/√columns and B is 0, so that the network computes
    /// exactly the same as before for finite inputs.
    /// </summary>
    /// <remarks>
    /// Layers whose own parameters are all frozen act as in inference mode; in particular, a <see cref="BatchNorm"/> keeps its running statistics, so that the
    /// adapters are all that changes. Layers without parameters, such as <see cref="Dropout"/>, keep their mode.
    /// <see cref="Module.Unfreeze(IReadOnlyList{string})"/> trains other parts along with the adapters, such as a new head; they are not in the file of the
    /// adapters. Layers may get adapters of different ranks by several calls. Other kinds of layers, such as convolutions and recurrent ones, take no adapters.
    /// </remarks>
    /// <param name="network">The network, or a part of one; what is outside of the part is left as it is.</param>
    /// <param name="options">Rank, α, dropout and the layers.</param>
    /// <param name="generator">The generator of A, and of the masks of dropout.</param>
    /// <returns>The paths of the layers that got an adapter.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or the rank is above a size of a layer; the message names it.</exception>
    /// <exception cref="ArgumentException">There is no layer to adapt, a pattern matches none, or a layer has an adapter.</exception>
    public static IReadOnlyList<string> Attach(Module network, LoraOptions options, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(generator);
        options.Check();
        var adapters = Create(Chosen(network, options), options, generator);
        Attach(network, adapters);
        return [.. adapters.Select(entry => entry.Path)];
    }

    /// <summary>Returns A and B of all adapters of a network with their paths, such as <c>0.lora_a</c>; none if there are no adapters.</summary>
    public static IReadOnlyList<(string Path, Variable Variable)> NamedParameters(Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Named(Adapted(network).Select(entry => (entry.Path, entry.Layer.AdapterNow!)));
    }

    /// <summary>
    /// Adds the changes to the weights, W + (α / rank) B A, and takes the adapters away. The outputs are those of inference before, up to rounding. The weights
    /// stay frozen until <see cref="Module.Unfreeze()"/>.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">The network has no adapters.</exception>
    public static void Merge(Module network)
    {
        foreach (var (_, layer) in Required(network)) layer.AdaptableWeight!.Value = layer.AdaptedWeight.Evaluate();
        Remove(network);
    }

    /// <summary>
    /// Takes the adapters away: the network computes the same as before it had them. The weights stay frozen until <see cref="Module.Unfreeze()"/>.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">The network has no adapters.</exception>
    public static void Remove(Module network)
    {
        foreach (var (_, layer) in Required(network)) layer.DetachAdapter();
        network.FreezeAllBut(network.Parameters().ToHashSet());
    }

    private static List<(string Path, Module Layer)> Chosen(Module network, LoraOptions options)
    {
        var layers = Adaptable(network);
        if (options.Layers is null) layers.RemoveAll(entry => entry.Layer is not Linear);
        if (layers.Count == 0)
            throw new ArgumentException($"lora: {network.TypeName} has no {(options.Layers is null ? "linear layer" : Kind)}.", nameof(network));
        if (options.Layers is not { } patterns) return layers;
        if (patterns.Count == 0) throw new ArgumentException("lora: Layers is empty; leave it null for all linear layers.", nameof(options));
        var matches = PathPattern.Require("lora", patterns, [.. layers.Select(entry => entry.Path)], Kind, nameof(options));
        layers.RemoveAll(entry => !matches.Contains(entry.Path));
        return layers;
    }

    private static List<(string Path, Module Layer, LoraAdapter Adapter)> Create(
        List<(string Path, Module Layer)> layers, LoraOptions options, Generator generator)
    {
        foreach (var (path, layer) in layers)
        {
            if (layer.AdapterNow is not null)
            {
                throw new ArgumentException(
                    $"lora: {Place(path, layer)} has an adapter already; call Lora.Merge or Lora.Remove first, or choose other layers by Layers.");
            }
            var most = layer.AdaptableWeight!.Shape.Min();
            if (options.Rank > most)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options),
                    NumberText.Of(options.Rank),
                    $"lora: the rank {options.Rank} is above the sizes of {Place(path, layer)}; take at most {most}, or choose other layers by Layers.");
            }
        }
        return [.. layers.Select(entry => (entry.Path, entry.Layer, new LoraAdapter(entry.Layer.AdaptableWeight!, options, generator)))];
    }

    private static void Attach(Module network, List<(string Path, Module Layer, LoraAdapter Adapter)> adapters)
    {
        foreach (var (_, layer, adapter) in adapters) layer.Attach(adapter);
        network.FreezeAllBut(NamedParameters(network).Select(entry => entry.Variable).ToHashSet());
    }

    /// <summary>The layers that can have an adapter, each at its first path.</summary>
    private static List<(string Path, Module Layer)> Adaptable(Module network) =>
        [.. network.NamedModules().Where(entry => entry.Module.AdaptableWeight is not null).DistinctBy(entry => entry.Module)];

    private static List<(string Path, Module Layer)> Adapted(Module network) => [.. Adaptable(network).Where(entry => entry.Layer.AdapterNow is not null)];

    private static List<(string Path, Module Layer)> Required(Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Adapted(network) is { Count: > 0 } layers
            ? layers
            : throw new ArgumentException($"lora: {network.TypeName} has no adapters; call Lora.Attach or Lora.Load first.", nameof(network));
    }

    private static List<(string Path, Variable Variable)> Named(IEnumerable<(string Path, LoraAdapter Adapter)> adapters) =>
        [.. adapters.SelectMany(entry => entry.Adapter.Variables.Select(variable => (PathOf(entry.Path, variable), variable)))];

    private static string PathOf(string layer, Variable variable) => layer.Length == 0 ? variable.Name : $"{layer}.{variable.Name}";

    private static string Place(string path, Module layer) => path.Length == 0 ? layer.Describe() : $"layer {path}, {layer.Describe()}";
}
