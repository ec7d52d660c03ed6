using Nabla.Core;

namespace Nabla.Compiler;

/// <summary>Finds what has to be computed for some tensors, and brings it into canonical form.</summary>
internal sealed class GraphCapture
{
    private readonly GraphWalk walk = new(static _ => true, InputsToCompute);
    private readonly List<FormNode> nodes = [];
    private readonly Dictionary<Tensor, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> leaves = [];

    private GraphCapture(IReadOnlyList<Tensor> roots)
    {
        // Reading anything also computes the pending content of every variable that it was computed from: an optimiser's step runs
        // together with the loss it came from, and no chain of steps piles up.
        foreach (var root in roots) walk.Add(root);
        for (var i = 0; i < walk.Order.Count; i++)
            if (walk.Order[i].Node.Variable is { } variable) walk.Add(variable.Value);
        foreach (var (node, inputs) in walk.Order) Number(node, inputs);

        var wanted = roots.Concat(walk.Order.Select(entry => entry.Node).Where(node => node.Variable is not null));
        var outputs = new List<int>();
        foreach (var group in wanted.Where(node => node.Buffer is null).Distinct<Tensor>(ReferenceEqualityComparer.Instance).GroupBy(node => numbers[node]))
        {
            if (nodes[group.Key].Operation is null && Leaves[group.Key] is DataBuffer buffer)
            {
                // Another thread was faster.
                foreach (var node in group) node.Publish(buffer);
                continue;
            }
            outputs.Add(group.Key);
            Owners.Add([.. group]);
        }
        Form = new([.. nodes], [.. outputs]);
    }

    public GraphForm Form { get; }

    /// <summary>For every node of the form: its numbers (<see cref="DataBuffer"/>) or its number (<see cref="double"/>) where it is a leaf.</summary>
    public IReadOnlyList<object> Leaves => leaves;

    /// <summary>For every output of the form: the tensors that get its numbers.</summary>
    public List<Tensor[]> Owners { get; } = [];

    public static GraphCapture Of(IReadOnlyList<Tensor> roots) => new(roots);

    private static Tensor[] InputsToCompute(Tensor node) =>
        node.IsEvaluated ? [] : node.Pending is { } pending ? [pending] : node.InputArray;

    private void Number(Tensor node, Tensor[] inputs)
    {
        if (node.Buffer is { } buffer) Add(node, new(null, node.Type, []), buffer);
        else if (node.ConstantValue is { } constant) Add(node, new(null, node.Type, [], IsConstant: true), constant);
        else if (node.Variable is not null) numbers[node] = numbers[inputs[0]];
        else Add(node, new(node.Operation, node.Type, Array.ConvertAll(inputs, input => numbers[input])), null!);
    }

    private void Add(Tensor node, FormNode form, object leaf)
    {
        numbers[node] = nodes.Count;
        nodes.Add(form);
        leaves.Add(leaf);
    }
}
