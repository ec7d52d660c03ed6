namespace Nabla;

/// <summary>Forward mode for operations that define only a vector-Jacobian product.</summary>
/// <remarks>
/// dy ↦ Jᵀ dy is linear in dy, so its own vector-Jacobian product with respect to dy, applied to dx, is J dx.
/// The value of dy is never used; it only has to be a differentiable node.
/// </remarks>
internal static class ForwardFromReverse
{
    /// <summary>The tangents of all results of a node's operation (usually just one); null for zero.</summary>
    public static Tensor?[] Apply(Tensor node, Tensor[] inputs, ReadOnlySpan<Tensor?> dx)
    {
        var outputs = node.Operation is MultiResultOperation ? node.Results : [node];
        var dy = Array.ConvertAll(outputs, output => output.ElementType.IsFloat() ? Tensor.Argument(Tensor.Zeros(output.Shape, output.ElementType)) : null);
        var (floats, tangents) = (dy.OfType<Tensor>().ToArray(), new Tensor?[dy.Length]);
        if (floats.Length == 0) return tangents;
        var rule = new VjpRule(node, inputs, dy[0], dy.Length > 1 ? dy : null);
        // Differentiate only the rule: otherwise everything below would be walked again for every operation above.
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
