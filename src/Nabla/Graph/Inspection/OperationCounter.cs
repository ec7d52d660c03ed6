namespace Nabla;

/// <summary>How much arithmetic a graph is, counted rather than timed.</summary>
public static class OperationCounter
{
    /// <summary>
    /// The arithmetic operations on single numbers that computing <paramref name="tensors"/> takes: every node on the way to them once, as it
    /// was written down (<see cref="Operation.CountOperations"/>). What is already known, plain data and variables' contents, costs nothing.
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
