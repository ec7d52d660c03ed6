using Nabla.Core;

namespace Nabla.Compiler;

/// <summary>
/// Finds what has to be computed for some tensors, and brings it into canonical form: equal subexpressions are one node, arithmetic on known
/// numbers is done, what can be said shorter is, and what nothing needs is left out.
/// </summary>
internal sealed class GraphCapture
{
    private readonly GraphWalk walk = new(static _ => true, InputsToCompute);
    private readonly List<FormNode> nodes = [];
    private readonly Dictionary<Tensor, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FormNode, int> known = new(FormNodeComparer.Instance);
    private readonly Dictionary<object, int> knownLeaves = [];
    private readonly List<object?> leaves = [];

    // The number that every element of a node is, where that is known.
    private readonly List<double?> uniform = [];
    private readonly Simplify simplify;
    private readonly Trace? trace;

    private GraphCapture(IReadOnlyList<Tensor> roots, Trace? trace)
    {
        this.trace = trace;
        simplify = new(nodes, uniform);
        // Reading anything also computes the pending content of every variable that it was computed from: an optimiser's step runs
        // together with the loss it came from, and no chain of steps piles up.
        foreach (var root in roots) walk.Add(root);
        for (var i = 0; i < walk.Order.Count; i++)
            if (walk.Order[i].Node.Variable is { } variable) walk.Add(variable.Value);
        foreach (var (node, inputs) in walk.Order) Number(node, inputs);
    }

    public GraphForm Form { get; private set; } = null!;

    /// <summary>
    /// For every node of the form: its numbers (<see cref="DataBuffer"/>), its number (<see cref="double"/>) or what is handed over
    /// (<see cref="Slot"/>) where it is a leaf.
    /// </summary>
    public IReadOnlyList<object> Leaves { get; private set; } = [];

    /// <summary>For every output of the form: the tensors that get its numbers.</summary>
    public List<Tensor[]> Owners { get; } = [];

    /// <summary>Everything that is needed to give some tensors their numbers.</summary>
    /// <param name="roots">The tensors.</param>
    /// <param name="isAboutToRun">Whether it is about to be computed: then values that were computed over and over are wanted as well.</param>
    /// <exception cref="InvalidOperationException">One of them depends on a function that is being traced.</exception>
    public static GraphCapture Of(IReadOnlyList<Tensor> roots, bool isAboutToRun = false)
    {
        var capture = new GraphCapture(roots, null);
        List<Tensor> wanted = [.. roots];
        foreach (var (node, _) in capture.walk.Order)
            if (node.Variable is not null) wanted.Add(node);
        if (isAboutToRun) OftenComputed.AddTo(wanted, capture.walk.Order);
        var outputs = new List<int>();
        foreach (var group in wanted.Where(node => node.Buffer is null).Distinct<Tensor>(ReferenceEqualityComparer.Instance).GroupBy(node => capture.numbers[node]))
        {
            if (capture.leaves[group.Key] is DataBuffer buffer)
            {
                // Another thread was faster.
                foreach (var node in group) node.Publish(buffer);
                continue;
            }
            outputs.Add(group.Key);
            capture.Owners.Add([.. group]);
        }
        capture.Finish(outputs);
        return capture;
    }

    /// <summary>A traced function: its results, and then the variables that it set, are the outputs of the form.</summary>
    public static GraphCapture Of(Trace trace, IReadOnlyList<Tensor> results) => trace.Run(() =>
    {
        Tensor[] roots = [.. results, .. trace.Written.Select(trace.Read)];
        var capture = new GraphCapture(roots, trace);
        capture.Finish(Array.ConvertAll(roots, root => capture.numbers[root]));
        return capture;
    });

    private static Tensor[] InputsToCompute(Tensor node) =>
        node.IsEvaluated ? [] : node.Pending is { } pending ? [pending] : node.InputArray;

    private void Number(Tensor node, Tensor[] inputs)
    {
        if (node.Buffer is { } buffer) AddLeaf(node, buffer, buffer);
        else if (node.ConstantValue is { } constant) AddLeaf(node, constant, (BitConverter.DoubleToInt64Bits(constant), node.ElementType), isConstant: true);
        else if (trace?.SlotOf(node) is { } slot) AddLeaf(node, slot, slot);
        else if (ReferenceEquals(node.Operation, Source.Slot)) throw ReadWhileTraced();
        else if (node.Variable is not null) numbers[node] = numbers[inputs[0]];
        else Add(node, Array.ConvertAll(inputs, input => numbers[input]));
    }

