using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>Reverse mode: one sweep back from an output computes its derivative with respect to every node.</summary>
/// <remarks>The sweep reads one graph and builds another from the same operations, so the result can be evaluated, drawn and differentiated again.</remarks>
public static class Reverse
{
    /// <summary>The gradient of a scalar with respect to several tensors: values of variables, or any nodes that depend on them.</summary>
    /// <param name="output">A float tensor with a single element.</param>
    /// <param name="withRespectTo">The tensors to differentiate with respect to. The gradient is zero for tensors that the output does not depend on.</param>
    /// <exception cref="OperationException">The output is not a single float, or a tensor to differentiate with respect to is not a float tensor.</exception>
    /// <exception cref="InvalidOperationException">
    /// A tensor to differentiate with respect to has no history, or its variable was set in the meantime.
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static Tensor[] Gradients(Tensor output, params ReadOnlySpan<Tensor> withRespectTo)
    {
        RequireInputs(withRespectTo);
        if (!output.ElementType.IsFloat())
            throw new ElementTypeException("gradient", $"the output must be a single float number, got {output.Type}; convert it with To.", [output.Type]);
        if (output.ElementCount != 1)
        {
            throw new ShapeException(
                "gradient", $"the output must be a single float number, got {output.Type}; sum it, or give a cotangent to Vjp.", [output.Type]);
        }
        return Vjp(output, Tensor.Ones(output.Shape, output.ElementType), withRespectTo);
    }

    /// <summary>The gradients of a scalar with respect to variables.</summary>
    /// <inheritdoc cref="Gradients(Tensor, ReadOnlySpan{Tensor})"/>
    public static Tensor[] Gradients(Tensor output, IReadOnlyList<Variable> withRespectTo) =>
        Gradients(output, [.. withRespectTo.Select(variable => variable.Value)]);

    /// <summary>The vector-Jacobian product: the derivative of ⟨cotangent, output⟩ with respect to several tensors.</summary>
    /// <param name="output">Any float tensor.</param>
    /// <param name="cotangent">A tensor of the output's type.</param>
    /// <param name="withRespectTo">The tensors to differentiate with respect to.</param>
    /// <exception cref="OperationException">
    /// The cotangent does not have the output's type, or a tensor to differentiate with respect to is not a float tensor.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A tensor to differentiate with respect to has no history, or its variable was set in the meantime.
    /// </exception>
    public static Tensor[] Vjp(Tensor output, Tensor cotangent, params ReadOnlySpan<Tensor> withRespectTo)
    {
        RequireInputs(withRespectTo);
        if (cotangent.Type != output.Type)
            throw ShapeRules.Differs("gradient", $"the cotangent is {cotangent.Type}, the output {output.Type}.", cotangent.Type, output.Type);
        if (output.Variable is { } set && !withRespectTo.Contains(output))
        {
            throw new InvalidOperationException(
                $"gradient: the output is the content of variable '{set.Name}', and setting a variable cuts history. "
                + "Differentiate the expression that it was set to.");
        }
        var order = HistoryOf(output);
        CompiledResults.Refuse("gradient", [output], order, withRespectTo);
        var found = Sweep([output], order, withRespectTo, [cotangent]);
        var gradients = new Tensor[withRespectTo.Length];
        for (var i = 0; i < withRespectTo.Length; i++)
        {
            if (found[i] is null && withRespectTo[i].Variable is { } variable) RequireCurrent(order, withRespectTo[i], variable, i);
            gradients[i] = found[i] ?? Tensor.Zeros(withRespectTo[i].Shape, withRespectTo[i].ElementType);
        }
        return gradients;
    }

    /// <summary>Runs the sweep; null for targets without influence on the output.</summary>
    /// <param name="output">The start of the sweep.</param>
    /// <param name="targets">The tensors to differentiate with respect to.</param>
    /// <param name="cotangent">A tensor of the output's type.</param>
    /// <param name="within">Limits the history: nodes that it rejects are skipped, together with everything below them.</param>
    internal static Tensor?[] Sweep(Tensor output, ReadOnlySpan<Tensor> targets, Tensor cotangent, Func<Tensor, bool>? within = null) =>
        Sweep([output], HistoryOf(output, within), targets, [cotangent]);

