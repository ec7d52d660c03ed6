namespace Nabla.Compiler;

/// <summary>
/// Collects the nodes that some tensors depend on and brings them into canonical form: common subexpressions are merged, arithmetic on constants is
/// evaluated (<see cref="ConstantFolding"/>), identity operations are removed and movements merged (<see cref="AlgebraicSimplifier"/>), and dead
/// nodes are dropped. A single pass in topological order does all of it, so that each rewrite sees the results of earlier ones.
/// </summary>
internal sealed class Canonicalizer
{
    private readonly GraphWalk walk = new(static _ => true, InputsToCompute);
    private readonly List<Entry> entries = [];
    private readonly Dictionary<Tensor, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CanonicalNode, int> known = new(NodeComparer.Instance);
    private readonly Dictionary<object, int> knownLeaves = [];
    private readonly AlgebraicSimplifier simplifier;
    private readonly Trace? trace;

    private Canonicalizer(IReadOnlyList<Tensor> roots, Trace? trace)
    {
        this.trace = trace;
        simplifier = new(entries);
        // Reading a tensor also computes the pending values of the variables it was computed from: an optimizer step runs together with its loss, and
        // chains of steps do not pile up.
        foreach (var root in roots) walk.Add(root);
        for (var i = 0; i < walk.Order.Count; i++)
        {
            var node = walk.Order[i].Node;
            if (node.Variable is { } variable) walk.Add(variable.Value);
            // Computing one result computes all of them: the operation may drop its inputs afterward.
            if (trace is null && node is { IsEvaluated: false, Operation: MultiResultOperation several })
                for (var result = 1; result < several.EagerResultCount; result++) walk.Add(node.Results[result]);
        }
        foreach (var (node, inputs) in walk.Order) Number(node, inputs);
    }

    /// <summary>A node under construction.</summary>
    /// <param name="Node">Its operation, type and inputs.</param>
    /// <param name="Leaf">What it refers to if it is a leaf.</param>
    /// <param name="Uniform">The value of every element, if it is uniform and known.</param>
    internal readonly record struct Entry(CanonicalNode Node, Leaf? Leaf = null, double? Uniform = null);

    /// <summary>Collects everything needed to compute some tensors.</summary>
    /// <param name="roots">The tensors.</param>
    /// <param name="isAboutToRun">True if the graph is about to run; values that were computed repeatedly are then kept as well.</param>
    /// <exception cref="InvalidOperationException">A tensor depends on a function that is being traced.</exception>
    public static Canonicalization Run(IReadOnlyList<Tensor> roots, bool isAboutToRun)
    {
        var canonicalizer = new Canonicalizer(roots, null);
        var (entries, numbers, order) = (canonicalizer.entries, canonicalizer.numbers, canonicalizer.walk.Order);
        List<Tensor> wanted = [.. roots];
        foreach (var (node, _) in order)
            if (node.Variable is not null || node.Operation is Result or MultiResultOperation) wanted.Add(node);
        if (isAboutToRun) MaterializationPolicy.AddTo(wanted, order);
        var (outputs, owners) = (new List<int>(), new List<Tensor[]>());
        foreach (var group in wanted.Where(node => node.Buffer is null).Distinct<Tensor>(ReferenceEqualityComparer.Instance).GroupBy(node => numbers[node]))
        {
            if (entries[group.Key].Leaf is BufferLeaf { Numbers: var buffer })
            {
                // Another thread computed it first.
                foreach (var node in group) node.Publish(buffer);
                continue;
            }
            outputs.Add(group.Key);
            owners.Add([.. group]);
        }
        return canonicalizer.WithoutDeadNodes(outputs, owners);
    }

    /// <summary>Canonicalizes a traced function. The outputs of the graph are its results, followed by the variables that it sets.</summary>
    public static Canonicalization Run(Trace trace, IReadOnlyList<Tensor> results) => trace.Run(() =>
    {
        Tensor[] roots = [.. results, .. trace.Written.Select(trace.Read)];
        var canonicalizer = new Canonicalizer(roots, trace);
        return canonicalizer.WithoutDeadNodes(Array.ConvertAll(roots, root => canonicalizer.numbers[root]), []);
    });

    private static Tensor[] InputsToCompute(Tensor node)
    {
        if (node.IsEvaluated) return [];
        if (node.Pending is { } pending) return [pending];
        // A result that was not computed with the first one: the operation runs again.
        var inputs = node.InputArray;
        return node.Operation is Result && inputs is [{ IsEvaluated: true, Operation: MultiResultOperation } first] ? first.InputArray : inputs;
    }

