namespace Nabla;

/// <summary>A formula in text form, such as <c>(a + b) * (b + 1)</c>. It becomes a graph when its names are bound to tensors.</summary>
/// <remarks>
/// A formula consists of numbers, names, + − * / ^ with the usual precedence, parentheses and functions (abs, cos, elu, erf, erfc, exp, expm1, floor,
/// gelu, hardtanh, leakyrelu, ln, log, log1p, logerfc, logsigmoid, max (maximum), min (minimum), pow, relu, sigmoid, sign, silu, sin, softmax, softplus,
/// sqrt, square, tanh). Also <c>2x</c>, <c>(a + b)(c + d)</c>, <c>x²</c> and <c>|x|</c>; max and min take two or more arguments, and softmax(a, b, …) is
/// exp(a) / (exp(a) + exp(b) + …). The names e, pi and π are the constants, unless they are given a value. Parts can be named and used more than once:
/// <c>c = a + b; d = b + 1; c * d</c>. The last statement is the result. Equal parts become one part of the graph.
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
        Names = [.. names.Where(name => !ExpressionFunctions.Constants.ContainsKey(name))];
        Constants = [.. names.Where(ExpressionFunctions.Constants.ContainsKey)];
    }

    /// <summary>The text of the formula.</summary>
    public string Text { get; }

    /// <summary>The names that need a value, in order of first appearance.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The names e, pi and π in the formula, which stand for the constants unless they are given a value.</summary>
    public IReadOnlyList<string> Constants { get; }

    /// <summary>Parses a formula.</summary>
    /// <exception cref="ExpressionException">The formula is invalid; the message says where and why.</exception>
    public static Expression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, new ExpressionParser(text).Parse());
    }

    /// <summary>Builds the graph of the formula with tensors in place of the names.</summary>
    /// <param name="values">
    /// A tensor for each of <see cref="Names"/>, and for those of <see cref="Constants"/> that have another meaning; use variables to differentiate by them.
    /// </param>
    /// <exception cref="ExpressionException">A name has no value, or shapes do not fit; the message says where.</exception>
    public BoundExpression Bind(IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ExpressionBinder(this, values).Bind(steps);
    }
}
