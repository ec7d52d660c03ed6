namespace Nabla;

/// <summary>Forward mode: one sweep over the graph computes the derivative of every node in one direction.</summary>
public static class Forward
{
    /// <summary>
    /// The Jacobian-vector product: the change of <paramref name="output"/> as the tensors <paramref name="withRespectTo"/> move along
    /// <paramref name="tangents"/>. It has the type of the output.
    /// </summary>
    /// <exception cref="OperationException">
    /// A tensor to differentiate with respect to is not a float tensor, or a tangent does not have its tensor's type.
    /// </exception>
    /// <exception cref="InvalidOperationException">A tensor to differentiate with respect to has no history.</exception>
    public static Tensor Jvp(Tensor output, ReadOnlySpan<Tensor> withRespectTo, ReadOnlySpan<Tensor> tangents) => Jvp([output], withRespectTo, tangents)[0];

    /// <summary>
    /// The Jacobian-vector products of several tensors in one sweep: the change of each as the tensors <paramref name="withRespectTo"/> move along
    /// <paramref name="tangents"/>.
    /// </summary>
    /// <inheritdoc cref="Jvp(Tensor, ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor})"/>
    public static Tensor[] Jvp(IReadOnlyList<Tensor> outputs, ReadOnlySpan<Tensor> withRespectTo, ReadOnlySpan<Tensor> tangents)
    {
        if (withRespectTo.Length != tangents.Length)
            throw new ArgumentException($"forward: {withRespectTo.Length} tensors but {tangents.Length} tangents.", nameof(tangents));
        var known = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < withRespectTo.Length; i++)
        {
            if (!withRespectTo[i].ElementType.IsFloat())
            {
                throw new ElementTypeException(
                    "forward", $"input {i} is {withRespectTo[i].Type}; only float32 and float64 are differentiable.", [withRespectTo[i].Type]);
            }
            if (withRespectTo[i].Type != tangents[i].Type)
            {
                throw new ShapeException(
                    "forward", $"tensor {i} is {withRespectTo[i].Type}, its tangent {tangents[i].Type}.", [withRespectTo[i].Type, tangents[i].Type]);
            }
            if (!withRespectTo[i].RequiresGradient)
            {
                throw new InvalidOperationException(
                    $"forward: input {i} ({withRespectTo[i].Type}) is plain data, for which no history is kept. "
                    + "Make it a Variable, or pass the function to Derivative.");
            }
            known[withRespectTo[i]] = tangents[i];
        }
        var several = new Dictionary<Tensor, Tensor?[]>(ReferenceEqualityComparer.Instance);
        var walk = new GraphWalk(node => node.RequiresGradient, node => node.InputArray);
        foreach (var output in outputs) walk.Add(output);
        CompiledResults.Refuse("forward", outputs, walk.Order, withRespectTo);
        foreach (var (node, inputs) in walk.Order)
        {
            if (node.Operation is Result result)
            {
                if (several.TryGetValue(inputs[0], out var found) && found[result.Index] is { } own) known.TryAdd(node, own);
                continue;
            }
            // A node with a given tangent is settled, but the other results of its operation may not be.
            var isSettled = !node.ElementType.IsFloat() || known.ContainsKey(node);
            if (inputs.Length == 0 || (isSettled && node.Operation is not MultiResultOperation)) continue;
            var dx = new Tensor?[inputs.Length];
            var any = false;
            for (var i = 0; i < inputs.Length; i++) any |= known.TryGetValue(inputs[i], out dx[i]!);
            if (!any) continue;
            Tensor?[] all = node.Operation switch
            {
                { HasForward: false } => ForwardFromReverse.Apply(node, inputs, dx),
                MultiResultOperation operation => operation.ForwardAll(new OperationContext(node, inputs), dx),
                var operation => [operation.Forward(new OperationContext(node, inputs), dx)],
            };
            if (node.Operation is MultiResultOperation) several[node] = all;
            if (all[0] is { } tangent) known.TryAdd(node, tangent);
        }
        return [.. outputs.Select(output => known.GetValueOrDefault(output) ?? Tensor.Zeros(output.Shape, output.ElementType))];
    }
}
