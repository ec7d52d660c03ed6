namespace Nabla;

/// <summary>The value of a part of a graph whose inner values are computed again when its gradient is wanted. Inputs: the value, then all that it comes from.</summary>
internal sealed class Checkpointed : MovementOperation
{
    // All gradients come from one sweep: kept from one input to the next.
    private volatile Sweep? last;

    public override string Name => "checkpoint";

    public override bool HasForward => false;

    internal override bool IsAlias => true;

    internal override bool IsAnnotation => true;

    internal override bool HasOneInput => false;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        if (input == 0) return null;
        var sweep = last;
        if (sweep is null || !ReferenceEquals(sweep.Cotangent, dy))
        {
            var again = Again(context, dy, out var sources);
            last = sweep = new(dy, Nabla.Reverse.Sweep(again, sources, dy));
        }
        // Whoever asks for the last has them all.
        if (input == context.Inputs.Length - 1) last = null;
        return sweep.Gradients[input - 1];
    }

    private sealed record Sweep(Tensor Cotangent, Tensor?[] Gradients);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => throw new NotSupportedException();

    internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

    internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs) => [];

    /// <summary>The part built again from sources that are there only once dy is.</summary>
    private static Tensor Again(in OperationContext context, Tensor dy, out Tensor[] sources)
    {
        var copies = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        sources = new Tensor[context.Inputs.Length - 1];
        for (var i = 0; i < sources.Length; i++) copies[context.Inputs[i + 1]] = sources[i] = Tensor.Apply(After.Instance, context.Inputs[i + 1], dy);
        var walk = new GraphWalk(node => node.RequiresGradient && !copies.ContainsKey(node), static node => node.InputArray);
        walk.Add(context.Inputs[0]);
        foreach (var (node, inputs) in walk.Order)
        {
            copies[node] = Tensor.ApplyAgain(node, Array.ConvertAll(inputs, input => copies.GetValueOrDefault(input) ?? input));
        }
        return copies.GetValueOrDefault(context.Inputs[0]) ?? context.Inputs[0];
    }

    /// <summary>The first input, as something that is not known before the second is.</summary>
    internal sealed class After : MovementOperation
    {
        public static After Instance { get; } = new();

        public override string Name => "after";

        internal override bool IsAlias => true;

        internal override bool HasOneInput => false;

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => input == 0 ? dy : null;

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0];

        internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

        internal override IEnumerable<MovePiece> Pieces(TensorType output, TensorType[] inputs) => [];
    }
}

public static partial class Derivative
{
    /// <summary>
    /// The same function, which keeps none of its inner values for the gradient but computes them again when that is wanted: less memory for more work. Variables
    /// that it reads get their gradients as usual.
    /// </summary>
    public static Func<Tensor, Tensor> Checkpoint(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            // A node of its own: what it comes from is not part of the function.
            var argument = Tensor.Argument(x);
            var value = function(argument);
            var walk = new GraphWalk(node => node.RequiresGradient && !ReferenceEquals(node, argument), static node => node.InputArray);
            walk.Add(value);
            // Besides the argument: where a history begins, at variables and at arguments of functions around this one.
            var others = walk.Order.Where(entry => !Array.Exists(entry.Inputs, input => input.RequiresGradient)).Select(entry => entry.Node);
            return Tensor.Apply(new Checkpointed(), [value, argument, .. others]);
        };
    }
}
