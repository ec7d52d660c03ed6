using Nabla.Learning;
using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>Writes the nodes of a traced network, inputs before users.</summary>
internal sealed class GraphExport
{
    private readonly TracedNetwork network;
    private readonly OnnxExportOptions options;
    private readonly string[] inputNames;
    private readonly ModelWriter model;
    private readonly Dictionary<Tensor, string[]> written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, string> weights = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, (string Path, Variable Variable)> variables = new(ReferenceEqualityComparer.Instance);

    public GraphExport(TracedNetwork network, Module? root, OnnxExportOptions options)
    {
        (this.network, this.options) = (network, options);
        (inputNames, var outputNames) = options.Names(network.Inputs.Length, network.Outputs.Length);
        var batch = Array.FindIndex(network.Inputs, input => input.Rank > 0);
        model = new(options, inputNames, outputNames) { BatchInput = batch < 0 ? "" : inputNames[batch] };
        foreach (var entry in root?.StateVariables ?? []) variables.TryAdd(entry.Variable.Value, (entry.Path, entry.Variable));
    }

    public (ModelProto Model, IReadOnlyList<(TensorProto Tensor, ReadOnlyMemory<byte> Bytes)> Constants) Run()
    {
        for (var i = 0; i < inputNames.Length; i++) written[network.Inputs[i]] = [inputNames[i]];
        var order = Order();
        RequireRules(order);
        foreach (var node in order) written[node] = Write(node);
        var finished = model.Finish(
            Array.ConvertAll(network.Outputs, output => written[output][0]), Array.ConvertAll(network.Inputs, Type), Array.ConvertAll(network.Outputs, Type));
        return (finished, model.Constants);

        (AxisSize[], ElementType) Type(Tensor value) => (network.ShapeOf(value), value.ElementType);
    }

    /// <summary>The nodes to write, inputs before users: what is inside a layer that is written as one node is left out.</summary>
    private List<Tensor> Order()
    {
        var order = new List<Tensor>();
        var seen = new HashSet<Tensor>(network.Inputs, ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Tensor Node, Tensor[] Operands, int Next)>();
        foreach (var output in network.Outputs)
        {
            Push(output);
            while (stack.TryPop(out var frame))
            {
                if (frame.Next == frame.Operands.Length)
                {
                    order.Add(frame.Node);
                    continue;
                }
                stack.Push(frame with { Next = frame.Next + 1 });
                Push(frame.Operands[frame.Next]);
            }
        }
        return order;

        void Push(Tensor node)
        {
            if (seen.Add(node)) stack.Push((node, Operands(node), 0));
        }
    }

    /// <summary>The layer whose result a node is, if ONNX has a node for it.</summary>
    private (ModuleCall Call, ModuleRules.Rule Rule)? LayerOf(Tensor node) =>
        network.CallOf(node) is { } call && ModuleRules.Of(call.Module, node.Rank, options.Opset) is { } rule ? (call, rule) : null;

    private Tensor[] Operands(Tensor node)
    {
        if (LayerOf(node) is { } layer) return [layer.Call.Input];
        var inputs = network.InputsOf(node);
        return node.Operation is ElementwiseOperation ? WithoutBroadcasts(node, inputs) : inputs;
    }

    /// <summary>ONNX broadcasts the inputs of elementwise operations, so that those nodes can be left out as long as the shape of the result stays.</summary>
    private Tensor[] WithoutBroadcasts(Tensor node, Tensor[] inputs)
    {
        var narrow = Array.ConvertAll(inputs, input => input.Operation.Name == "broadcast" && network.InputsOf(input) is [var source] ? source : input);
        var shape = network.ShapeOf(node);
        var shapes = Array.ConvertAll(narrow, network.ShapeOf);
        for (var i = 1; i <= shape.Length; i++)
        {
            var size = shape[^i];
            if (size != 1 && !Array.Exists(shapes, own => own.Length >= i && own[^i] == size)) return inputs;
        }
        return Array.Exists(shapes, own => own.Length == shape.Length) || shape.Length == 0 ? narrow : inputs;
    }

    private string[] Write(Tensor node)
    {
        switch (node.Operation.Name)
        {
            case "variable": return [Weight(node)];
            case "constant": return [model.Scalar(network.Constant(node).To(ElementType.Float64).Item<double>(), node.ElementType)];
            case "result": return [written[network.InputsOf(node)[0]][TracedNetwork.Attribute(node, "index").ToInt64()]];
        }
        // Given data, or a value that was computed before.
        if (network.InputsOf(node).Length == 0) return [model.Constant("data", network.Constant(node))];
        var operands = Operands(node);
        var writer = new NodeWriter(model, network, node, operands, Array.ConvertAll(operands, operand => written[operand][0]));
        if (LayerOf(node) is { } layer) return [layer.Rule(writer, layer.Call.Module, WeightOf)];
        return OperationRules.Of(node.Operation)!(writer);
    }

    /// <summary>Refuses all operations that ONNX does not have together.</summary>
    private void RequireRules(List<Tensor> order)
    {
        var unknown = order.FindAll(node => network.InputsOf(node).Length > 0 && node.Operation.Name != "result" && LayerOf(node) is null
            && OperationRules.Of(node.Operation) is null);
        if (unknown.Count == 0) return;
        var places = unknown.Select(node => $"{node.Operation}{(network.PathOf(node) is { Length: > 0 } path ? $" in {path}" : "")}").Distinct().ToList();
        throw new OnnxException(
            $"ONNX export: ONNX has no operator for {string.Join(", ", places)}."
            + (unknown.Exists(node => node.Operation.Name.StartsWith("random", StringComparison.Ordinal))
                ? " Random numbers differ in every run: leave them out in inference, or pass them as an input." : ""));
    }

    /// <summary>The value of a variable of the network, or of another one that it reads.</summary>
    private string Weight(Tensor node) =>
        variables.TryGetValue(node, out var known) ? WeightOf(known.Variable) : model.Constant("variable", network.Constant(node));

    private string WeightOf(Variable variable)
    {
        if (weights.TryGetValue(variable, out var name)) return name;
        var value = variable.Value;
        return weights[variable] = model.Constant(variables[value].Path, value);
    }
}
