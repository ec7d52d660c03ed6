using Nabla.Core;

namespace Nabla;

/// <summary>A formula in text form, such as <c>(a + b) * (b + 1)</c>. It becomes a graph when its names are bound to tensors.</summary>
/// <remarks>
/// A formula consists of numbers, names, + − * / ^ with the usual precedence, parentheses and functions (abs, cos, elu, erf, erfc, exp, expm1, floor,
/// gelu, hardtanh, leakyrelu, ln, log, log1p, logerfc, logsigmoid, max (maximum), min (minimum), pow, relu, sigmoid, sign, silu, sin, softplus, sqrt,
/// square, tanh). Parts can be named and used more than once: <c>c = a + b; d = b + 1; c * d</c>. The last statement is the result.
/// </remarks>
public sealed class Expression
{
    private readonly List<ExpressionStep> steps;

    private Expression(string text, List<ExpressionStep> steps)
    {
        Text = text;
        this.steps = steps;
        var defined = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.Define && !defined.Add(step.Text))
                throw new ExpressionException(text, step.Position, $"'{step.Text}' is already defined");
            if (step.Kind == StepKind.Define && names.Contains(step.Text))
                throw new ExpressionException(text, step.Position, $"'{step.Text}' is defined after its first use");
            if (step.Kind == StepKind.Name && !defined.Contains(step.Text) && !names.Contains(step.Text)) names.Add(step.Text);
        }
        Names = names;
    }

    /// <summary>The text of the formula.</summary>
    public string Text { get; }

    /// <summary>The names that need a value, in order of first appearance.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Parses a formula.</summary>
    /// <exception cref="ExpressionException">The formula is invalid; the message says where and why.</exception>
    public static Expression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, new ExpressionParser(text).Parse());
    }

    /// <summary>Builds the graph of the formula with tensors in place of the names.</summary>
    /// <param name="values">A tensor for each of <see cref="Names"/>; use variables to differentiate by them.</param>
    /// <exception cref="ExpressionException">A name has no value, or shapes do not fit; the message says where.</exception>
    public BoundExpression Bind(IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var known = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var names = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        var places = new List<(Tensor Tensor, int Position)>();
        var operands = new Stack<Tensor>();
        // Numbers take the type of the tensors.
        var type = Names.Select(name => values.GetValueOrDefault(name)?.ElementType).FirstOrDefault(found => found is not null) ?? ElementType.Float64;
        foreach (var step in steps)
        {
            var arguments = new Tensor[step.Arguments];
            for (var i = arguments.Length - 1; i >= 0; i--) arguments[i] = operands.Pop();
            if (step.Kind == StepKind.Define)
            {
                // A definition leaves nothing on the stack, unless it is the last statement.
                known[step.Text] = arguments[0];
                names.TryAdd(arguments[0], step.Text);
                if (step == steps[^1]) operands.Push(arguments[0]);
                continue;
            }
            var result = Result(step, arguments, known, values, type);
            places.Add((result, step.Position));
            operands.Push(result);
        }
        return new(Text, operands.Peek(), names, places);
    }

    private Tensor Result(ExpressionStep step, Tensor[] x, Dictionary<string, Tensor> known, IReadOnlyDictionary<string, Tensor> values, ElementType type)
    {
        try
        {
            return step.Kind switch
            {
                StepKind.Number => type.IsFloat() || step.Number == Math.Floor(step.Number)
                    ? Tensor.Constant(step.Number, type)
                    : throw new ExpressionException(
                        Text,
                        step.Position,
                        $"{InvariantText.Of(step.Number)} does not fit {type.Label()}, the type of the values"),
                StepKind.Name => known.TryGetValue(step.Text, out var tensor) || values.TryGetValue(step.Text, out tensor)
                    ? tensor
                    : throw new ExpressionException(Text, step.Position, $"'{step.Text}' has no value (set it with {step.Text}=1)"),
                StepKind.Negate => -x[0],
                StepKind.Add => x[0] + x[1],
                StepKind.Subtract => x[0] - x[1],
                StepKind.Multiply => x[0] * x[1],
                StepKind.Divide => x[0] / x[1],
                StepKind.Power => Tensor.Power(x[0], x[1]),
                _ => ExpressionFunctions.Apply(step.Text, x),
            };
        }
        catch (OperationException exception)
        {
            throw new ExpressionException(Text, step.Position, exception.Message.TrimEnd('.'));
        }
    }
}

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
