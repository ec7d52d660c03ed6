using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>The positions where a tangent or cotangent may be nonzero, as far as its graph shows without computing values.</summary>
/// <remarks>
/// The derivative of a slice is zero outside the slice, that of a maximum except at the largest elements, and that of a select except at the selected
/// elements. Such a structural zero marks unused elements, so its product with any derivative is zero, even if that derivative is infinite or NaN. A
/// computed zero is different: it may be one factor of a limit, as in (√x)² at 0, and is multiplied normally.
/// </remarks>
internal static class Support
{
    // Supports are small expressions of masks. The work can double with each level.
    private const int MostKnown = 8;

    /// <summary>Returns a mask of the shape of x that is false where x is structurally zero; null if nothing is known.</summary>
    public static Tensor? Of(Tensor x)
    {
        if (!x.Operation.HasSupport) return null;
        if (x.KnownSupport is null)
        {
            var walk = new GraphWalk(static node => node.KnownSupport is null && node.Operation.HasSupport, static node => node.InputArray);
            walk.Add(x);
            foreach (var (node, inputs) in walk.Order)
            {
                // Evaluated nodes without history have released their inputs.
                var support = inputs.Length == 0
                    ? null
                    : node.Operation.Support(new OperationContext(node, inputs), Array.ConvertAll(inputs, input => input.KnownSupport?.Value));
                node.KnownSupport = new StrongBox<Tensor?>(support);
            }
        }
        return x.KnownSupport?.Value;
    }

    /// <summary>Returns dy · partial, which is zero where dy is structurally zero.</summary>
    public static Tensor Product(Tensor dy, Tensor partial) =>
        !IsFiniteConstant(partial) && Of(dy) is { } support ? Tensor.Where(support, dy * partial, 0) : dy * partial;

    /// <summary>
    /// Returns tangent · partial, which is zero where either is structurally zero: in forward mode, the partial derivative shows which elements are used.
    /// </summary>
    public static Tensor ForwardProduct(Tensor tangent, Tensor partial) =>
        !IsFiniteConstant(partial) && Both(Of(tangent), Of(partial)) is { } support ? Tensor.Where(support, tangent * partial, 0) : tangent * partial;

    /// <summary>True if x is the constant 0, possibly broadcast or moved.</summary>
    public static bool IsZero(Tensor x) => Constant(x) == 0;

    /// <summary>True if x is a constant whose product with 0 is 0.</summary>
    private static bool IsFiniteConstant(Tensor x) => Constant(x) is { } number && double.IsFinite(number);

    /// <summary>The number that all elements of x are, possibly broadcast or moved; null if they differ or are not constant.</summary>
    private static double? Constant(Tensor x)
    {
        while (x.Operation is MovementOperation or AnnotationOperation && x.InputArray is [var input]) x = input;
        return x.ConstantValue;
    }

    /// <summary>
    /// Returns the support of a sum from the support of its terms; the given operation adds them. Null if it depends on computed values, which would take a
    /// reduction in every step.
    /// </summary>
    public static Tensor? Any(Tensor? support, Func<Tensor, Tensor> sum) =>
        Known(support, MostKnown) is { } known ? sum(known.To(ElementType.Float32)) > 0 : null;

    /// <summary>Returns a larger support that does not depend on computed values; null means everywhere.</summary>
    private static Tensor? Known(Tensor? support, int depth) => support switch
    {
        null => null,
        _ when IsStructure(support, MostKnown) => support,
        _ when depth == 0 => null,
        { Operation: MovementOperation move, InputArray: [var input] } =>
            Known(input, depth - 1) is { } known ? Tensor.Apply(move, known) : null,
        // A logical and is a select with false; other selects are unknown.
        { Operation: Select, InputArray: [var a, var b, var c] } when IsZero(c) => Both(Known(a, depth - 1), Known(b, depth - 1)),
        _ => null,
    };

    /// <summary>True if a tensor consists of constants and given masks only, like the directions of Jacobians.</summary>
    private static bool IsStructure(Tensor x, int depth) =>
        x.ConstantValue is not null || (x.ElementType == ElementType.Boolean && x.Operation is Source)
        || (depth > 0 && x.InputArray is { Length: > 0 } inputs && Array.TrueForAll(inputs, input => IsStructure(input, depth - 1)));

    /// <summary>Returns the intersection of two supports; null means everywhere.</summary>
    public static Tensor? Both(Tensor? a, Tensor? b) => a is null || ReferenceEquals(a, b) ? b : b is null ? a : a & b;

    /// <summary>Returns the union of two supports; null means everywhere.</summary>
    public static Tensor? Either(Tensor? a, Tensor? b) => a is null || b is null ? null : ReferenceEquals(a, b) ? a : a | b;

    /// <summary>Returns the support as a mask: true everywhere if it is null, unless x is the constant 0.</summary>
    public static Tensor OrEverywhere(Tensor? support, Tensor x) =>
        support ?? (IsZero(x) ? Tensor.Zeros(x.Shape, ElementType.Boolean) : Tensor.Ones(x.Shape, ElementType.Boolean));
}
