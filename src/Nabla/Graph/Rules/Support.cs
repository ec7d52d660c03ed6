using System.Runtime.CompilerServices;

namespace Nabla;

/// <summary>Where a tangent or cotangent can be anything but zero, as far as its graph tells without its numbers.</summary>
/// <remarks>
/// The derivative of a slice is zero off the slice, that of a maximum off the largest elements, that of a choice off what was chosen. Such a zero stands for
/// numbers that nobody used, and whatever derivative it meets there, infinite or NaN, the product is zero. A zero that was computed is something else: it may be
/// one factor of a limit, as in (√x)² at 0, and stays an ordinary number.
/// </remarks>
internal static class Support
{
    // Supports are a few truth values put together; each level may be looked at twice as often as the one above.
    private const int MostKnown = 8;

    /// <summary>Truth values of the shape of x, false where it is zero by its structure; null where nothing is known of it.</summary>
    public static Tensor? Of(Tensor x)
    {
        if (!x.Operation.HasSupport) return null;
        if (x.KnownSupport is null)
        {
            var walk = new GraphWalk(static node => node.KnownSupport is null && node.Operation.HasSupport, static node => node.InputArray);
            walk.Add(x);
            foreach (var (node, inputs) in walk.Order)
            {
                // What was evaluated and keeps no history has let go of its inputs.
                var support = inputs.Length == 0 ? null : node.Operation.Support(new OperationContext(node, inputs), Array.ConvertAll(inputs, input => input.KnownSupport?.Value));
                node.KnownSupport = new StrongBox<Tensor?>(support);
            }
        }
        return x.KnownSupport?.Value;
    }

    /// <summary>dy · partial, which is zero where dy is by its structure.</summary>
    public static Tensor Product(Tensor dy, Tensor partial) => Of(dy) is { } support ? Tensor.Where(support, dy * partial, 0) : dy * partial;

    /// <summary>tangent · partial, which is zero where either is by its structure: in forward mode it is the derivative that says which numbers are used.</summary>
    public static Tensor ForwardProduct(Tensor tangent, Tensor partial) =>
        Both(Of(tangent), Of(partial)) is { } support ? Tensor.Where(support, tangent * partial, 0) : tangent * partial;

    /// <summary>Whether x is the number 0 everywhere, repeated and moved as it may be.</summary>
    public static bool IsZero(Tensor x)
    {
        while (x.Operation is MovementOperation { HasOneInput: true } && x.InputArray is [var input]) x = input;
        return x.ConstantValue == 0;
    }

    /// <summary>
    /// Where a sum of terms has one that can be anything but zero, the terms being added up by the operation given; null where that is not known before there are
    /// numbers. Asking it of numbers would take a reduction in every step.
    /// </summary>
    public static Tensor? Any(Tensor? support, Func<Tensor, Tensor> sum) =>
        Known(support, MostKnown) is { } known ? sum(known.To(ElementType.Float32)) > 0 : null;

    /// <summary>What of a support does not depend on numbers: everything that is left out is everywhere.</summary>
    private static Tensor? Known(Tensor? support, int depth) => support switch
    {
        null => null,
        _ when IsStructure(support, MostKnown) => support,
        _ when depth == 0 => null,
        { Operation: MovementOperation move, InputArray: [var input] } =>
            Known(input, depth - 1) is { } known ? Tensor.Apply(move, known) : null,
        // And, which is a choice with false; else either of what is chosen from.
        { Operation: Select, InputArray: [var a, var b, var c] } when IsZero(c) => Both(Known(a, depth - 1), Known(b, depth - 1)),
        _ => null,
    };

    /// <summary>Whether a tensor is made of constants alone, and of truth values given, as the directions of Jacobians are.</summary>
    private static bool IsStructure(Tensor x, int depth) =>
        x.ConstantValue is not null || (x.ElementType == ElementType.Boolean && x.Operation is Source)
        || (depth > 0 && x.InputArray is { Length: > 0 } inputs && Array.TrueForAll(inputs, input => IsStructure(input, depth - 1)));

    /// <summary>Where both are, of which a null one is everywhere.</summary>
    public static Tensor? Both(Tensor? a, Tensor? b) => a is null || ReferenceEquals(a, b) ? b : b is null ? a : a & b;

    /// <summary>Where at least one is.</summary>
    public static Tensor? Either(Tensor? a, Tensor? b) => a is null || b is null ? null : ReferenceEquals(a, b) ? a : a | b;

    /// <summary>Where there is something after all: the support itself, or everywhere.</summary>
    public static Tensor OrEverywhere(Tensor? support, Tensor x) => support ?? (IsZero(x) ? Tensor.Zeros(x.Shape, ElementType.Boolean) : Tensor.Ones(x.Shape, ElementType.Boolean));
}