    private void Number(Tensor node, Tensor[] inputs)
    {
        if (node.Buffer is { } buffer) AddLeaf(node, new BufferLeaf(buffer), buffer);
        else if (node.ConstantValue is { } constant) AddConstant(node, constant);
        else if (trace?.SlotOf(node) is { } slot) AddLeaf(node, new SlotLeaf(slot), slot);
        else if (ReferenceEquals(node.Operation, Source.Slot)) throw ReadWhileTraced();
        else if (node.Variable is not null) numbers[node] = numbers[inputs[0]];
        else if (node.Operation is Result && !ReferenceEquals(inputs, node.InputArray)) AddLateResult(node, inputs);
        else Add(node, Array.ConvertAll(inputs, input => numbers[input]));
    }

    private void AddLateResult(Tensor node, Tensor[] inputs)
    {
        var first = node.InputArray[0];
        Add(node, first.Operation, Array.ConvertAll(inputs, input => numbers[input]), null, first.Type);
        Add(node, node.Operation, [numbers[node]], null);
    }

    private void AddConstant(Tensor node, double number) =>
        AddLeaf(node, new ConstantLeaf(number), (BitConverter.DoubleToInt64Bits(number), node.ElementType), number);

    private void AddLeaf(Tensor node, Leaf leaf, object key, double? constant = null)
    {
        // The same buffer may be used with another shape.
        if (!knownLeaves.TryGetValue(key, out var number) || entries[number].Node.Type != node.Type)
        {
            number = entries.Count;
            knownLeaves.TryAdd(key, number);
            entries.Add(new(new(null, node.Type, [], constant is not null), leaf, constant));
        }
        numbers[node] = number;
    }

    private void Add(Tensor node, int[] inputs)
    {
        if (Folded(node, inputs) is not { } number)
        {
            Add(node, node.Operation, inputs, null);
            return;
        }
        // A uniform value: a constant, broadcast if necessary.
        var constant = Tensor.Constant(number, node.ElementType);
        AddConstant(constant, number);
        if (node.Rank == 0) numbers[node] = numbers[constant];
        else Add(node, constant.BroadcastTo(node.Shape).Operation, [numbers[constant]], number);
    }

    private double? Folded(Tensor node, int[] inputs)
    {
        if (inputs.Length == 0 || node.ElementCount == 0 || Array.Exists(inputs, input => entries[input].Uniform is null)) return null;
        if (node.Operation is MovementOperation { IsBroadcast: true } or MovementOperation { IsAlias: true }) return entries[inputs[0]].Uniform;
        if (node.Operation is not ElementwiseOperation operation) return null;
        return ConstantFolding.Fold(
            operation, Array.ConvertAll(inputs, input => entries[input].Node.Type), Array.ConvertAll(inputs, input => entries[input].Uniform!.Value));
    }

    private void Add(Tensor node, Operation operation, int[] inputs, double? uniform, TensorType? type = null)
    {
        var (simple, from) = simplifier.Simplify(operation, inputs);
        if (simple is null)
        {
            numbers[node] = from[0];
            return;
        }
        var canonical = new CanonicalNode(simple, type ?? node.Type, from);
        if (!known.TryGetValue(canonical, out var number))
        {
            known[canonical] = number = entries.Count;
            entries.Add(new(canonical, null, uniform));
        }
        else if (uniform is not null)
        {
            entries[number] = entries[number] with { Uniform = uniform };
        }
        numbers[node] = number;
    }

    /// <summary>Removes nodes that no output needs and renumbers the rest.</summary>
    private Canonicalization WithoutDeadNodes(IReadOnlyList<int> outputs, IReadOnlyList<Tensor[]> owners)
    {
        var needed = new bool[entries.Count];
        foreach (var output in outputs) needed[output] = true;
        for (var i = needed.Length - 1; i >= 0; i--)
            if (needed[i]) foreach (var input in entries[i].Node.Inputs) needed[input] = true;
        var place = new int[needed.Length];
        var (nodes, leaves) = (new List<CanonicalNode>(), new List<Leaf?>());
        for (var i = 0; i < place.Length; i++)
        {
            if (!needed[i]) continue;
            place[i] = nodes.Count;
            var node = entries[i].Node;
            nodes.Add(node with { Inputs = Array.ConvertAll(node.Inputs, input => place[input]) });
            leaves.Add(entries[i].Leaf);
        }
        return new(new([.. nodes], [.. outputs.Select(output => place[output])]), [.. leaves], owners);
    }

    private static InvalidOperationException ReadWhileTraced() => new(
        "compile: the values of a tensor were read while its function was being traced, before they exist. Return the tensor and read it "
        + "outside; choose between tensors with Tensor.Where rather than with an if.");

    private sealed class NodeComparer : IEqualityComparer<CanonicalNode>
    {
        public static NodeComparer Instance { get; } = new();

        public bool Equals(CanonicalNode a, CanonicalNode b) =>
            Equals(a.Operation, b.Operation) && a.Type == b.Type && a.Inputs.AsSpan().SequenceEqual(b.Inputs);

        public int GetHashCode(CanonicalNode node)
        {
            var hash = new HashCode();
            hash.Add(node.Operation);
            foreach (var input in node.Inputs) hash.Add(input);
            return hash.ToHashCode();
        }
    }
}
