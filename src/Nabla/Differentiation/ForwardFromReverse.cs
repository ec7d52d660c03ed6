namespace Nabla;

/// <summary>Forward mode for an operation that only gives its vector-Jacobian product.</summary>
/// <remarks>
/// dy ↦ Jᵀ dy is linear in dy, so its own vector-Jacobian product with respect to dy, applied to dx, is J dx.
/// The value of dy is never used; it only has to be a node that can be differentiated by.
/// </remarks>
internal static class ForwardFromReverse
{
    /// <summary>The tangents of all results of an operation that has several; null where one is zero.</summary>
    public static Tensor?[] ApplyAll(MultiResultOperation operation, in Site site, ReadOnlySpan<Tensor?> dx)
    {
        var outputs = site.Outputs;
        var dy = Array.ConvertAll(outputs.ToArray(), output => output.ElementType.IsFloat() ? Tensor.Argument(Tensor.Zeros(output.Shape, output.ElementType)) : null);
        var (floats, tangents) = (dy.OfType<Tensor>().ToArray(), new Tensor?[dy.Length]);
        if (floats.Length == 0) return tangents;
        var below = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var output in outputs) below.Add(output);
        foreach (var input in site.Inputs) below.Add(input);
        for (var input = 0; input < dx.Length; input++)
        {
            if (dx[input] is not { } tangent || operation.Reverse(input, site, dy) is not { } cotangent) continue;
            var terms = Reverse.Sweep(cotangent, floats, tangent, node => !below.Contains(node));
            for (var (i, next) = (0, 0); i < dy.Length; i++)
            {
                if (dy[i] is null || terms[next++] is not { } term) continue;
                tangents[i] = tangents[i] is { } sum ? sum + term : term;
            }
        }
        return tangents;
    }

    public static Tensor? Apply(Operation operation, in Site site, ReadOnlySpan<Tensor?> dx)
    {
        var dy = Tensor.Argument(Tensor.Zeros(site.Output.Shape, site.Output.ElementType));
        // The rule is all there is to differentiate: what lies below the operation would be walked once more for every operation above it.
        var below = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { site.Output };
        foreach (var input in site.Inputs) below.Add(input);
        Tensor? total = null;
        for (var input = 0; input < dx.Length; input++)
        {
            if (dx[input] is not { } tangent || operation.Reverse(input, site, dy) is not { } cotangent) continue;
            if (Reverse.Sweep(cotangent, [dy], tangent, node => !below.Contains(node))[0] is { } term) total = total is null ? term : total + term;
        }
        return total;
    }
}
