namespace Nabla;

/// <summary>The vector-Jacobian products of one node, for operations with one result or several.</summary>
/// <param name="node">The node; for several results, the first of them.</param>
/// <param name="inputs">The node's inputs.</param>
/// <param name="dy">The cotangent of the node; null for zero.</param>
/// <param name="others">For a multi-result operation, the cotangents of the other results, with room for the first.</param>
internal readonly struct VjpRule(Tensor node, Tensor[] inputs, Tensor? dy, Tensor?[]? others)
{
    /// <summary>The cotangent of one input; null for zero.</summary>
    public Tensor? For(int input)
    {
        if (node.Operation is not MultiResultOperation several || others is null) return node.Operation.Reverse(input, new OperationContext(node, inputs), dy!);
        others[0] = dy;
        return several.Reverse(input, new OperationContext(node, inputs), others);
    }

    /// <summary>The cotangents of the needed inputs; null for zero.</summary>
    public Tensor?[] ForAll(ReadOnlySpan<bool> isNeeded)
    {
        var context = new OperationContext(node, inputs);
        if (node.Operation is MultiResultOperation several)
        {
            var all = others ?? new Tensor?[several.ResultCount];
            all[0] = dy;
            return several.ReverseAll(context, all, isNeeded);
        }
        var dx = new Tensor?[isNeeded.Length];
        for (var i = 0; i < dx.Length; i++)
            if (isNeeded[i]) dx[i] = node.Operation.Reverse(i, context, dy!);
        return dx;
    }

    /// <summary>The rule for one result of an operation, with zero cotangents for the others.</summary>
    /// <param name="result">Any node. A <see cref="Result"/> stands for its operation.</param>
    /// <param name="inputs">The inputs of the operation: see <see cref="OperandsOf"/>.</param>
    /// <param name="dy">The cotangent of the result.</param>
    public static VjpRule OfResult(Tensor result, Tensor[] inputs, Tensor dy)
    {
        if (result.Operation is not Result { Index: var index }) return new(result, inputs, dy, null);
        var first = result.InputArray[0];
        var all = new Tensor?[first.Results.Length];
        all[index] = dy;
        return new(first, inputs, null, all);
    }

    /// <summary>Applies the same operation to other operands and returns the same result.</summary>
    public static Tensor ApplyAgain(Tensor result, Tensor[] operands) => result.Operation is Result { Index: var index }
        ? Tensor.ApplyAll((MultiResultOperation)result.InputArray[0].Operation, operands)[index]
        : Tensor.ApplyAgain(result, operands);

    /// <summary>The operands of a node: for a <see cref="Result"/>, the inputs of the operation that produces it.</summary>
    public static Tensor[] OperandsOf(Tensor node) => node.Operation is Result && node.InputArray is [var first] ? first.InputArray : node.InputArray;
}
