namespace Nabla;

/// <summary>What the batching rules of <see cref="Vectorize"/> share.</summary>
internal static class Batching
{
    /// <summary>Every input as a stack; inputs that all examples share are repeated.</summary>
    public static Tensor[] Stack(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var stacks = new Tensor[inputs.Length];
        for (var i = 0; i < stacks.Length; i++) stacks[i] = stacked[i] ?? inputs[i].BroadcastTo(inputs[i].Shape.Stacked(length));
        return stacks;
    }
}
