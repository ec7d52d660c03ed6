using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nabla.Learning;

/// <summary>Saves and loads models as safetensors files, with everything but the weights in the metadata. Files are written atomically.</summary>
public static class ModelFile
{
    private const string Format = "nabla-2";

    /// <summary>Writes a model. Equal models give identical bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="model">The model.</param>
    /// <param name="storage">How the weights are stored: as float32, or rounded to 16 bits, which halves the file.</param>
    /// <exception cref="ArgumentException">
    /// The network has a layer or adapter that a model file cannot hold, or a finite weight would become infinite in the storage.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, TrainedModel model, FloatStorage storage = FloatStorage.Unchanged)
    {
        Architecture.RequireReadable(model.Network);
        if (!Loss.IsKnown(model.LossName))
            throw new ArgumentException($"model: the loss '{model.LossName}' is unknown to model files; call Loss.Register first.", nameof(model));
        foreach (var (name, variable) in model.Network.NamedParameters())
        {
            if (variable.Type.Element != ElementType.Float32)
            {
                throw new ArgumentException(
                    $"model: '{name}' is {variable.Type}, but model files hold float32; save the parameters with ParameterFile.", nameof(model));
            }
        }
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["architecture"] = Architecture.Write(model.Network),
            ["loss"] = model.LossName,
            ["example_shape"] = Array(json => { foreach (var size in model.ExampleShape) json.WriteNumberValue(size); }),
            ["features"] = Names(model.FeatureNames),
            ["classes"] = Names(model.ClassNames),
            ["targets"] = Names(model.TargetNames),
            ["input_mean"] = Numbers(model.Inputs.Mean),
            ["input_scale"] = Numbers(model.Inputs.Scale),
            ["target_mean"] = Numbers(model.Targets.Mean),
            ["target_scale"] = Numbers(model.Targets.Scale),
        };
        if (model.Inputs.FillsMissing) metadata["input_missing"] = "mean";
        if (model.Schema is { } schema) metadata["table"] = SchemaText.Write(schema);
        SafetensorsFile.Write(path, metadata, ParameterFile.Entries(model.Network.StateVariables, storage));
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, or not a model file.</exception>
    public static TrainedModel Load(string path)
    {
        var file = SafetensorsFile.Read(path);
        string Text(string key) => file.Metadata.TryGetValue(key, out var text)
            ? text
            : throw new ModelFileException(path, $"the metadata has no '{key}': this is not a Nabla model.");
        if (Text("format").StartsWith("nabla-text", StringComparison.Ordinal))
            throw new ModelFileException(path, "this is a model of text; use it with generate.");
        if (Text("format") == Lora.Format) throw new ModelFileException(path, "these are adapters of a model; load them into its network with Lora.Load.");
        if (Text("format") != Format) throw new ModelFileException(path, $"the format is '{Text("format")}'; this version reads '{Format}'.");
        try
        {
            var model = new TrainedModel
            {
                Network = Architecture.Read(Text("architecture")),
                LossName = Loss.FromName(Text("loss")).Name,
                ExampleShape = [.. Parse(Text("example_shape"), item => item.GetInt32())],
                FeatureNames = Parse(Text("features"), item => item.GetString() ?? ""),
                ClassNames = Parse(Text("classes"), item => item.GetString() ?? ""),
                TargetNames = Parse(Text("targets"), item => item.GetString() ?? ""),
                Schema = file.Metadata.TryGetValue("table", out var table)
                    ? SchemaText.Read(table, Parse(Text("features"), item => item.GetString() ?? ""))
                    : null,
                Inputs = InputsOf(file, new(Parse(Text("input_mean"), item => item.GetDouble()), Parse(Text("input_scale"), item => item.GetDouble()))),
                Targets = new(Parse(Text("target_mean"), item => item.GetDouble()), Parse(Text("target_scale"), item => item.GetDouble())),
            };
            if (ParameterFile.Assign(file.Entries, model.Network.StateVariables) is { } problems)
                throw new ModelFileException(path, $"the weights do not fit the architecture: {problems}.");
            model.Network.Eval();
            RequireConsistent(model);
            return model;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentException or InvalidOperationException
            or OverflowException or DataException or KeyNotFoundException)
        {
            throw new ModelFileException(path, $"{exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Returns the layers of a network as JSON: types and configurations, without weights.</summary>
    /// <exception cref="ArgumentException">The network has a layer that is not registered.</exception>
    public static string LayersOf(Module network)
    {
        Architecture.RequireReadable(network);
        return Architecture.Write(network);
    }

    /// <summary>Creates a network with random weights from layers as <see cref="LayersOf"/> returns them.</summary>
    /// <exception cref="FormatException">The text is not JSON, a layer is unknown, or an argument is missing or of another kind.</exception>
    /// <exception cref="ArgumentException">A layer refuses its arguments.</exception>
    public static Module CreateNetwork(string layers, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(generator);
        return Architecture.Create(layers, generator);
    }

    private static Standardizer InputsOf(SafetensorsFile file, Standardizer standardizer) => file.Metadata.GetValueOrDefault("input_missing") switch
    {
        null => standardizer,
        "mean" => standardizer.FillingMissing(),
        var text => throw new FormatException($"'input_missing' is '{text}'"),
    };

    private static void RequireConsistent(TrainedModel model)
    {
        if (model.ExampleShape.Any(size => size < 1) || model.ExampleShape.Aggregate(1.0, (product, size) => product * size) > int.MaxValue)
            throw new FormatException($"[{string.Join(", ", model.ExampleShape)}] is not a valid example shape");
        var output = TrainedModel.Probe(model.Network, model.ExampleShape);
        if (!output.Equals([1, model.OutputWidth]))
            throw new FormatException($"the network has {(output.Rank > 0 ? output[^1] : 1)} outputs, but there are {model.OutputWidth} classes or targets");
        if (model.Schema is { } schema && (schema.FeatureCount != model.Width || schema.TargetColumn >= schema.Columns))
        {
            throw new FormatException(
                $"a table of {schema.Columns} columns with the target in column {schema.TargetColumn} does not have {model.Width} features");
        }
        if (model.Inputs.Mean.Count != 1 && model.Inputs.Mean.Count != model.Width)
            throw new FormatException($"there are {model.Inputs.Mean.Count} means for inputs of width {model.Width}");
        if (model.Targets.Mean.Count != 1 && model.Targets.Mean.Count != model.OutputWidth)
            throw new FormatException($"there are {model.Targets.Mean.Count} means for {model.OutputWidth} targets");
    }

    internal static string Names(IReadOnlyList<string> names) => Array(json => { foreach (var name in names) json.WriteStringValue(name); });

    private static string Numbers(IReadOnlyList<double> numbers) =>
        Array(json => { foreach (var number in numbers) json.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture)); });

    private static string Array(Action<Utf8JsonWriter> items)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            items(json);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static T[] Parse<T>(string text, Func<JsonElement, T> item)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(item)];
    }
}
