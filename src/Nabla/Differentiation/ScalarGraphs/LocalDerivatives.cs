namespace Nabla;

/// <summary>One entry of the Jacobian of an operation: ∂(output element)/∂(input element).</summary>
/// <param name="Input">The index of the input.</param>
/// <param name="Element">The index of its element.</param>
/// <param name="Output">The index of the output element.</param>
/// <param name="Derivative">The entry.</param>
/// <param name="IsOne">True if it is 1 for all values.</param>
/// <param name="IsUnused">True if it is structurally 0 (<see cref="Support"/>): the element was not selected.</param>
internal readonly record struct LocalDerivative(int Input, int Element, int Output, double Derivative, bool IsOne, bool IsUnused = false);

/// <summary>The derivatives of one node with respect to the elements of its inputs, from the operation's own rules.</summary>
/// <remarks>The kind of operation determines which elements depend on which, so most need only one evaluation of a rule.</remarks>
internal sealed class LocalDerivatives
{
    private readonly Func<IEnumerable<LocalDerivative>> edges;

    private LocalDerivatives(IReadOnlyList<Tensor> wanted, Func<IEnumerable<LocalDerivative>> edges)
    {
        Wanted = wanted;
        this.edges = edges;
    }

    /// <summary>The tensors to evaluate before <see cref="Edges"/>.</summary>
    public IReadOnlyList<Tensor> Wanted { get; }

    public IEnumerable<LocalDerivative> Edges() => edges();

    /// <param name="node">Any node; a leaf has no derivatives.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="isNode">True for inputs that belong to the graph.</param>
    public static LocalDerivatives Of(Tensor node, Tensor[] inputs, Func<Tensor, bool> isNode)
    {
        var chosen = Enumerable.Range(0, inputs.Length).Where(input => isNode(inputs[input])).ToArray();
        if (chosen.Length == 0) return new([], () => []);
        return node.Operation switch
        {
            ElementwiseOperation operation => OfElementwise(operation, node, inputs, chosen),
            ReductionOperation operation => OfReduction(operation, node, inputs),
            MovementOperation operation => OfMove(operation, node, inputs, chosen),
            _ => new([], () => OfOpaque(node, inputs, chosen)),
        };
    }

    /// <summary>Element i depends on element i of every input.</summary>
    private static LocalDerivatives OfElementwise(ElementwiseOperation operation, Tensor node, Tensor[] inputs, int[] chosen)
    {
        var partials = new List<(int Input, Tensor Partial, Tensor? Support)>();
        foreach (var input in chosen)
            if (operation.Partial(input, new OperationContext(node, inputs)) is { } partial) partials.Add((input, partial, Support.Of(partial)));
        return new([.. partials.Select(entry => entry.Partial), .. partials.Where(entry => entry.Support is not null).Select(entry => entry.Support!)], Edges);

        IEnumerable<LocalDerivative> Edges()
        {
            foreach (var (input, partial, support) in partials)
            {
                var (numbers, isOne, isUnused) = (Numbers(partial), partial.ConstantValue == 1, Unused(support));
                // A partial derivative may be a single value for all elements.
                for (var i = 0; i < node.ElementCount; i++)
                    yield return new(input, i, i, numbers[numbers.Length == 1 ? 0 : i], isOne, isUnused is not null && isUnused[isUnused.Length == 1 ? 0 : i]);
            }
        }
    }

    /// <summary>Each element of the input contributes to one element of the result, so one sweep gives all derivatives.</summary>
    private static LocalDerivatives OfReduction(ReductionOperation operation, Tensor node, Tensor[] inputs)
    {
        var x = inputs[0];
        if (operation.Reverse(0, new OperationContext(node, inputs), Tensor.Ones(node.Shape, node.ElementType)) is not { } derivative) return new([], () => []);
        var inner = x.Shape.Product(operation.End, x.Rank);
        var reduced = x.Shape.Product(operation.Start, operation.End);
        var support = Support.Of(derivative);
        return new(support is null ? [derivative] : [derivative, support], Edges);

        IEnumerable<LocalDerivative> Edges()
        {
            var (numbers, isUnused) = (Numbers(derivative), Unused(support));
            for (var i = 0; i < numbers.Length; i++)
            {
                var to = i / (inner * reduced) * inner + i % inner;
                yield return new(0, i, to, numbers[i], operation.Kind == ReductionKind.Sum, isUnused is not null && isUnused[i]);
            }
        }
    }

