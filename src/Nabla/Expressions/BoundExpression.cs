namespace Nabla;

/// <summary>A formula whose names are bound to tensors: a graph.</summary>
public sealed class BoundExpression
{
    private readonly string text;
    private readonly List<(Tensor Tensor, int Position)> places;

    internal BoundExpression(string text, Tensor output, Dictionary<Tensor, string> names, List<(Tensor Tensor, int Position)> places)
    {
        this.text = text;
        this.places = places;
        Output = output;
        Names = names;
    }

    /// <summary>The result.</summary>
    public Tensor Output { get; }

    /// <summary>The names that the formula defines for its parts.</summary>
    public IReadOnlyDictionary<Tensor, string> Names { get; }

    /// <summary>Computes every part and throws if a result is infinite or NaN although its operands are finite.</summary>
    /// <exception cref="ExpressionException">
    /// There was a division by zero, a logarithm of a negative number, or an overflow; the message says where.
    /// </exception>
    public void RequireFinite()
    {
        Tensor.Evaluate([.. places.Select(place => place.Tensor)]);
        foreach (var (tensor, position) in places)
        {
            var numbers = tensor.To(ElementType.Float64).ToArray<double>();
            var wrong = Array.FindIndex(numbers, number => !double.IsFinite(number));
            // Operands that are not finite were reported earlier.
            if (wrong >= 0) throw new ExpressionException(text, position, $"{tensor.Operation.Name} gives {Word(numbers[wrong])}");
        }
    }

    private static string Word(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "infinity" : "minus infinity";
}
