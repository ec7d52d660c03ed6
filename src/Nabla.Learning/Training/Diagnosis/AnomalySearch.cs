using System.Globalization;

namespace Nabla.Learning;

/// <summary>Finds the first operation of a graph whose inputs are finite and whose result is not.</summary>
internal sealed class AnomalySearch
{
    private readonly List<Tensor> order = [];
    private readonly Dictionary<Tensor, Tensor[]> inputs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, ModuleCall> layers = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyList<(string Path, Variable Variable)> parameters;
    private readonly int forward;
    private readonly Batch batch;

    private AnomalySearch(Module network, Batch batch, Func<(Tensor Error, IReadOnlyList<Tensor> Gradients)> build)
    {
        (this.batch, parameters) = (batch, network.NamedParameters());
        var (graph, calls) = ForwardRecord.Of(build);
        // The calls inside a module come before it, so that a node belongs to the innermost one.
        Walk(graph.Error);
        forward = order.Count;
        foreach (var gradient in graph.Gradients) Walk(gradient);
        foreach (var call in calls) Assign(call);
    }

    /// <summary>Describes the first anomaly of a step.</summary>
    /// <param name="network">The network, in the state before the step.</param>
    /// <param name="batch">The batch of the step.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="build">Builds the graph of the error and its gradients.</param>
    public static AnomalyException Find(Module network, Batch batch, long step, Func<(Tensor Error, IReadOnlyList<Tensor> Gradients)> build)
    {
        var search = new AnomalySearch(network, batch, build);
        return search.First(step) ?? new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"step {step}: error and gradients are finite, but the weights after the step are not: the learning rate is too large, "
                + $"or the optimizer overflows."),
            step, null, null);
    }

    private AnomalyException? First(long step)
    {
        Tensor.Evaluate([.. order]);
        for (var i = 0; i < order.Count; i++)
        {
            var node = order[i];
            if (FirstNotFinite(node) is not var (place, value)) continue;
            if (inputs[node].Length == 0) return new(Leaf(step, node, place, value), step, null, null);
            // Whatever is computed from a value that is not finite is not the first.
            if (inputs[node].Any(input => FirstNotFinite(input) is not null)) continue;
            var layer = LayerOf(node);
            var where = layer is { } call ? $"in layer '{call.Path}' ({call.Module.Describe()})" : i < forward ? "in the loss" : "outside of the layers";
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"step {step}: {(i < forward ? "" : "in the backward pass, ")}the operation '{node.Operation.Name}' {where} is the first whose result "
                + $"is not finite: {NumberText.Of(value)} {At(node, place)} of {node.Type}. ")
                + string.Join(" ", inputs[node].Select((input, k) => Range(input, k, node, place)));
            return new(text, step, layer?.Path, node.Operation.Name);
        }
        return null;
    }

    private string Leaf(long step, Tensor node, int place, double value)
    {
        var parameter = parameters.FirstOrDefault(entry => ReferenceEquals(entry.Variable.Value, node)).Path;
        var what = parameter is not null ? $"the parameter '{parameter}'" : ReferenceEquals(node, batch.Inputs) ? "the input" : "a constant or the target";
        return string.Create(CultureInfo.InvariantCulture, $"step {step}: {what} is {NumberText.Of(value)} {At(node, place)} of {node.Type} before the step.");
    }

    private string At(Tensor node, int place)
    {
        if (node.Rank == 0) return "";
        var index = new int[node.Rank];
        for (var (axis, rest) = (node.Rank - 1, place); axis >= 0; axis--) (index[axis], rest) = (rest % node.Shape[axis], rest / node.Shape[axis]);
        var isOfExample = node.Shape[0] == batch.Count && batch.Count > 1;
        var example = isOfExample ? string.Create(CultureInfo.InvariantCulture, $", example {index[0] + 1} of the batch,") : "";
        return $"at [{string.Join(", ", index.Select(i => i.ToString(CultureInfo.InvariantCulture)))}]{example}";
    }

    private static string Range(Tensor input, int number, Tensor node, int place)
    {
        if (Numbers(input) is not { Length: > 0 } numbers) return string.Create(CultureInfo.InvariantCulture, $"Input {number + 1} is {input.Type}.");
        var here = input.Shape.Equals(node.Shape) ? $", there {NumberText.Of(numbers[place])}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Input {number + 1}, {input.Type}, goes from {NumberText.Of(numbers.Min())} to {NumberText.Of(numbers.Max())}{here}.");
    }

    private ModuleCall? LayerOf(Tensor node)
    {
        // A node of the backward pass is near those of the layer whose derivative it belongs to.
        var queue = new Queue<Tensor>([node]);
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        while (queue.TryDequeue(out var next))
        {
            if (layers.TryGetValue(next, out var call)) return call;
            foreach (var input in inputs[next])
                if (seen.Add(input)) queue.Enqueue(input);
        }
        return null;
    }

    /// <summary>Gives a call all nodes between its output and its input that belong to no other one.</summary>
    private void Assign(ModuleCall call)
    {
        var stack = new Stack<Tensor>([call.Output]);
        while (stack.TryPop(out var node))
        {
            if (ReferenceEquals(node, call.Input) || !inputs.TryGetValue(node, out var own) || own.Length == 0 || !layers.TryAdd(node, call)) continue;
            foreach (var input in own) stack.Push(input);
        }
    }

    /// <summary>Adds a node and those before it, inputs first.</summary>
    private void Walk(Tensor root)
    {
        var stack = new Stack<(Tensor Node, bool IsDone)>([(root, false)]);
        while (stack.TryPop(out var entry))
        {
            if (entry.IsDone)
            {
                order.Add(entry.Node);
                continue;
            }
            if (inputs.ContainsKey(entry.Node)) continue;
            // Evaluated nodes release their inputs.
            inputs.Add(entry.Node, [.. entry.Node.Inputs]);
            stack.Push((entry.Node, true));
            foreach (var input in inputs[entry.Node].Reverse()) stack.Push((input, false));
        }
    }

    private static (int Place, double Value)? FirstNotFinite(Tensor tensor)
    {
        if (Numbers(tensor) is not { } numbers) return null;
        var place = Array.FindIndex(numbers, number => !double.IsFinite(number));
        return place < 0 ? null : (place, numbers[place]);
    }

    private static double[]? Numbers(Tensor tensor) => !tensor.ElementType.IsFloat() ? null
        : tensor.ElementType == ElementType.Float64 ? tensor.ToArray<double>()
        : Array.ConvertAll(tensor.ToArray<float>(), number => (double)number);
}
