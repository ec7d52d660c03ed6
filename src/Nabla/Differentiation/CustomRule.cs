namespace Nabla;

/// <summary>The value of a function with a user-defined derivative. The first input is the value, the others are the arguments.</summary>
/// <remarks>A mere annotation of the value; compiled programs do not contain it.</remarks>
internal sealed class CustomRule(Func<Tensor[], Tensor, Tensor, Tensor?[]> rule) : AnnotationOperation
{
    public override string Name => "custom-rule";

    // The rule is not among the settings: nodes are equal only if they share it.
    protected override bool SameValue(Operation other) => ReferenceEquals(((CustomRule)other).Rule, Rule);

    public override bool HasForward => false;

    private Func<Tensor[], Tensor, Tensor, Tensor?[]> Rule => rule;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        if (input == 0) return null;
        Tensor[] x = [.. context.Inputs[1..]];
        var gradients = rule(x, context.Output, dy);
        if (gradients is null || gradients.Length != x.Length)
        {
            throw new InvalidOperationException(
                $"custom-rule: the rule must return {x.Length} gradients, one for each argument (null for zero), "
                + $"but returned {gradients?.Length.ToString() ?? "null"}.");
        }
        if (gradients[input - 1] is { } gradient && gradient.Type != x[input - 1].Type)
        {
            throw new ShapeException(
                "custom-rule",
                $"the gradient with respect to argument {input - 1} is {gradient.Type}, but the argument is {x[input - 1].Type}.",
                [gradient.Type, x[input - 1].Type]);
        }
        return gradients[input - 1];
    }

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => throw new NotSupportedException();

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var stacks = Batching.Stack(inputs, stacked, length);
        // Applies the original rule to each example; the arguments are x, then y and dy.
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
}

public static partial class Derivative
{
    /// <summary>
    /// Returns a function with a user-defined derivative: a better formula, a substitute where there is none, or a modified gradient.
    /// </summary>
    /// <param name="function">The function. Anything it reads besides its arguments is treated as constant.</param>
    /// <param name="rule">
    /// The vector-Jacobian product: maps the arguments x, the value y and dy to the gradients of ⟨dy, y⟩ with respect to each argument, null for zero.
    /// It must be linear in dy; forward mode is derived from it, and it is differentiated for higher derivatives.
    /// </param>
    /// <exception cref="ShapeException">When differentiated: a gradient does not have its argument's type.</exception>
    /// <exception cref="InvalidOperationException">When differentiated: the number of gradients differs from the number of arguments.</exception>
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

    /// <summary>Returns a function of one tensor with a user-defined derivative.</summary>
    /// <inheritdoc cref="CustomVjp(Func{Tensor[], Tensor}, Func{Tensor[], Tensor, Tensor, Tensor[]})"/>
    public static Func<Tensor, Tensor> CustomVjp(Func<Tensor, Tensor> function, Func<Tensor, Tensor, Tensor, Tensor?> rule)
    {
        var general = CustomVjp(x => function(x[0]), (x, y, dy) => [rule(x[0], y, dy)]);
        return x => general([x]);
    }
}
