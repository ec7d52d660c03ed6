namespace Nabla;

/// <summary>Maps functions of single examples over stacks of examples by rewriting their graphs, without a loop.</summary>
/// <remarks>
/// The function is called once with a placeholder for an example; everything that depends on it is then rebuilt with an additional leading axis.
/// The function may therefore contain derivatives, and be differentiated and compiled; per-example gradients are a map over a gradient.
/// Reading elements of the placeholder is an error. Operations without a batching rule are applied to each example in turn.
/// </remarks>
public static class Vectorize
{
    /// <summary>Maps a function of one tensor over the first axis of its argument; results are stacked along their first axis.</summary>
    /// <param name="function">Maps one example to a tensor.</param>
    /// <exception cref="ShapeException">When called: the argument has no axes.</exception>
    public static Func<Tensor, Tensor> Map(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var map = Map((Tensor[] x) => [function(x[0])], true);
        return x => map([x])[0];
    }

    /// <summary>Maps a function of two tensors over the first axis of one or both of them.</summary>
    /// <param name="function">Maps one example to a tensor.</param>
    /// <param name="first">True if the first argument is a stack; otherwise every example gets all of it.</param>
    /// <param name="second">True if the second argument is a stack.</param>
    /// <exception cref="ArgumentException">Neither argument is a stack.</exception>
    /// <exception cref="ShapeException">When called: a stack has no axes, or the two have different lengths.</exception>
    public static Func<Tensor, Tensor, Tensor> Map(Func<Tensor, Tensor, Tensor> function, bool first = true, bool second = true)
    {
        ArgumentNullException.ThrowIfNull(function);
        var map = Map(x => [function(x[0], x[1])], first, second);
        return (x, y) => map([x, y])[0];
    }

    /// <summary>Maps a function from any number of tensors to any number of tensors.</summary>
    /// <param name="function">Maps one example to tensors.</param>
    /// <param name="isStack">True for each argument that is a stack.</param>
    /// <exception cref="ArgumentException">No argument is a stack; or, when called, the number of arguments differs.</exception>
    /// <exception cref="ShapeException">When called: a stack has no axes, or stacks have different lengths.</exception>
    public static Func<Tensor[], Tensor[]> Map(Func<Tensor[], Tensor[]> function, params bool[] isStack)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(isStack);
        if (!isStack.Contains(true))
            throw new ArgumentException("vectorize: no argument is a stack of examples; there is nothing to map over.", nameof(isStack));
        return arguments => Run(function, arguments, isStack);
    }

    private static Tensor[] Run(Func<Tensor[], Tensor[]> function, Tensor[] arguments, bool[] isStack)
    {
        if (arguments.Length != isStack.Length)
            throw new ArgumentException($"vectorize: the map takes {isStack.Length} arguments, but {arguments.Length} were given.", nameof(arguments));
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
        // Results that do not depend on the example are the same for all.
        return Array.ConvertAll(results, result => stacks.GetValueOrDefault(result) ?? result.BroadcastTo(result.Shape.Stacked(length)));
    }

    private static int Length(Tensor[] arguments, bool[] isStack)
    {
        var first = Array.IndexOf(isStack, true);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!isStack[i]) continue;
            if (arguments[i].Rank == 0)
                throw new ShapeException("vectorize", $"argument {i} is a single number, not a stack of examples.", [arguments[i].Type]);
            if (arguments[i].Shape[0] != arguments[first].Shape[0])
            {
                throw new ShapeException(
                    "vectorize",
                    $"argument {first} is a stack of {arguments[first].Shape[0]} examples, argument {i} of {arguments[i].Shape[0]}.",
                    [arguments[first].Type, arguments[i].Type]);
            }
        }
        return arguments[first].Shape[0];
    }
}
