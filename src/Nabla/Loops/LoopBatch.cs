namespace Nabla;

/// <summary>
/// A loop over a stack of examples: the initial carry and the slices, with the examples behind the steps, and graphs of the loop mapped over the examples. Each
/// example has a carry of its own.
/// </summary>
internal sealed class LoopBatch
{
    private readonly LoopOperation loop;
    private readonly Tensor[] constants;
    private readonly bool[] isStack;

    public LoopBatch(LoopOperation loop, Tensor[] inputs, Tensor?[] stacked, int examples)
    {
        this.loop = loop;
        var (count, end) = (loop.CarryCount, loop.CarryCount + loop.SliceCount);
        Carry = Batching.Stack(inputs[..count], stacked[..count], examples);
        Slices = [.. Enumerable.Range(count, loop.SliceCount).Select(i => stacked[i]?.Transpose(0, 1) ?? inputs[i])];
        constants = [.. Enumerable.Range(end, inputs.Length - end).Select(i => stacked[i] ?? inputs[i])];
        isStack = [.. stacked.Select((stack, i) => i < count || stack is not null)];
    }

    public Tensor[] Carry { get; }

    public Tensor[] Slices { get; }

    /// <summary>Maps a graph of the loop's carry, slices and constants over the examples.</summary>
    public Tensor[] Map(Subgraph graph, Tensor[] carry, Tensor[] slices) =>
        Vectorize.Map(graph.Apply, isStack)([.. carry, .. slices[..loop.SliceCount], .. constants]);
}
