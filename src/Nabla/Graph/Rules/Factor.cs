namespace Nabla;

/// <summary>Factors that the graph of a tensor shows.</summary>
/// <remarks>
/// |x| has no derivative at 0, and 0 is taken for it; |x|² has one, and a second one. The product 2|x| · sign(x) has lost it at 0, where both factors are 0. So a
/// function with a kink looks whether its cotangent is c · |x|: then the derivative is c · x, of which no order is lost. The same holds for every y with y² smooth.
/// </remarks>
internal static class Factor
{
    // Products of a few factors and sums of a few of those; each level may be looked at twice as often as the one above.
    private const int Deepest = 8;

    // As many nodes as a standard deviation has, a few times over.
    private const int MostCompared = 256;

    /// <summary>c with x = c · y, where the graph of x says so; else null. It may be a single number.</summary>
    public static Tensor? Without(Tensor x, Tensor y) => Without(x, y, Deepest);

    /// <summary>
    /// The cotangent of an input of y: at y = 0 c · <paramref name="smooth"/> where dy is c · y, and as it is elsewhere, since there nothing is lost and the factors of c,
    /// multiplied by themselves, might leave the range.
    /// </summary>
    public static Tensor? AtZero(Tensor dy, in OperationContext context, Tensor smooth, Tensor? ordinary) => ordinary is not null && Without(dy, context.Output) is { } factor
        ? Tensor.Where(Tensor.Equal(context.Output, 0), (factor * smooth).BroadcastTo(dy.Shape), ordinary)
        : ordinary;

    /// <summary>Whether two nodes are one, or do the same with the same, as far as that is looked for.</summary>
    public static bool AreSame(Tensor x, Tensor y) => IsSame(x, y, []);

    private static Tensor? Without(Tensor x, Tensor y, int depth)
    {
        if (IsSame(x, y, [])) return Partials.One(y);
        var inputs = x.InputArray;
        if (depth == 0 || inputs.Length == 0) return null;
        if (x.Operation is MovementOperation move)
        {
            // The factor of what was moved, moved as well.
            return inputs.Length == 1 && move.Undo(y, inputs[0].Shape) is { } before && Without(inputs[0], before, depth - 1) is { } factor
                ? Tensor.Apply(move, factor.BroadcastTo(inputs[0].Shape))
                : null;
        }
        if (!x.Operation.KeepsFactors) return null;
        return x.Operation.WithoutFactor(new OperationContext(x, inputs), Array.ConvertAll(inputs, input => Without(input, y, depth - 1)));
    }

    /// <summary>Whether two nodes are one, or do the same with the same. Pairs that were compared are not compared again; there are only so many.</summary>
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
