namespace Nabla;

/// <summary>The value of a function with a derivative given by the user: the first input is the value, the others what is differentiated by.</summary>
/// <remarks>It only says something about the value; programs know nothing of it.</remarks>
internal sealed class CustomRule(Func<Tensor[], Tensor, Tensor, Tensor?[]> rule) : MovementOperation
{
    public override string Name => "custom-rule";

    // The rule is in no setting: two nodes are the same if their rule is.
    protected override bool SameValue(Operation other) => ReferenceEquals(((CustomRule)other).Rule, Rule);

    public override bool HasForward => false;

    internal override bool IsAlias => true;

    internal override bool IsAnnotation => true;

    internal override bool HasOneInput => false;

    private Func<Tensor[], Tensor, Tensor, Tensor?[]> Rule => rule;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        if (input == 0) return null;
        Tensor[] x = [.. context.Inputs[1..]];
        var gradients = rule(x, context.Output, dy);
        if (gradients is null || gradients.Length != x.Length)
            throw new InvalidOperationException($"custom-rule: the rule must give {x.Length} gradients, one for each argument (null for zero), and gave {gradients?.Length.ToString() ?? "null"}.");
        if (gradients[input - 1] is { } gradient && gradient.Type != x[input - 1].Type)
            throw new ShapeException("custom-rule", $"the gradient by argument {input - 1} is {gradient.Type}, the argument {x[input - 1].Type}.", [gradient.Type, x[input - 1].Type]);
        return gradients[input - 1];
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => throw new NotSupportedException();

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var stacks = Batching.Stack(inputs, stacked, length);
        // For each example the rule as it was; x, then y and dy.
        var map = Nabla.Vectorize.Map(
            arguments =>
            {
                var x = arguments[..^2];
                var gradients = rule(x, arguments[^2], arguments[^1]);
                return [.. gradients.Select((gradient, i) => gradient ?? Tensor.Zeros(x[i].Shape, x[i].ElementType))];
            },
            [.. Enumerable.Repeat(true, inputs.Length + 1)]);
        return Tensor.Apply(new CustomRule((x, y, dy) => map([.. x, y, dy])), stacks);
    }

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs) => [];
}

public static partial class Derivative
{
    /// <summary>
    /// A function whose derivative is given rather than found: for a better formula, for what has no derivative, or to change gradients on their way.
    /// </summary>
    /// <param name="function">The function. What it reads besides its arguments counts as constant.</param>
    /// <param name="rule">
    /// The vector-Jacobian product: from the arguments x, the value y and dy to the gradients of ⟨dy, y⟩ by each argument, null for zero. It must be linear in
    /// dy; forward mode is derived from it, and it is differentiated for higher derivatives.
    /// </param>
    /// <exception cref="ShapeException">When differentiated: a gradient is not of its argument's type.</exception>
    /// <exception cref="InvalidOperationException">When differentiated: there are more or fewer gradients than arguments.</exception>
    public static Func<Tensor[], Tensor> CustomVjp(Func<Tensor[], Tensor> function, Func<Tensor[], Tensor, Tensor, Tensor?[]> rule)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(rule);
        return x =>
        {
            var value = function(Array.ConvertAll(x, argument => argument.StopGradient())).StopGradient();
            return Tensor.Apply(new CustomRule(rule), [value, .. x]);
        };
    }

    /// <summary>A function of one tensor whose derivative is given rather than found.</summary>
    /// <inheritdoc cref="CustomVjp(Func{Tensor[], Tensor}, Func{Tensor[], Tensor, Tensor, Tensor[]})"/>
    public static Func<Tensor, Tensor> CustomVjp(Func<Tensor, Tensor> function, Func<Tensor, Tensor, Tensor, Tensor?> rule)
    {
        var general = CustomVjp(x => function(x[0]), (x, y, dy) => [rule(x[0], y, dy)]);
        return x => general([x]);
    }
}