    private void AddLeaf(Tensor node, object leaf, object key, bool isConstant = false)
    {
        if (!knownLeaves.TryGetValue(key, out var number))
        {
            knownLeaves[key] = number = nodes.Count;
            nodes.Add(new(null, node.Type, [], isConstant));
            uniform.Add(null);
            leaves.Add(leaf);
        }
        // The same numbers may have been given another shape.
        else if (nodes[number].Type != node.Type)
        {
            number = nodes.Count;
            nodes.Add(new(null, node.Type, [], isConstant));
            uniform.Add(null);
            leaves.Add(leaf);
        }
        if (isConstant) uniform[number] = (double)leaf;
        numbers[node] = number;
    }

    private void Add(Tensor node, int[] inputs)
    {
        if (Folded(node, inputs) is { } number)
        {
            // The same number everywhere: a constant, repeated if need be.
            var constant = Tensor.Constant(number, node.ElementType);
            AddLeaf(constant, number, (BitConverter.DoubleToInt64Bits(number), node.ElementType), isConstant: true);
            if (node.Rank == 0)
            {
                numbers[node] = numbers[constant];
                return;
            }
            Add(node, constant.BroadcastTo(node.Shape).Operation, [numbers[constant]]);
            uniform[numbers[node]] = number;
            return;
        }
        Add(node, node.Operation, inputs);
    }

    private double? Folded(Tensor node, int[] inputs)
    {
        if (inputs.Length == 0 || node.Count == 0 || Array.Exists(inputs, input => uniform[input] is null)) return null;
        if (node.Operation is MoveOperation { IsBroadcast: true } or MoveOperation { IsAlias: true }) return uniform[inputs[0]];
        if (node.Operation is not ElementwiseOperation operation) return null;
        return FoldConstants.Run(operation, Array.ConvertAll(inputs, input => nodes[input].Type), Array.ConvertAll(inputs, input => uniform[input]!.Value));
    }

    private void Add(Tensor node, Operation operation, int[] inputs)
    {
        var (simple, from) = simplify.Run(operation, inputs);
        if (simple is null)
        {
            numbers[node] = from[0];
            return;
        }
        var form = new FormNode(simple, node.Type, from);
        if (!known.TryGetValue(form, out var number))
        {
            known[form] = number = nodes.Count;
            nodes.Add(form);
            uniform.Add(null);
            leaves.Add(null);
        }
        numbers[node] = number;
    }

    /// <summary>Leaves out what no output needs, and numbers the rest anew.</summary>
    private void Finish(IReadOnlyList<int> outputs)
    {
        var needed = new bool[nodes.Count];
        foreach (var output in outputs) needed[output] = true;
        for (var i = nodes.Count - 1; i >= 0; i--)
            if (needed[i]) foreach (var input in nodes[i].Inputs) needed[input] = true;
        var place = new int[nodes.Count];
        var (kept, keptLeaves) = (new List<FormNode>(), new List<object>());
        for (var i = 0; i < place.Length; i++)
        {
            if (!needed[i]) continue;
            place[i] = kept.Count;
            kept.Add(nodes[i] with { Inputs = Array.ConvertAll(nodes[i].Inputs, input => place[input]) });
            keptLeaves.Add(leaves[i]!);
        }
        Form = new([.. kept], [.. outputs.Select(output => place[output])]);
        Leaves = keptLeaves;
    }

    private static InvalidOperationException ReadWhileTraced() => new(
        "compile: the numbers of a tensor were read while its function was being traced, where they do not exist yet. Return the tensor and read it "
        + "outside; choose between tensors with Tensor.Where rather than with an if.");

    private sealed class FormNodeComparer : IEqualityComparer<FormNode>
    {
        public static FormNodeComparer Instance { get; } = new();

        public bool Equals(FormNode a, FormNode b) => Equals(a.Operation, b.Operation) && a.Type == b.Type && a.Inputs.AsSpan().SequenceEqual(b.Inputs);

        public int GetHashCode(FormNode node)
        {
            var hash = new HashCode();
            hash.Add(node.Operation);
            foreach (var input in node.Inputs) hash.Add(input);
            return hash.ToHashCode();
        }
    }
}
