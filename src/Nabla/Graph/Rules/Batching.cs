namespace Nabla;

/// <summary>Common code of the batching rules of <see cref="Vectorize"/>.</summary>
internal static class Batching
{
    /// <summary>Returns every input as a stack. Inputs shared by all examples are broadcast.</summary>
    public static Tensor[] Stack(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var stacks = new Tensor[inputs.Length];
        for (var i = 0; i < stacks.Length; i++) stacks[i] = stacked[i] ?? inputs[i].BroadcastTo(inputs[i].Shape.Stacked(length));
        return stacks;
    }
}
