using Nabla.Learning;

namespace Nabla.Onnx;

/// <summary>
/// The graph of a network, and how its numbers depend on the size of the batch. The network is traced for several sizes; the graphs must have the same nodes,
/// and whole numbers that differ must be of the form constant + factor · batch. A number that a graph keeps from one size by mistake is found this way.
/// </summary>
internal sealed class TracedNetwork
{
    // A small one and larger ones, which a network may treat differently; without common factors, and seldom the sizes of other axes.
    private static readonly int[] Batches = [3, 31, 43];

    private readonly int[] batches;
    private readonly Trace[] traces;
    private readonly Dictionary<Tensor, int> places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, ModuleCall> calls = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> paths = new(ReferenceEqualityComparer.Instance);

    /// <summary>Traces a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="network">The network that it runs, whose variables and generators are kept as they are; null for none.</param>
    /// <param name="inputs">The types of the inputs; the sizes of their first axes do not matter if the batch may have any size.</param>
    /// <param name="hasAnyBatchSize">Whether it may.</param>
    public TracedNetwork(Func<Tensor[], Tensor[]> function, Module? network, IReadOnlyList<TensorType> inputs, bool hasAnyBatchSize)
    {
        // One trace is enough where nothing has a batch.
        hasAnyBatchSize &= inputs.Any(input => input.Shape.Rank > 0);
        batches = hasAnyBatchSize ? Batches : [1];
        Variable[] state = network is null
            ? []
            : [.. network.StateVariables.Select(entry => entry.Variable), .. network.NamedGenerators().Select(entry => entry.Generator.State)];
        traces = Array.ConvertAll(
            batches, batch => new Trace(function, [.. inputs.Select(input => hasAnyBatchSize ? WithBatch(input, batch) : input)], state));
        Require(Array.TrueForAll(traces, trace => trace.Order.Count == traces[0].Order.Count && trace.Calls.Count == traces[0].Calls.Count), "the graph");
        for (var i = 0; i < traces[0].Order.Count; i++)
        {
            places.Add(traces[0].Order[i].Node, i);
            foreach (var trace in traces)
            {
                Require(
                    trace.Order[i].Node.Operation.GetType() == traces[0].Order[i].Node.Operation.GetType()
                    && trace.Order[i].Inputs.Length == traces[0].Order[i].Inputs.Length,
                    traces[0].Order[i].Node.Operation.Name);
            }
        }
        foreach (var call in traces[0].Calls)
        {
            if (!ReferenceEquals(call.Input, call.Output)) calls.TryAdd(call.Output, call);
            AssignPath(call);
        }
    }

    public Tensor[] Inputs => traces[0].Inputs;

    public Tensor[] Outputs => traces[0].Outputs;

    /// <summary>The inputs of a node, as they were when it was traced.</summary>
    public Tensor[] InputsOf(Tensor node) => traces[0].Order[places[node]].Inputs;

    /// <summary>The innermost call of a module that returned a value; null if none did.</summary>
    public ModuleCall? CallOf(Tensor node) => calls.TryGetValue(node, out var call) ? call : null;

    /// <summary>The path of the module that a node belongs to; empty for the network itself.</summary>
    public string PathOf(Tensor node) => paths.GetValueOrDefault(node, "");

    /// <summary>The sizes of a value.</summary>
    public AxisSize[] ShapeOf(Tensor node) => Numbers(node, "its shape", twin => twin.Shape.ToArray());

    /// <summary>The whole numbers of an attribute.</summary>
    public AxisSize[] Integers(Tensor node, string attribute)
    {
        return Numbers(node, attribute, twin => Attribute(twin, attribute) switch
        {
            { Kind: AttributeKind.Integers } list => list.ToIntegers(),
            var number => [(int)number.ToInt64()],
        });
    }

