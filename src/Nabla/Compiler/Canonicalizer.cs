namespace Nabla.Compiler;

/// <summary>
/// Finds what has to be computed for some tensors, and brings it into canonical form: equal subexpressions become one node, arithmetic on known numbers is
/// done (<see cref="ConstantFolding"/>), operations that change nothing are removed and movements merged (<see cref="AlgebraicSimplifier"/>), and dead nodes
/// are dropped. One walk does all of it, inputs before users, so that each rewrite sees what the ones before it made.
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
        // Reading anything also computes the pending content of every variable that it was computed from: an optimizer's step runs
        // together with the loss it came from, and no chain of steps piles up.
        foreach (var root in roots) walk.Add(root);
        for (var i = 0; i < walk.Order.Count; i++)
        {
            var node = walk.Order[i].Node;
            if (node.Variable is { } variable) walk.Add(variable.Value);
            // Computing one result computes all of them: the operation may drop its inputs afterward.
            if (trace is null) foreach (var result in node.Results) walk.Add(result);
        }
        foreach (var (node, inputs) in walk.Order) Number(node, inputs);
    }

    /// <summary>A node in the making.</summary>
    /// <param name="Node">Its operation, type and inputs.</param>
    /// <param name="Leaf">What it stands for where it is a leaf.</param>
    /// <param name="Uniform">The number that every element is, where that is known.</param>
    internal readonly record struct Entry(CanonicalNode Node, Leaf? Leaf = null, double? Uniform = null);

    /// <summary>Everything that is needed to give some tensors their numbers.</summary>
    /// <param name="roots">The tensors.</param>
    /// <param name="isAboutToRun">Whether it is about to be computed: then values that were computed over and over are wanted as well.</param>
    /// <exception cref="InvalidOperationException">One of them depends on a function that is being traced.</exception>
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
                // Another thread was faster.
                foreach (var node in group) node.Publish(buffer);
                continue;
            }
            outputs.Add(group.Key);
            owners.Add([.. group]);
        }
        return canonicalizer.WithoutDeadNodes(outputs, owners);
    }

    /// <summary>A traced function: its results, and then the variables that it set, are the outputs of the graph.</summary>
    public static Canonicalization Run(Trace trace, IReadOnlyList<Tensor> results) => trace.Run(() =>
    {
        Tensor[] roots = [.. results, .. trace.Written.Select(trace.Read)];
        var canonicalizer = new Canonicalizer(roots, trace);
        return canonicalizer.WithoutDeadNodes(Array.ConvertAll(roots, root => canonicalizer.numbers[root]), []);
    });

    private static Tensor[] InputsToCompute(Tensor node) =>
        node.IsEvaluated ? [] : node.Pending is { } pending ? [pending] : node.InputArray;

    private void Number(Tensor node, Tensor[] inputs)
    {
        if (node.Buffer is { } buffer) AddLeaf(node, new BufferLeaf(buffer), buffer);
        else if (node.ConstantValue is { } constant) AddConstant(node, constant);
        else if (trace?.SlotOf(node) is { } slot) AddLeaf(node, new SlotLeaf(slot), slot);
        else if (ReferenceEquals(node.Operation, Source.Slot)) throw ReadWhileTraced();
        else if (node.Variable is not null) numbers[node] = numbers[inputs[0]];
        else Add(node, Array.ConvertAll(inputs, input => numbers[input]));
    }

    private void AddConstant(Tensor node, double number) =>
        AddLeaf(node, new ConstantLeaf(number), (BitConverter.DoubleToInt64Bits(number), node.ElementType), number);

    private void AddLeaf(Tensor node, Leaf leaf, object key, double? constant = null)
    {
        // The same numbers may have been given another shape.
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
        // The same number everywhere: a constant, repeated if need be.
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

    private void Add(Tensor node, Operation operation, int[] inputs, double? uniform)
    {
        var (simple, from) = simplifier.Simplify(operation, inputs);
        if (simple is null)
        {
            numbers[node] = from[0];
            return;
        }
        var canonical = new CanonicalNode(simple, node.Type, from);
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

    /// <summary>Leaves out what no output needs, and numbers the rest anew.</summary>
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
        "compile: the numbers of a tensor were read while its function was being traced, where they do not exist yet. Return the tensor and read it "
        + "outside; choose between tensors with Tensor.Where rather than with an if.");

    private sealed class NodeComparer : IEqualityComparer<CanonicalNode>
    {
        public static NodeComparer Instance { get; } = new();

        public bool Equals(CanonicalNode a, CanonicalNode b) => Equals(a.Operation, b.Operation) && a.Type == b.Type && a.Inputs.AsSpan().SequenceEqual(b.Inputs);

        public int GetHashCode(CanonicalNode node)
        {
            var hash = new HashCode();
            hash.Add(node.Operation);
            foreach (var input in node.Inputs) hash.Add(input);
            return hash.ToHashCode();
        }
    }
}
