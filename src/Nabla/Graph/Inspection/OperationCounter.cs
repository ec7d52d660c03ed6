namespace Nabla;

/// <summary>Counts the arithmetic operations of a graph.</summary>
public static class OperationCounter
{
    /// <summary>
    /// Returns the number of scalar arithmetic operations needed to compute <paramref name="tensors"/>: the sum of
    /// <see cref="Operation.CountOperations"/> over the nodes of the unoptimized graph. Plain data and values of variables cost nothing.
    /// </summary>
    public static long Count(params IReadOnlyList<Tensor> tensors)
    {
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var tensor in tensors) walk.Add(tensor);
        long count = 0;
        foreach (var (node, inputs) in walk.Order)
            if (inputs.Length > 0) count += node.Operation.CountOperations(node.Type, Array.ConvertAll(inputs, input => input.Type));
        return count;
    }
}
