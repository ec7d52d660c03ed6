namespace Nabla;

/// <summary>
/// Plans the sum of a value over all steps of a loop without adding up large tensors in every step: ∑ₜ Aₜᵀ Bₜ is one product of all rows of A and B. What
/// cannot be summed in this way is added up in the carry.
/// </summary>
/// <param name="isByStep">True for nodes that differ from step to step.</param>
/// <param name="outside">Returns a node that is the same in every step, outside of the loop.</param>
/// <param name="length">The number of steps.</param>
/// <param name="storesSteps">False to add up everything in the carry, so that nothing is stored for all steps.</param>
internal sealed class StepSum(Func<Tensor, bool> isByStep, Func<Tensor, Tensor> outside, int length, bool storesSteps)
{
    private readonly List<Tensor> emitted = [];
    private readonly List<Tensor> accumulated = [];

    /// <summary>The nodes of which all steps are needed after the loop.</summary>
    public IReadOnlyList<Tensor> Emitted => emitted;

    /// <summary>The nodes to add up inside the loop.</summary>
    public IReadOnlyList<Tensor> Accumulated => accumulated;

    /// <summary>Plans the sum of a node.</summary>
    /// <returns>A function from all steps of <see cref="Emitted"/> and the sums of <see cref="Accumulated"/> to the sum.</returns>
    public Func<Tensor[], Tensor[], Tensor> Add(Tensor node)
    {
        if (!isByStep(node)) return (_, _) => outside(node) * length;
        var (operation, inputs) = (node.Operation, node.InputArray);
        var isStacked = Array.ConvertAll(inputs, input => isByStep(input));
        if (storesSteps && inputs.Length > 0 && operation.SumsStack(Array.ConvertAll(inputs, input => input.Type), isStacked))
        {
            var places = inputs.Select((input, i) => isStacked[i] ? PlaceOf(emitted, input) : -1).ToArray();
            return (stacks, _) => operation.SumOfStack(
                [.. inputs.Select((input, i) => isStacked[i] ? input : outside(input))], [.. places.Select(place => place < 0 ? null : stacks[place])], length);
        }
        if (operation.IsLinear || (operation is { IsMultilinear: true } and not MultiResultOperation && isStacked.Count(flag => flag) == 1))
        {
            var parts = inputs.Select((input, i) => isStacked[i] || operation.IsLinear ? Add(input) : (_, _) => outside(input)).ToArray();
            return (stacks, sums) => Tensor.Apply(operation, [.. parts.Select(part => part(stacks, sums))]);
        }
        var own = PlaceOf(accumulated, node);
        return (_, sums) => sums[own];
    }

    private static int PlaceOf(List<Tensor> list, Tensor node)
    {
        var place = list.FindIndex(other => ReferenceEquals(other, node));
        if (place >= 0) return place;
        list.Add(node);
        return list.Count - 1;
    }
}
