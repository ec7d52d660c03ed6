namespace Nabla;

/// <summary>The value of a subgraph whose intermediate values are recomputed for the gradient. Inputs: the value, the argument, and all other roots.</summary>
internal sealed class Checkpointed : AnnotationOperation
{
    // One sweep gives all gradients, so it is cached from one input to the next.
    private volatile Sweep? last;

    public override string Name => "checkpoint";

    public override bool HasForward => false;

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy)
    {
        if (input == 0) return null;
        var sweep = last;
        if (sweep is null || !ReferenceEquals(sweep.Cotangent, dy))
        {
            var again = Again(context, dy, out var sources);
            last = sweep = new(dy, Nabla.Reverse.Sweep(again, sources, dy));
        }
        // The last input is requested last: the cache can be dropped.
        if (input == context.Inputs.Length - 1) last = null;
        return sweep.Gradients[input - 1];
    }

    private sealed record Sweep(Tensor Cotangent, Tensor?[] Gradients);

    public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => throw new NotSupportedException();

    protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

    /// <summary>Rebuilds the subgraph from copies of its sources that are available only after dy.</summary>
    private static Tensor Again(in OperationContext context, Tensor dy, out Tensor[] sources)
    {
        var copies = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        sources = new Tensor[context.Inputs.Length - 1];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = Tensor.Apply(OptimizationBarrier.Instance, context.Inputs[i + 1], dy);
            copies[context.Inputs[i + 1]] = sources[i];
        }
        return Substitution.Run([context.Inputs[0]], copies, static node => node.RequiresGradient)[0];
    }

    /// <summary>The first input, made available only after the second.</summary>
    internal sealed class OptimizationBarrier : MovementOperation
    {
        public static OptimizationBarrier Instance { get; } = new();

        public override string Name => "optimization-barrier";

        internal override bool IsAlias => true;

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => input == 0 ? dy : null;

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0];

        protected internal override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) =>
            Tensor.Apply(this, Batching.Stack(inputs, stacked, length));

        public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs) => [];
    }
}

public static partial class Derivative
{
    /// <summary>
    /// Gradient checkpointing: returns the same function, but its intermediate values are recomputed for the gradient instead of stored.
    /// This saves memory at the cost of more work. Variables that the function reads get their gradients as usual.
    /// </summary>
    public static Func<Tensor, Tensor> Checkpoint(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            // A separate node: the history of x is not part of the function.
            var argument = Tensor.Argument(x);
            var value = function(argument);
            var walk = new GraphWalk(node => node.RequiresGradient && !ReferenceEquals(node, argument), static node => node.InputArray);
            walk.Add(value);
            // Besides the argument, the roots of the history: variables and arguments of enclosing functions.
            var others = walk.Order.Where(entry => !Array.Exists(entry.Inputs, input => input.RequiresGradient)).Select(entry => entry.Node);
            return Tensor.Apply(new Checkpointed(), [value, argument, .. others]);
        };
    }
}
