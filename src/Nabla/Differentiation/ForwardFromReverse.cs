namespace Nabla;

/// <summary>Forward mode for an operation that only gives its vector-Jacobian product.</summary>
/// <remarks>
/// dy ↦ Jᵀ dy is linear in dy, so its own vector-Jacobian product with respect to dy, applied to dx, is J dx.
/// The value of dy is never used; it only has to be a node that can be differentiated by.
/// </remarks>
internal static class ForwardFromReverse
{
    /// <summary>The tangents of all results of a node's operation, of which there is one for most; null where one is zero.</summary>
    public static Tensor?[] Apply(Tensor node, Tensor[] inputs, ReadOnlySpan<Tensor?> dx)
    {
        var outputs = node.Operation is MultiResultOperation ? node.Results : [node];
        var dy = Array.ConvertAll(outputs, output => output.ElementType.IsFloat() ? Tensor.Argument(Tensor.Zeros(output.Shape, output.ElementType)) : null);
        var (floats, tangents) = (dy.OfType<Tensor>().ToArray(), new Tensor?[dy.Length]);
        if (floats.Length == 0) return tangents;
        var rule = new VjpRule(node, inputs, dy[0], dy.Length > 1 ? dy : null);
        // The rule is all there is to differentiate: what lies below the operation would be walked once more for every operation above it.
        var below = new HashSet<Tensor>([.. outputs, .. inputs], ReferenceEqualityComparer.Instance);
        for (var input = 0; input < dx.Length; input++)
        {
            if (dx[input] is not { } tangent || rule.For(input) is not { } cotangent) continue;
            var terms = Reverse.Sweep(cotangent, floats, tangent, node => !below.Contains(node));
            for (var (i, next) = (0, 0); i < dy.Length; i++)
            {
                if (dy[i] is null || terms[next++] is not { } term) continue;
                tangents[i] = tangents[i] is { } sum ? sum + term : term;
            }
        }
        return tangents;
    }
}
