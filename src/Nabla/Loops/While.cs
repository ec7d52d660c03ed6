namespace Nabla;

/// <summary>A loop whose body runs while a condition on the carry holds, up to a limit. Differentiable in forward mode.</summary>
internal sealed class While(Subgraph body, Subgraph condition, int carryCount, int limit) : LoopOperation(body, carryCount, 0, limit)
{
    public override string Name => "while";

    public override Subgraph Condition => condition;

    protected override OperationAttributes CreateAttributes() => new() { { "limit", Length }, { "carries", CarryCount } };

    /// <summary>Traces condition and body and runs the loop.</summary>
    public static Tensor[] Run(Func<Tensor[], Tensor> condition, Func<Tensor[], Tensor[]> body, Tensor[] carry, int limit)
    {
        var types = Array.ConvertAll(carry, tensor => tensor.Type);
        // Traced together, so that both read the same constants. The condition is the last result.
        var traced = LoopBody.Trace("while", Step, types, [], limit);
        var (parameters, results) = (traced.Graph.Parameters, traced.Graph.Results);
        return Tensor.ApplyAll(
            new While(new(parameters, results[..^1]), new(parameters, results[^1..]), carry.Length, limit), [.. carry, .. traced.Constants]);

        (Tensor[] Carry, Tensor[] Outputs) Step(Tensor[] c, Tensor[] none)
        {
            var after = body(c);
            RequireSameTypes("while", types, after);
            var isTrue = condition(c);
            if (isTrue is not null && isTrue.Type != new TensorType(ElementType.Boolean, Shape.Scalar))
            {
                throw ShapeRules.Differs(
                    "while",
                    $"the condition must be a single truth value, got {isTrue.Type}; reduce it with All or Any.",
                    isTrue.Type,
                    new(ElementType.Boolean, Shape.Scalar));
            }
            return ([.. after, isTrue!], []);
        }
    }

    public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException(
        "while: reverse mode needs the values of every step, but the number of steps is not known in advance. Use forward mode (Derivative.Jvp), or "
        + "Tensor.Scan over a fixed number of steps, keeping the old carry with Tensor.Where once the condition fails.");

    protected internal override Tensor?[] ForwardAll(in OperationContext context, ReadOnlySpan<Tensor?> dx) => LoopTangent.OfWhile(this, context, dx);

    /// <summary>Runs until the condition fails for all examples; those that are done keep their carry.</summary>
    protected internal override Tensor[] VectorizeAll(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var batch = new LoopBatch(this, inputs, stacked, length);
        return Run(
            c => batch.Map(condition, c, [])[0].Any(),
            c =>
            {
                var goesOn = batch.Map(condition, c, [])[0];
                var after = batch.Map(Body, c, []);
                return [.. after.Select((next, i) => Tensor.Where(goesOn.Reshape(Wide(goesOn, next)).BroadcastTo(next.Shape), next, c[i]))];
            },
            batch.Carry,
            Length);

        static Shape Wide(Tensor flags, Tensor like) => (int[])[flags.Shape[0], .. Enumerable.Repeat(1, like.Rank - 1)];
    }
}
