namespace Nabla.Compiler;

/// <summary>
/// Rewrites an operation into a simpler one with bitwise the same result: identity operations are removed, consecutive movements merged, and
/// movements fused into the kernels that read them.
/// </summary>
/// <param name="entries">The nodes created so far.</param>
internal sealed class AlgebraicSimplifier(IReadOnlyList<Canonicalizer.Entry> entries)
{
    /// <summary>The simplified operation and its inputs; without an operation, the node is its only input.</summary>
    public (Operation? Operation, int[] Inputs) Simplify(Operation operation, int[] inputs)
    {
        switch (operation)
        {
            case ElementwiseOperation elementwise when Unchanged(elementwise, inputs) is { } same: return (null, [same]);
            case AnnotationOperation: return (null, [inputs[0]]);
            case MovementOperation move: return Joined(move, inputs);
            case OpaqueOperation opaque: return Absorbed(opaque, inputs);
            default: return (operation, inputs);
        }
    }

    private int? Unchanged(ElementwiseOperation operation, int[] inputs)
    {
        // f(f(x)) is x if f is its own inverse.
        if (operation.IsInvolution && entries[inputs[0]].Node is { Operation: { } before } node && before.Equals(operation)) return node.Inputs[0];
        if (operation.Choice(inputs.Length > 0 ? entries[inputs[0]].Uniform : null) is { } chosen) return inputs[chosen];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (entries[inputs[i]].Uniform is not { } number || operation.IdentityElement(i) is not { } identity) continue;
            // Only −0 is the identity of addition: 0 + −0 is 0.
            if (BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(identity)) return inputs[1 - i];
        }
        return null;
    }

    private (Operation? Operation, int[] Inputs) Joined(MovementOperation move, int[] inputs)
    {
        if (inputs.Length != 1 || entries[inputs[0]].Node is not { Operation: MovementOperation before } between) return (move, inputs);
        var source = between.Inputs[0];
        if (before.IsUndoneBy(move)) return (null, [source]);
        if (before.ComposeWith(move) is not { } joined) return (move, inputs);
        return joined.IsIdentity ? (null, [source]) : (joined, [source]);
    }

    private (Operation? Operation, int[] Inputs) Absorbed(OpaqueOperation operation, int[] inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (entries[inputs[i]].Node is not { Operation: MovementOperation { IsBroadcast: false } move } moved
                || operation.FuseInto(i, move) is not { } absorbing) continue;
            operation = absorbing;
            inputs = [.. inputs];
            inputs[i] = moved.Inputs[0];
        }
        return (operation, inputs);
    }
}
