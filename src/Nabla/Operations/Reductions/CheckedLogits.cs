namespace Nabla;

/// <summary>Passes logits through and throws for rows that cannot be sampled, because an index cannot be NaN.</summary>
internal sealed class CheckedLogits : FloatOperation
{
    public static CheckedLogits Instance { get; } = new();

    public override string Name => "random-categorical";

    public override long CountOperations(TensorType output, ReadOnlySpan<TensorType> inputs) => output.ElementCount;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => ShapeRules.SameFloat(this, inputs);

    public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy;

    protected override void Run<T>(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
    {
        var logits = inputs[0].Span<T>();
        var size = inputs[0].Type.Shape[^1];
        for (var start = 0; start < logits.Length; start += size)
        {
            var largest = T.NegativeInfinity;
            foreach (var logit in logits.Slice(start, size))
            {
                if (T.IsNaN(logit) || T.IsPositiveInfinity(logit)) throw Refused(start / size, T.IsNaN(logit) ? "a logit of NaN" : "a logit of ∞");
                largest = T.Max(largest, logit);
            }
            if (T.IsNegativeInfinity(largest)) throw Refused(start / size, "no logit above −∞");
        }
        logits.CopyTo(output.Span<T>());

        static ArithmeticException Refused(int row, string what) => new($"random-categorical: row {row} has {what} and cannot be sampled.");
    }
}
