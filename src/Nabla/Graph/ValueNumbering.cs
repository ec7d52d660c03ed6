namespace Nabla;

/// <summary>Merges nodes that compute the same: the same operation on the same inputs.</summary>
internal static class ValueNumbering
{
    /// <summary>Returns the nodes that take the place of <paramref name="roots"/>, of which each is equal to one of the graph below them.</summary>
    public static Tensor[] Run(IReadOnlyList<Tensor> roots)
    {
        var (first, known) = (new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance), new Dictionary<Key, Tensor>());
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var root in roots) walk.Add(root);
        foreach (var (node, inputs) in walk.Order)
        {
            // Leaves stand for themselves, but for constants.
            if (inputs.Length == 0 && node.ConstantValue is null) continue;
            var own = Array.ConvertAll(inputs, input => first.GetValueOrDefault(input) ?? input);
            var key = new Key(node.Operation, node.Type, own, node.ConstantValue);
            if (known.TryGetValue(key, out var same))
            {
                first[node] = same;
                continue;
            }
            var kept = own.AsSpan().SequenceEqual(inputs, ReferenceEqualityComparer.Instance) ? node : Tensor.ApplyAgain(node, own);
            known[key] = kept;
            if (!ReferenceEquals(kept, node)) first[node] = kept;
        }
        return [.. roots.Select(root => first.GetValueOrDefault(root) ?? root)];
    }

    private readonly struct Key(Operation operation, TensorType type, Tensor[] inputs, double? constant) : IEquatable<Key>
    {
        private readonly Operation operation = operation;
        private readonly TensorType type = type;
        private readonly Tensor[] inputs = inputs;
        private readonly long? constant = constant is { } number ? BitConverter.DoubleToInt64Bits(number) : null;

        public bool Equals(Key other) => operation.Equals(other.operation) && type == other.type && constant == other.constant
            && inputs.AsSpan().SequenceEqual(other.inputs, ReferenceEqualityComparer.Instance);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(operation);
            hash.Add(constant);
            foreach (var input in inputs) hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(input));
            return hash.ToHashCode();
        }
    }
}