    /// <summary>Moving the values 1, 2, 3, … reveals the source of each element of the result; zeros have no source.</summary>
    private static LocalDerivatives OfMove(MovementOperation operation, Tensor node, Tensor[] inputs, int[] chosen)
    {
        var flows = chosen
            .Where(input => operation.Reverse(input, new OperationContext(node, inputs), Tensor.Ones(node.Shape, node.ElementType)) is not null)
            .ToArray();
        var starts = new int[inputs.Length + 1];
        for (var i = 0; i < inputs.Length; i++) starts[i + 1] = starts[i] + inputs[i].ElementCount;
        var places = inputs.Select((input, i) =>
            Tensor.From(Enumerable.Range(starts[i] + 1, input.ElementCount).Select(place => (double)place).ToArray(), input.Shape));
        var moved = Tensor.Apply(operation, [.. places]);
        return new([moved], Edges);

        IEnumerable<LocalDerivative> Edges()
        {
            var numbers = Numbers(moved);
            for (var i = 0; i < numbers.Length; i++)
            {
                var place = (int)numbers[i] - 1;
                var input = Array.FindLastIndex(starts, start => start <= place);
                if (place >= 0 && flows.Contains(input)) yield return new(input, place - starts[input], i, 1, true);
            }
        }
    }

    /// <summary>
    /// One sweep for each element of the result. A second sweep at random values shows which derivatives are not structurally zero;
    /// these values are close to the actual ones because some operations have a restricted domain.
    /// </summary>
    private static IEnumerable<LocalDerivative> OfOpaque(Tensor node, Tensor[] inputs, int[] chosen)
    {
        var random = new Random(1);
        // Arguments keep history: the derivative of a multi-result operation needs all results, which keep each other alive only with history.
        var elsewhere = Array.ConvertAll(inputs, input => Tensor.Argument(input.ElementType.IsFloat() ? Generic(input, random) : input));
        var nodeElsewhere = VjpRule.ApplyAgain(node, elsewhere);
        for (var output = 0; output < node.ElementCount; output++)
        {
            var unit = new double[node.ElementCount];
            unit[output] = 1;
            var dy = Tensor.From(unit, node.Shape).To(node.ElementType).Evaluate();
            foreach (var input in chosen)
            {
                if (VjpRule.OfResult(node, inputs, dy).For(input) is not { } derivative) continue;
                var pattern = VjpRule.OfResult(nodeElsewhere, elsewhere, dy).For(input)!;
                Tensor.Evaluate(derivative, pattern);
                var (numbers, shown) = (Numbers(derivative), Numbers(pattern));
                for (var i = 0; i < numbers.Length; i++)
                    if (shown[i] != 0 || numbers[i] != 0) yield return new(input, i, output, numbers[i], false);
            }
        }
    }

    private static Tensor Generic(Tensor x, Random random)
    {
        const double Distance = 1e-3;
        var numbers = Numbers(x);
        for (var i = 0; i < numbers.Length; i++)
        {
            var step = 0.5 + random.NextDouble();
            numbers[i] = double.IsFinite(numbers[i]) ? numbers[i] + Distance * step * (1 + Math.Abs(numbers[i])) : step;
        }
        return Tensor.From(numbers, x.Shape).To(x.ElementType).Evaluate();
    }

    /// <summary>Marks the structural zeros of a derivative; null if nothing is known about them.</summary>
    private static bool[]? Unused(Tensor? support) => support is null ? null : Array.ConvertAll(Numbers(support), number => number == 0);

    private static double[] Numbers(Tensor tensor)
    {
        var buffer = tensor.Read();
        var numbers = new double[buffer.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = buffer[i];
        GC.KeepAlive(buffer);
        return numbers;
    }
}