    /// <summary>The values of a constant, which must not depend on the size of the batch.</summary>
    public Tensor Constant(Tensor node)
    {
        var place = places[node];
        foreach (var trace in traces)
        {
            var twin = trace.Order[place].Node;
            if (twin.Type == node.Type && SameValues(twin, node)) continue;
            throw new OnnxException(
                $"ONNX export{Within(node)}: a constant depends on the size of the batch: {node} and {twin}. "
                + "Compute it from the input with operations, or set HasAnyBatchSize to false.");
        }
        return node;
    }

    /// <summary>Names a place in a message.</summary>
    public string Within(Tensor node) => PathOf(node) is { Length: > 0 } path ? $" of {path}" : "";

    public static AttributeValue Attribute(Tensor node, string name)
    {
        foreach (var attribute in node.Operation.Attributes)
            if (attribute.Name == name) return attribute.Value;
        throw new InvalidOperationException($"{node.Operation.Name} has no attribute {name}.");
    }

    private static TensorType WithBatch(TensorType type, int batch)
    {
        if (type.Shape.Rank == 0) return type;
        int[] sizes = type.Shape.ToArray();
        sizes[0] = batch;
        return type with { Shape = sizes };
    }

    // Bitwise, so that NaN is equal to itself.
    private static bool SameValues(Tensor a, Tensor b) => ReferenceEquals(a, b) || ParameterFile.Bytes(a).AsSpan().SequenceEqual(ParameterFile.Bytes(b));

    private AxisSize[] Numbers(Tensor node, string what, Func<Tensor, int[]> read)
    {
        var lists = Array.ConvertAll(traces, trace => read(trace.Order[places[node]].Node));
        Require(Array.TrueForAll(lists, list => list.Length == lists[0].Length), node.Operation.Name);
        return [.. Enumerable.Range(0, lists[0].Length).Select(i => AxisSize.Through(batches, Array.ConvertAll(lists, list => (long)list[i]))
            ?? throw new OnnxException(
                $"ONNX export{Within(node)}: {what} of {node.Operation.Name} is not a multiple of the size of the batch: "
                + $"{string.Join(", ", lists.Zip(batches).Select(pair => $"{pair.First[i]} for {pair.Second}"))}. Set HasAnyBatchSize to false."))];
    }

    /// <summary>Gives everything between the input and the output of a call the path of the call, unless a call inside it did.</summary>
    private void AssignPath(ModuleCall call)
    {
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { call.Input };
        var stack = new Stack<Tensor>([call.Output]);
        while (stack.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            paths.TryAdd(node, call.Path);
            foreach (var input in InputsOf(node)) stack.Push(input);
        }
    }

    private static void Require(bool isSame, string what)
    {
        if (isSame) return;
        throw new OnnxException(
            $"ONNX export: the network does not do the same for every size of the batch: {what} differs between {string.Join(", ", Batches)} examples. "
            + "Set HasAnyBatchSize to false.");
    }

    /// <summary>The graph for one size of the batch.</summary>
    private sealed class Trace
    {
        public Trace(Func<Tensor[], Tensor[]> function, TensorType[] types, Variable[] state)
        {
            Inputs = Array.ConvertAll(types, type => Tensor.Apply(new ExportInput(type)));
            var before = Array.ConvertAll(state, variable => variable.Value);
            try
            {
                (Outputs, Calls) = ForwardRecord.Of(() => function(Inputs));
            }
            finally
            {
                // What a network writes may depend on the inputs, which have no values.
                for (var i = 0; i < state.Length; i++)
                    if (!ReferenceEquals(state[i].Value, before[i])) state[i].Value = before[i];
            }
            Order = TopologicalOrder.Of(Inputs.Concat(Outputs), node => (Node: node, Inputs: (Tensor[])[.. node.Inputs]), entry => entry.Inputs);
        }

        public Tensor[] Inputs { get; }

        public Tensor[] Outputs { get; }

        /// <summary>The calls of modules, each after those inside it.</summary>
        public IReadOnlyList<ModuleCall> Calls { get; }

        /// <summary>All nodes with their inputs, inputs before users.</summary>
        public List<(Tensor Node, Tensor[] Inputs)> Order { get; }
    }
}
