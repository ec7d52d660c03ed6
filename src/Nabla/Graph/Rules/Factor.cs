namespace Nabla;

/// <summary>Finds factors of a tensor in its graph.</summary>
/// <remarks>
/// |x| is not differentiable at 0, where its derivative is defined as 0, but |x|² is smooth. The chain rule gives its derivative as 2|x| · sign(x), which
/// loses the second derivative at 0, where both factors are 0. A function with a kink therefore checks whether its cotangent is c · |x|. The derivative is
/// then c · x, which is correct to every order. The same holds for every y with smooth y².
/// </remarks>
internal static class Factor
{
    // Products of a few factors, and short sums of those. The work can double with each level.
    private const int Deepest = 8;

    // A few times the number of nodes in a standard deviation.
    private const int MostCompared = 256;

    /// <summary>Returns c with x = c · y if the graph of x has this form; otherwise null. c may be a scalar.</summary>
    public static Tensor? Without(Tensor x, Tensor y) => Without(x, y, Deepest);

    /// <summary>
    /// Returns the cotangent of an input of y. If dy is c · y, it is c · <paramref name="smooth"/> at y = 0. Elsewhere it is <paramref name="ordinary"/>, which
    /// loses nothing there, while the product of the factors of c might overflow.
    /// </summary>
    public static Tensor? AtZero(Tensor dy, in OperationContext context, Tensor smooth, Tensor? ordinary) =>
        ordinary is not null && Without(dy, context.Output) is { } factor
            ? Tensor.Where(Tensor.Equal(context.Output, 0), (factor * smooth).BroadcastTo(dy.Shape), ordinary)
            : ordinary;

    /// <summary>True if two nodes are the same or are found to compute the same value; the search is bounded.</summary>
    public static bool AreSame(Tensor x, Tensor y) => IsSame(x, y, []);

    private static Tensor? Without(Tensor x, Tensor y, int depth)
    {
        if (IsSame(x, y, [])) return Partials.One(y);
        var inputs = x.InputArray;
        if (depth == 0 || inputs.Length == 0) return null;
        if (x.Operation is MovementOperation move)
        {
            // The factor of the input, moved like the input.
            return inputs.Length == 1 && move.Undo(y, inputs[0].Shape) is { } before && Without(inputs[0], before, depth - 1) is { } factor
                ? Tensor.Apply(move, factor.BroadcastTo(inputs[0].Shape))
                : null;
        }
        if (!x.Operation.KeepsFactors) return null;
        return x.Operation.WithoutFactor(new OperationContext(x, inputs), Array.ConvertAll(inputs, input => Without(input, y, depth - 1)));
    }

    /// <summary>True if two nodes are the same or apply equal operations to the same inputs. Each pair is compared once, up to a limit.</summary>
    private static bool IsSame(Tensor x, Tensor y, HashSet<(Tensor, Tensor)> compared)
    {
        if (ReferenceEquals(x, y)) return true;
        if (x.Type != y.Type || !x.Operation.Equals(y.Operation)) return false;
        if (x.ConstantValue is { } number) return number == y.ConstantValue;
        var (a, b) = (x.InputArray, y.InputArray);
        if (a.Length == 0 || a.Length != b.Length) return false;
        if (!compared.Add((x, y))) return true;
        if (compared.Count > MostCompared) return false;
        for (var i = 0; i < a.Length; i++)
            if (!IsSame(a[i], b[i], compared)) return false;
        return true;
    }
}
