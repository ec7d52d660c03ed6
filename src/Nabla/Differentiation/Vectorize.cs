namespace Nabla;

/// <summary>Makes a function of single examples into one of stacks of them, by rewriting its graph: no loop runs.</summary>
/// <remarks>
/// The function is called once, with a stand-in for an example; what depends on it is then built again with one more axis in front.
/// So it may contain derivatives, and be differentiated and compiled; the gradients of single examples are a map over a gradient.
/// Reading numbers of the stand-in is an error. An operation that does not know how to take a stack is applied to each example in turn.
/// </remarks>
public static class Vectorize
{
    /// <summary>A function of one tensor, mapped over the first axis of its argument; results are stacked along their first axis.</summary>
    /// <param name="function">From one example to a tensor.</param>
    /// <exception cref="ShapeException">When called: the argument has no axes.</exception>
    public static Func<Tensor, Tensor> Map(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var map = Map((Tensor[] x) => [function(x[0])], true);
        return x => map([x])[0];
    }

    /// <summary>A function of two tensors, mapped over the first axis of one of them or of both.</summary>
    /// <param name="function">From one example to a tensor.</param>
    /// <param name="first">Whether the first argument is a stack; else every example gets all of it.</param>
    /// <param name="second">Whether the second argument is a stack.</param>
    /// <exception cref="ArgumentException">Neither is a stack.</exception>
    /// <exception cref="ShapeException">When called: a stack has no axes, or the two have different lengths.</exception>
    public static Func<Tensor, Tensor, Tensor> Map(Func<Tensor, Tensor, Tensor> function, bool first = true, bool second = true)
    {
        ArgumentNullException.ThrowIfNull(function);
        var map = Map(x => [function(x[0], x[1])], first, second);
        return (x, y) => map([x, y])[0];
    }

    /// <summary>A function of any number of tensors to any number of tensors.</summary>
    /// <param name="function">From one example to tensors.</param>
    /// <param name="isStack">For each argument whether it is a stack.</param>
    /// <exception cref="ArgumentException">None is a stack; or, when called, there are more or fewer arguments.</exception>
    /// <exception cref="ShapeException">When called: a stack has no axes, or stacks have different lengths.</exception>
    public static Func<Tensor[], Tensor[]> Map(Func<Tensor[], Tensor[]> function, params bool[] isStack)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(isStack);
        if (!isStack.Contains(true)) throw new ArgumentException("vectorize: no argument is a stack of examples; there is nothing to map over.", nameof(isStack));
        return arguments => Run(function, arguments, isStack);
    }

    private static Tensor[] Run(Func<Tensor[], Tensor[]> function, Tensor[] arguments, bool[] isStack)
    {
        if (arguments.Length != isStack.Length)
            throw new ArgumentException($"vectorize: the map is over {isStack.Length} arguments, {arguments.Length} were given.", nameof(arguments));
        var length = Length(arguments, isStack);
        var stacks = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var examples = new Tensor[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            examples[i] = isStack[i] ? Tensor.SlotLeaf(arguments[i].Type with { Shape = arguments[i].Shape.Without(0, 1) }) : arguments[i];
            if (isStack[i]) stacks[examples[i]] = arguments[i];
        }
        var all = new Dictionary<Tensor, Tensor[]>(ReferenceEqualityComparer.Instance);
        var results = function(examples);
        var walk = new GraphWalk(static _ => true, static node => node.Pending is { } pending ? [pending] : node.InputArray);
        foreach (var result in results) walk.Add(result ?? throw new InvalidOperationException("vectorize: the function returned null in place of a tensor."));
        foreach (var (node, inputs) in walk.Order)
        {
            if (!Array.Exists(inputs, stacks.ContainsKey)) continue;
            var stacked = Array.ConvertAll(inputs, input => stacks.GetValueOrDefault(input));
            if (node.Operation is MultiResultOperation several) stacks[node] = (all[node] = several.VectorizeAll(inputs, stacked, length))[0];
            else if (node.Operation is Result result) stacks[node] = all[inputs[0]][result.Index];
            else stacks[node] = node.Variable is not null ? stacked[0]! : node.Operation.Vectorize(inputs, stacked, length);
        }
        // What does not depend on the example is the same for all.
        return Array.ConvertAll(results, result => stacks.GetValueOrDefault(result) ?? result.BroadcastTo(result.Shape.Stacked(length)));
    }

    private static int Length(Tensor[] arguments, bool[] isStack)
    {
        var first = Array.IndexOf(isStack, true);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!isStack[i]) continue;
            if (arguments[i].Rank == 0) throw new ShapeException("vectorize", $"argument {i} is a single number, not a stack of examples.", [arguments[i].Type]);
            if (arguments[i].Shape[0] != arguments[first].Shape[0])
            {
                throw new ShapeException(
                    "vectorize", $"argument {first} is a stack of {arguments[first].Shape[0]} examples, argument {i} of {arguments[i].Shape[0]}.", [arguments[first].Type, arguments[i].Type]);
            }
        }
        return arguments[first].Shape[0];
    }
}
