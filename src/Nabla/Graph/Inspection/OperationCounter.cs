namespace Nabla;

/// <summary>Counts the arithmetic operations of a graph.</summary>
public static class OperationCounter
{
    /// <summary>
    /// Returns the number of scalar arithmetic operations needed to compute <paramref name="tensors"/>: the sum of
    /// <see cref="Operation.CountOperations"/> over the nodes of the unoptimized graph. Plain data and values of variables cost nothing, nor do
    /// multiplications by a constant 1, such as the first derivative of a chain.
    /// </summary>
    public static long Count(params IReadOnlyList<Tensor> tensors)
    {
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var tensor in tensors) walk.Add(tensor);
        long count = 0;
        foreach (var (node, inputs) in walk.Order)
            if (inputs.Length > 0 && !IsByOne(node, inputs)) count += node.Operation.CountOperations(node.Type, Array.ConvertAll(inputs, input => input.Type));
        return count;
    }

    private static bool IsByOne(Tensor node, Tensor[] inputs) => node.Operation.Symbol switch
    {
        "·" => Array.Exists(inputs, IsOne),
        "/" => IsOne(inputs[1]),
        _ => false,
    };

    /// <summary>True for a constant 1, also if it is broadcast.</summary>
    private static bool IsOne(Tensor tensor)
    {
        // A computed node may have released its inputs.
        while (tensor.Operation.Name is "broadcast" or "reshape" && tensor.InputArray.Length > 0) tensor = tensor.InputArray[0];
        return tensor.ConstantValue == 1;
    }
}
