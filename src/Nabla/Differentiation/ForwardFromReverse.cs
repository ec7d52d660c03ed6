namespace Nabla;

/// <summary>Forward mode for an operation that only gives its vector-Jacobian product.</summary>
/// <remarks>
/// dy ↦ Jᵀ dy is linear in dy, so its own vector-Jacobian product with respect to dy, applied to dx, is J dx.
/// The value of dy is never used; it only has to be a node that can be differentiated by.
/// </remarks>
internal static class ForwardFromReverse
{
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