    /// <summary>Runs one sweep from several outputs, whose contributions are added.</summary>
    /// <param name="outputs">The starts of the sweep.</param>
    /// <param name="targets">The tensors to differentiate with respect to.</param>
    /// <param name="cotangents">A tensor of the type of each output.</param>
    internal static Tensor?[] Sweep(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> targets, ReadOnlySpan<Tensor> cotangents)
    {
        var walk = new GraphWalk(node => node.RequiresGradient, node => node.InputArray);
        foreach (var output in outputs) walk.Add(output);
        return Sweep(outputs, walk.Order, targets, cotangents);
    }

    private static Tensor?[] Sweep(
        ReadOnlySpan<Tensor> outputs, List<(Tensor Node, Tensor[] Inputs)> order, ReadOnlySpan<Tensor> targets, ReadOnlySpan<Tensor> given)
    {
        var wanted = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var target in targets) wanted.Add(target);
        var leads = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (node, inputs) in order)
            if (wanted.Contains(node) || Array.Exists(inputs, leads.Contains)) leads.Add(node);

        var cotangents = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < outputs.Length; i++) cotangents[outputs[i]] = cotangents.TryGetValue(outputs[i], out var sum) ? Sum(sum, given[i]) : given[i];
        // For multi-result operations, the cotangents of all results, collected at the first result.
        var several = new Dictionary<Tensor, Tensor?[]>(ReferenceEqualityComparer.Instance);
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var (node, inputs) = order[i];
            if (!leads.Contains(node) || (!cotangents.TryGetValue(node, out var dy) && !several.ContainsKey(node))) continue;
            // Only targets are still needed; a long chain would otherwise keep all its cotangents alive.
            if (!wanted.Contains(node)) cotangents.Remove(node);
            if (node.Operation is Result { Index: var index })
            {
                var operation = (MultiResultOperation)inputs[0].Operation;
                if (!several.TryGetValue(inputs[0], out var all)) several[inputs[0]] = all = new Tensor?[operation.ResultCount];
                all[index] = dy;
                continue;
            }
            var rule = new VjpRule(node, inputs, dy, several.GetValueOrDefault(node));
            several.Remove(node);
            var own = rule.ForAll(Array.ConvertAll(inputs, x => x.ElementType.IsFloat() && leads.Contains(x)));
            for (var input = 0; input < inputs.Length; input++)
            {
                if (own[input] is not { } dx) continue;
                cotangents[inputs[input]] = cotangents.TryGetValue(inputs[input], out var sum) ? Sum(sum, dx) : dx;
            }
        }
        var result = new Tensor?[targets.Length];
        for (var i = 0; i < targets.Length; i++) result[i] = cotangents.GetValueOrDefault(targets[i]);
        return result;
    }

    private static Tensor Sum(Tensor a, Tensor b) => a.Operation.SumWith(a, b) ?? a + b;

    internal static List<(Tensor Node, Tensor[] Inputs)> HistoryOf(Tensor output, Func<Tensor, bool>? within = null)
    {
        var walk = new GraphWalk(node => node.RequiresGradient && (within is null || within(node)), node => node.InputArray);
        walk.Add(output);
        return walk.Order;
    }

    private static void RequireInputs(ReadOnlySpan<Tensor> with)
    {
        for (var i = 0; i < with.Length; i++)
        {
            if (!with[i].ElementType.IsFloat())
                throw new ElementTypeException("gradient", $"input {i} is {with[i].Type}; only float32 and float64 are differentiable.", [with[i].Type]);
            if (!with[i].RequiresGradient)
            {
                throw new InvalidOperationException(
                    $"gradient: input {i} ({with[i].Type}) is plain data, for which no history is kept. "
                    + "Make it a Variable, or pass the function to Derivative.Gradient.");
            }
        }
    }

    private static void RequireCurrent(List<(Tensor Node, Tensor[] Inputs)> history, Tensor content, Variable variable, int index)
    {
        foreach (var (node, _) in history)
        {
            if (node.Variable == variable && !ReferenceEquals(node, content))
            {
                throw new InvalidOperationException(
                    $"gradient: input {index}, variable '{variable.Name}', was set after the output was computed from it. "
                    + "Take the gradient before setting the variable.");
            }
        }
    }
}
