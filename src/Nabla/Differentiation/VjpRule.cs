namespace Nabla;

/// <summary>The vector-Jacobian products of one node, whether its operation has one result or several.</summary>
/// <param name="node">The node; the first of several results.</param>
/// <param name="inputs">What it was made from.</param>
/// <param name="dy">The derivative by the node; null where it is zero.</param>
/// <param name="others">For an operation of several results the derivatives by the others, with room for the first.</param>
internal readonly struct VjpRule(Tensor node, Tensor[] inputs, Tensor? dy, Tensor?[]? others)
{
    /// <summary>The derivative by one input; null where it is zero.</summary>
    public Tensor? For(int input)
    {
        if (node.Operation is not MultiResultOperation several || others is null) return node.Operation.Reverse(input, new OperationContext(node, inputs), dy!);
        others[0] = dy;
        return several.Reverse(input, new OperationContext(node, inputs), others);
    }

    /// <summary>The same for one result of an operation, seen as if it were the only one.</summary>
    /// <param name="result">Any node. Where it is a <see cref="Result"/>, it stands for its operation.</param>
    /// <param name="inputs">The inputs of the operation: see <see cref="OperandsOf"/>.</param>
    /// <param name="dy">The derivative by the result.</param>
    public static VjpRule OfResult(Tensor result, Tensor[] inputs, Tensor dy)
    {
        if (result.Operation is not Result { Index: var index }) return new(result, inputs, dy, null);
        var first = result.InputArray[0];
        var all = new Tensor?[first.Results.Length];
        all[index] = dy;
        return new(first, inputs, null, all);
    }

    /// <summary>The same result of the same operation for other operands.</summary>
    public static Tensor ApplyAgain(Tensor result, Tensor[] operands) => result.Operation is Result { Index: var index }
        ? Tensor.ApplyAll((MultiResultOperation)result.InputArray[0].Operation, operands)[index]
        : Tensor.ApplyAgain(result, operands);

    /// <summary>What a node is computed from: for a <see cref="Result"/> the inputs of the operation that has it.</summary>
    public static Tensor[] OperandsOf(Tensor node) => node.Operation is Result && node.InputArray is [var first] ? first.InputArray : node.InputArray;
}
