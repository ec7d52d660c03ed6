using System.Globalization;
using System.Text.Json;

namespace Nabla.Learning;

public static partial class Lora
{
    /// <summary>The format of the files, in their metadata.</summary>
    internal const string Format = "nabla-lora-1";

    /// <summary>
    /// Writes the adapters of a network as a safetensors file, atomically: A and B under their paths, and rank, α, dropout and the paths of the layers in the
    /// metadata. The weights of the network are not in it.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">
    /// The network has no adapters, or their ranks, α or dropout differ: save parts of the network by themselves.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Module network)
    {
        var layers = Required(network);
        var ((first, layer), options) = (layers[0], layers[0].Layer.AdapterNow!.Options);
        foreach (var (other, at) in layers)
        {
            var own = at.AdapterNow!.Options;
            if (own.Rank == options.Rank && own.Alpha.Equals(options.Alpha) && own.Dropout.Equals(options.Dropout)) continue;
            throw new ArgumentException(
                $"lora: {Place(first, layer)}, and {Place(other, at)}, are different; a file holds adapters of one kind, "
                + "so save parts of the network by themselves.",
                nameof(network));
        }
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["rank"] = NumberText.Of(options.Rank),
            ["alpha"] = NumberText.Of(options.Alpha),
            ["dropout"] = NumberText.Of(options.Dropout),
            ["layers"] = ModelFile.Names([.. layers.Select(entry => entry.Path)]),
        };
        SafetensorsFile.Write(path, metadata, ParameterFile.Entries(NamedParameters(network)));
    }

    /// <summary>
    /// Adds the adapters of a file to the network for which they were trained, and freezes all other parameters, as
    /// <see cref="Attach(Module, LoraOptions, Generator)"/> does. Nothing changes if the file does not fit.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network without these adapters, with the weights that it had when they were trained. A file cannot tell its weights.</param>
    /// <param name="generator">The generator of the masks of dropout, if training goes on; by default one with the seed 0.</param>
    /// <returns>The paths of the layers that got an adapter.</returns>
    /// <exception cref="ModelFileException">
    /// The file is missing, damaged or holds no adapters, or layers, shapes, rank or element type do not fit the network; the message lists the differences.
    /// </exception>
    /// <exception cref="ArgumentException">The network has adapters already.</exception>
    public static IReadOnlyList<string> Load(string path, Module network, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (Adapted(network) is [var (first, adapted), ..])
            throw new ArgumentException($"lora: {Place(first, adapted)}, has an adapter already; call Lora.Merge or Lora.Remove first.", nameof(network));
        var file = SafetensorsFile.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new ModelFileException(path, $"the format is not '{Format}': this is not a file of Lora.Save.");
        try
        {
            var (options, known) = (OptionsOf(file.Metadata), Adaptable(network));
            var layers = options.Layers!.Select(name => known.Find(entry => entry.Path == name) is { Layer: not null } entry
                ? entry
                : throw new FormatException(
                    $"the network has no {Kind} '{name}'; {PathPattern.Listed([.. known.Select(layer => layer.Path)], name)}")).ToList();
            var adapters = Create(layers, options, generator ?? new(0));
            if (ParameterFile.Assign(file.Entries, Named(adapters.Select(entry => (entry.Path, entry.Adapter)))) is { } problems)
                throw new FormatException($"the adapters do not fit the network: {problems}");
            Attach(network, adapters);
            return options.Layers!;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentException or InvalidOperationException)
        {
            var message = exception is ArgumentException ? exception.Message.Split(" (Parameter")[0] : exception.Message;
            throw new ModelFileException(path, $"{message.TrimEnd('.')}.", exception);
        }
    }

    private static LoraOptions OptionsOf(IReadOnlyDictionary<string, string> metadata)
    {
        string Text(string key) => metadata.TryGetValue(key, out var text) ? text : throw new FormatException($"the metadata has no '{key}'");
        double Number(string key) => NumberText.TryRead(Text(key), out double number)
            ? number
            : throw new FormatException($"'{key}' is {SafetensorsElementType.Quote(Text(key))}, not a number");
        var options = new LoraOptions
        {
            Rank = int.TryParse(Text("rank"), NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
                ? rank
                : throw new FormatException($"'rank' is {SafetensorsElementType.Quote(Text("rank"))}, not a whole number"),
            Alpha = Number("alpha"),
            Dropout = Number("dropout"),
            Layers = ModelFile.Parse(Text("layers"), item => item.GetString() ?? ""),
        };
        options.Check();
        if (options.Layers.Count == 0) throw new FormatException("'layers' is empty");
        if (options.Layers.Distinct().Count() < options.Layers.Count) throw new FormatException("'layers' has a layer twice");
        return options;
    }
}
