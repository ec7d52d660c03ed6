using Nabla.Core;

namespace Nabla;

/// <summary>Builds the graph of a formula. Equal operations on equal operands become one node, so a part that is written twice is computed once.</summary>
internal sealed class ExpressionBinder
{
    private readonly Expression expression;
    private readonly IReadOnlyDictionary<string, Tensor> values;

    // Numbers take the type of the tensors.
    private readonly ElementType type;
    private readonly Dictionary<string, Tensor> defined = new(StringComparer.Ordinal);
    private readonly Dictionary<(StepKind Kind, string Text, double Number, int Left, int Right), Tensor> parts = [];
    private readonly Dictionary<Tensor, int> identities = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Tensor Tensor, int Position)> places = [];

    /// <summary>Prepares the graph of one formula with tensors in place of its names.</summary>
    public ExpressionBinder(Expression expression, IReadOnlyDictionary<string, Tensor> values)
    {
        (this.expression, this.values) = (expression, values);
        type = expression.Names.Concat(expression.Constants)
            .Select(name => values.GetValueOrDefault(name)?.ElementType)
            .FirstOrDefault(found => found is not null) ?? ElementType.Float64;
    }

    /// <summary>Returns the graph of the steps.</summary>
    /// <exception cref="ExpressionException">A name has no value, or shapes do not fit.</exception>
    public BoundExpression Bind(IReadOnlyList<ExpressionStep> steps)
    {
        var names = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        var operands = new Stack<Tensor>();
        foreach (var step in steps)
        {
            var arguments = new Tensor[step.Arguments];
            for (var i = arguments.Length - 1; i >= 0; i--) arguments[i] = operands.Pop();
            if (step.Kind == StepKind.Define)
            {
                // A definition leaves nothing on the stack, unless it is the last statement.
                defined[step.Text] = arguments[0];
                names.TryAdd(arguments[0], step.Text);
                if (step == steps[^1]) operands.Push(arguments[0]);
                continue;
            }
            operands.Push(Make(step, arguments));
        }
        return new(expression.Text, operands.Peek(), names, places);
    }

    /// <summary>Returns the result of a step, or that of an equal one before it.</summary>
    private Tensor Make(ExpressionStep step, Tensor[] x)
    {
        if (step.Kind == StepKind.Call
            && ExpressionFunctions.Compose(step.Text, x, (kind, text, operands) => Make(new(kind, step.Position, text), operands)) is { } composed)
        {
            return composed;
        }
        var key = (step.Kind, step.Text, step.Number, x.Length > 0 ? Identity(x[0]) : -1, x.Length > 1 ? Identity(x[1]) : -1);
        if (parts.TryGetValue(key, out var part)) return part;
        part = Result(step, x);
        parts.Add(key, part);
        places.Add((part, step.Position));
        return part;
    }

    private int Identity(Tensor tensor)
    {
        if (!identities.TryGetValue(tensor, out var identity)) identities.Add(tensor, identity = identities.Count);
        return identity;
    }

    private Tensor Result(ExpressionStep step, Tensor[] x)
    {
        try
        {
            return step.Kind switch
            {
                StepKind.Number => Number(step.Number, step.Position),
                StepKind.Name => Named(step.Text, step.Position),
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
            throw new ExpressionException(expression.Text, step.Position, exception.Message.TrimEnd('.'));
        }
    }

    private Tensor Named(string name, int position)
    {
        if (defined.TryGetValue(name, out var tensor) || values.TryGetValue(name, out tensor)) return tensor;
        return ExpressionFunctions.Constants.TryGetValue(name, out var constant)
            ? Number(constant, position)
            : throw new ExpressionException(expression.Text, position, $"'{name}' has no value (set it with {name}=1)");
    }

    private Tensor Number(double number, int position) => type.IsFloat() || number == Math.Floor(number)
        ? Tensor.Constant(number, type)
        : throw new ExpressionException(
            expression.Text, position, $"{InvariantText.Of(number)} does not fit {type.Label()}, the type of the values");
}
