using Nabla.Learning;
using Nabla.Onnx.Schema;

namespace Nabla.Onnx;

/// <summary>Writes the nodes of a traced network, inputs before users.</summary>
internal sealed class GraphExport
{
    private readonly TracedNetwork traced;
    private readonly OnnxExportOptions options;
    private readonly string[] inputNames;
    private readonly ModelWriter model;
    private readonly Dictionary<Tensor, string[]> written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, string> weights = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Variable, string> paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Variable> variables = new(ReferenceEqualityComparer.Instance);

    public GraphExport(TracedNetwork traced, Module? network, OnnxExportOptions options)
    {
        (this.traced, this.options) = (traced, options);
        (inputNames, var outputNames) = options.Names(traced.Inputs.Length, traced.Outputs.Length);
        var batch = Array.FindIndex(traced.Inputs, input => input.Rank > 0);
        model = new(options, inputNames, outputNames) { BatchInput = batch < 0 ? "" : inputNames[batch] };
        foreach (var (path, variable) in network?.StateVariables ?? [])
        {
            paths.TryAdd(variable, path);
            variables.TryAdd(variable.Value, variable);
        }
    }

    public (ModelProto Model, IReadOnlyList<(TensorProto Tensor, ReadOnlyMemory<byte> Bytes)> Constants) Run()
    {
        for (var i = 0; i < inputNames.Length; i++) written[traced.Inputs[i]] = [inputNames[i]];
        var steps = TopologicalOrder.Of(traced.Outputs, Plan, step => step.Operands);
        RequireRules(steps);
        foreach (var (node, operands, rule) in steps)
            written[node] = rule!(new NodeWriter(model, traced, node, operands, Array.ConvertAll(operands, operand => written[operand][0])));
        var finished = model.Finish(
            Array.ConvertAll(traced.Outputs, output => written[output][0]), Array.ConvertAll(traced.Inputs, Type), Array.ConvertAll(traced.Outputs, Type));
        return (finished, model.Constants);

        (AxisSize[], ElementType) Type(Tensor value) => (traced.ShapeOf(value), value.ElementType);
    }

    /// <summary>How a node is written. What is inside a layer that becomes one node is not visited.</summary>
    private Step Plan(Tensor node)
    {
        if (written.TryGetValue(node, out var names)) return new(node, [], _ => names);
        if (traced.CallOf(node) is { } call && ModuleRules.Of(call.Module, node.Rank, options.Opset) is { } layer)
            return new(node, [call.Input], writer => [layer(writer, call.Module, WeightOf)]);
        var inputs = traced.InputsOf(node);
        if (inputs.Length == 0) return new(node, [], _ => [Leaf(node)]);
        return node.Operation switch
        {
            // An alias of its first input.
            AnnotationOperation => new(node, [inputs[0]], writer => [writer[0]]),
            { Name: "result" } => new(node, inputs, _ => [written[inputs[0]][TracedNetwork.Attribute(node, "index").ToInt64()]]),
            ElementwiseOperation => new(node, WithoutBroadcasts(node, inputs), OperationRules.Of(node.Operation)),
            _ => new(node, inputs, OperationRules.Of(node.Operation)),
        };
    }

    /// <summary>ONNX broadcasts the inputs of elementwise operations, so that those nodes can be left out as long as the shape of the result stays.</summary>
    private Tensor[] WithoutBroadcasts(Tensor node, Tensor[] inputs)
    {
        var narrow = Array.ConvertAll(inputs, input => input.Operation.Name == "broadcast" && traced.InputsOf(input) is [var source] ? source : input);
        var shape = traced.ShapeOf(node);
        var shapes = Array.ConvertAll(narrow, traced.ShapeOf);
        for (var i = 1; i <= shape.Length; i++)
        {
            var size = shape[^i];
            if (size != 1 && !Array.Exists(shapes, own => own.Length >= i && own[^i] == size)) return inputs;
        }
        return Array.Exists(shapes, own => own.Length == shape.Length) || shape.Length == 0 ? narrow : inputs;
    }

    /// <summary>The value of a variable, a number, given data, or a value that was computed before.</summary>
    private string Leaf(Tensor node) => node.Operation.Name switch
    {
        "variable" when variables.TryGetValue(node, out var variable) => WeightOf(variable),
        "constant" => model.Scalar(traced.Constant(node).To(ElementType.Float64).Item<double>(), node.ElementType),
        var name => model.Constant(name is "variable" ? name : "data", traced.Constant(node)),
    };

    private string WeightOf(Variable variable)
    {
        if (weights.TryGetValue(variable, out var name)) return name;
        return weights[variable] = model.Constant(paths.GetValueOrDefault(variable, variable.Name), variable.Value);
    }

    /// <summary>Refuses all operations that ONNX does not have together.</summary>
    private void RequireRules(List<Step> steps)
    {
        var unknown = steps.FindAll(step => step.Rule is null).ConvertAll(step => step.Node);
        if (unknown.Count == 0) return;
        var places = unknown.Select(node => $"{node.Operation}{(traced.PathOf(node) is { Length: > 0 } path ? $" in {path}" : "")}").Distinct();
        throw new OnnxException(
            $"ONNX export: ONNX has no operator for {string.Join(", ", places)}."
            + (unknown.Exists(node => node.Operation.Name.StartsWith("random", StringComparison.Ordinal))
                ? " Random numbers differ in every run: leave them out in inference, or pass them as an input." : ""));
    }

    /// <summary>A node to write.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Operands">The nodes that must be written before it.</param>
    /// <param name="Rule">Writes it and returns the names of its results; null if there is no rule.</param>
    private readonly record struct Step(Tensor Node, Tensor[] Operands, Func<NodeWriter, string[]>? Rule);
}
