using System.Globalization;
using Google.Protobuf;
using Nabla.Learning;
using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>Collects the nodes and the constants of a model, with a name for each.</summary>
/// <param name="options">How to write it.</param>
/// <param name="inputs">The names of the inputs.</param>
/// <param name="outputs">The names of the outputs.</param>
internal sealed class ModelWriter(OnnxExportOptions options, string[] inputs, string[] outputs)
{
    private readonly GraphProto graph = new() { Name = "nabla" };
    private readonly HashSet<string> names = new([.. inputs, .. outputs], StringComparer.Ordinal);
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

    public int Opset => options.Opset;

    /// <summary>The constants, each with its bytes.</summary>
    public List<(TensorProto Tensor, ReadOnlyMemory<byte> Bytes)> Constants { get; } = [];

    /// <summary>Adds a node with one result, and returns the name of the result.</summary>
    /// <param name="path">The path of the module that it belongs to.</param>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">The names of its inputs; empty for one that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    public string Add(string path, string type, IReadOnlyList<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(path, type, inputs, 1, attributes)[0];

    /// <summary>Adds a node, and returns the names of its results.</summary>
    /// <param name="path">The path of the module that it belongs to.</param>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">The names of its inputs; empty for one that is left out.</param>
    /// <param name="results">The number of results.</param>
    /// <param name="attributes">Its attributes.</param>
    public string[] Add(string path, string type, IReadOnlyList<string> inputs, int results, params ReadOnlySpan<AttributeProto> attributes)
    {
        var name = Unique(path.Length == 0 ? type : $"{path}.{type}");
        var node = new NodeProto { Name = name, OpType = type };
        node.Input.AddRange(inputs);
        foreach (var attribute in attributes) node.Attribute.Add(attribute);
        string[] outputs = [name, .. Enumerable.Range(1, results - 1).Select(i => Unique($"{name}.{i}"))];
        node.Output.AddRange(outputs);
        graph.Node.Add(node);
        return outputs;
    }

    /// <summary>Adds a constant under a name of its own, and returns the name.</summary>
    public string Constant(string name, Tensor value)
    {
        name = Unique(name);
        var tensor = new TensorProto { Name = name, DataType = (int)OnnxElementType.Of(value.ElementType) };
        tensor.Dims.AddRange(value.Shape.ToArray().Select(size => (long)size));
        Constants.Add((tensor, ParameterFile.Bytes(value)));
        return name;
    }

    /// <summary>Returns the name of a scalar, which all its users share.</summary>
    public string Scalar(double value, ElementType type)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{type} {BitConverter.DoubleToInt64Bits(value)}");
        if (known.TryGetValue(key, out var name)) return name;
        var text = value.ToString(CultureInfo.InvariantCulture);
        return known[key] = Constant($"constant.{text}", Tensor.From([value], Shape.Scalar).To(type));
    }

    /// <summary>Returns the name of a list of whole numbers, which all its users share. Numbers that depend on the batch are computed.</summary>
    public string Integers(params ReadOnlySpan<AxisSize> values)
    {
        var all = values.ToArray();
        var key = $"[{string.Join(",", all)}]";
        if (known.TryGetValue(key, out var name)) return name;
        return known[key] = Array.TrueForAll(all, value => value.IsConstant)
            ? Constant($"constant.{key}", Tensor.From(Array.ConvertAll(all, value => value.Constant)))
            : Join(values);
    }

    /// <summary>The input that has the batch as its first axis.</summary>
    public required string BatchInput { get; init; }

    /// <summary>Returns the model of what was added.</summary>
    /// <param name="results">The names of the results.</param>
    /// <param name="typesOfInputs">Shapes and element types of the inputs.</param>
    /// <param name="typesOfResults">Shapes and element types of the results.</param>
    public ModelProto Finish(string[] results, (AxisSize[], ElementType)[] typesOfInputs, (AxisSize[], ElementType)[] typesOfResults)
    {
        for (var i = 0; i < results.Length; i++)
        {
            var before = results.AsSpan(0, i).IndexOf(results[i]);
            Name(before < 0 ? results[i] : outputs[before], outputs[i], isTaken: before >= 0);
            graph.Output.Add(Info(outputs[i], typesOfResults[i]));
        }
        for (var i = 0; i < inputs.Length; i++) graph.Input.Add(Info(inputs[i], typesOfInputs[i]));
        graph.Initializer.AddRange(Constants.Select(constant => constant.Tensor));
        var model = new ModelProto
        {
            IrVersion = IrVersion(options.Opset),
            ProducerName = "nabla",
            ProducerVersion = typeof(Tensor).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = options.Opset } },
        };
        foreach (var (key, value) in options.Metadata) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    /// <summary>Gives a result the name that it has outside. An input, a constant, or a result with a name already needs a node for that.</summary>
    private void Name(string result, string name, bool isTaken)
    {
        if (isTaken || !graph.Node.Any(node => node.Output.Contains(result)))
        {
            graph.Node.Add(new NodeProto { Name = name, OpType = "Identity", Input = { result }, Output = { name } });
            return;
        }
        foreach (var node in graph.Node)
        {
            Rename(node.Input);
            Rename(node.Output);
        }

        void Rename(Google.Protobuf.Collections.RepeatedField<string> list)
        {
            for (var i = 0; i < list.Count; i++)
                if (list[i] == result) list[i] = name;
        }
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, double value) =>
        new() { Name = name, F = (float)value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attribute(string name, IEnumerable<long> values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private string Join(ReadOnlySpan<AxisSize> values)
    {
        var parts = new List<string>();
        for (var i = 0; i < values.Length;)
        {
            var start = i;
            while (i < values.Length && values[i].IsConstant) i++;
            if (i > start) parts.Add(Integers(values[start..i]));
            else parts.Add(Multiple(values[i++]));
        }
        return parts.Count == 1 ? parts[0] : Add("", "Concat", parts, Attribute("axis", 0));
    }

    private string Multiple(AxisSize size)
    {
        if (!known.TryGetValue("batch", out var name))
            known["batch"] = name = Add("", "Shape", [BatchInput], Attribute("start", 0), Attribute("end", 1));
        if (size.Factor != 1) name = Add("", "Mul", [name, Integers(size.Factor)]);
        return size.Constant == 0 ? name : Add("", "Add", [name, Integers(size.Constant)]);
    }

    private string Unique(string name)
    {
        if (names.Add(name)) return name;
        for (var i = 1; ; i++)
        {
            var other = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
            if (names.Add(other)) return other;
        }
    }

    private static ValueInfoProto Info(string name, (AxisSize[] Sizes, ElementType Element) type)
    {
        var shape = new TensorShapeProto();
        foreach (var size in type.Sizes)
        {
            shape.Dim.Add(size.IsConstant
                ? new TensorShapeProto.Types.Dimension { DimValue = size.Constant }
                : new TensorShapeProto.Types.Dimension { DimParam = size.ToString() });
        }
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)OnnxElementType.Of(type.Element), Shape = shape } } };
    }

    /// <summary>The version of the file format that came with a set of operators.</summary>
    private static long IrVersion(int opset) => opset switch { <= 18 => 8, <= 20 => 9, <= 22 => 10, 23 => 11, 24 => 12, _ => 13 };
}
