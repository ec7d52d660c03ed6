using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>What a rule sees of the node that it writes.</summary>
/// <param name="model">The model that is written.</param>
/// <param name="network">The network that is read.</param>
/// <param name="node">The node.</param>
/// <param name="operands">The values that it is computed from.</param>
/// <param name="names">Their names in the model.</param>
internal readonly struct NodeWriter(ModelWriter model, TracedNetwork network, Tensor node, Tensor[] operands, string[] names)
{
    public int Opset => model.Opset;

    public Tensor Node => node;

    public ElementType Type => operands.Length > 0 ? operands[0].ElementType : node.ElementType;

    public AxisSize[] Shape => network.ShapeOf(node);

    /// <summary>The name of an operand.</summary>
    public string this[int input] => names[input];

    public IReadOnlyList<string> Names => names;

    public Tensor Operand(int input) => operands[input];

    public AxisSize[] ShapeOf(int input) => network.ShapeOf(operands[input]);

    public string Path => network.PathOf(node);

    /// <summary>Adds a node, and returns the name of its result.</summary>
    public string Add(string type, string[] inputs, params ReadOnlySpan<AttributeProto> attributes) => model.Add(Path, type, inputs, attributes);

    /// <summary>Adds a node, and returns the names of its results.</summary>
    public string[] Add(string type, string[] inputs, int results, params ReadOnlySpan<AttributeProto> attributes) =>
        model.Add(Path, type, inputs, results, attributes);

    /// <summary>A number of the element type of the operands.</summary>
    public string Number(double value) => model.Scalar(value, Type);

    public string Number(double value, ElementType type) => model.Scalar(value, type);

    public string Integers(params ReadOnlySpan<AxisSize> values) => model.Integers(values);

    public string Integers(IEnumerable<long> values) => model.Integers([.. values.Select(value => (AxisSize)value)]);

    /// <summary>Adds a constant that belongs to this node.</summary>
    public string Constant(string name, Tensor value) => model.Constant(Path.Length == 0 ? name : $"{Path}.{name}", value);

    public AttributeValue Attribute(string name) => TracedNetwork.Attribute(node, name);

    /// <summary>The whole numbers of an attribute, which may depend on the batch.</summary>
    public AxisSize[] Sizes(string name) => network.Integers(node, name);

    /// <summary>The whole numbers of an attribute, which must not depend on the batch.</summary>
    public long[] Fixed(string name)
    {
        var (writer, where) = (node, network.Within(node));
        return Array.ConvertAll(Sizes(name), size => size.IsConstant
            ? size.Constant
            : throw new OnnxException(
                $"ONNX export{where}: {name} of {writer.Operation.Name} depends on the size of the batch ({size}), which ONNX cannot say. "
                + "Set HasAnyBatchSize to false."));
    }

    public long Integer(string name) => Fixed(name)[0];

    public OnnxException Refuse(string why) => new($"ONNX export{network.Within(node)}: {node.Operation.Name} cannot be written: {why}");
}
