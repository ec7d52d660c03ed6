namespace Nabla.Compiler;

/// <summary>Finds a shorter way to the very same bits: what changes nothing is left out, and moves are taken into what reads them.</summary>
/// <param name="nodes">The nodes made so far.</param>
/// <param name="uniform">The number that every element of a node is, where that is known.</param>
internal sealed class Simplify(IReadOnlyList<FormNode> nodes, IReadOnlyList<double?> uniform)
{
    /// <summary>What a node is made of in the end; without an operation it is its only input.</summary>
    public (Operation? Operation, int[] Inputs) Run(Operation operation, int[] inputs)
    {
        switch (operation)
        {
            case ElementwiseOperation elementwise when Unchanged(elementwise, inputs) is { } same: return (null, [same]);
            case MoveOperation { IsAnnotation: true }: return (null, [inputs[0]]);
            case MoveOperation move: return Joined(move, inputs);
            case OpaqueOperation opaque: return Absorbed(opaque, inputs);
            default: return (operation, inputs);
        }
    }

    private int? Unchanged(ElementwiseOperation operation, int[] inputs)
    {
        // x after f after f is x, where f is its own inverse.
        if (operation.IsInvolution && nodes[inputs[0]].Operation is { } before && before.Equals(operation)) return nodes[inputs[0]].Inputs[0];
        if (operation.Choice(inputs.Length > 0 ? uniform[inputs[0]] : null) is { } chosen) return inputs[chosen];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (uniform[inputs[i]] is not { } number || operation.Neutral(i) is not { } neutral) continue;
            // −0 is neutral to addition, and 0 is not: 0 + −0 is 0.
            if (BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(neutral)) return inputs[1 - i];
        }
        return null;
    }

    private (Operation? Operation, int[] Inputs) Joined(MoveOperation move, int[] inputs)
    {
        if (inputs.Length != 1 || nodes[inputs[0]] is not { Operation: MoveOperation before } between || before.Then(move) is not { } joined) return (move, inputs);
        var source = between.Inputs[0];
        return joined.IsIdentity ? (null, [source]) : (joined, [source]);
    }

    private (Operation? Operation, int[] Inputs) Absorbed(OpaqueOperation operation, int[] inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (nodes[inputs[i]] is not { Operation: MoveOperation { IsBroadcast: false } move } moved || operation.Absorb(i, move) is not { } absorbing) continue;
            operation = absorbing;
            inputs = [.. inputs];
            inputs[i] = moved.Inputs[0];
        }
        return (operation, inputs);
    }
}
