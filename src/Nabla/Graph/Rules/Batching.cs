namespace Nabla;

/// <summary>What batching rules share: see <see cref="Operation.Vectorize"/>.</summary>
public static class Batching
{
    /// <summary>Returns every input with a leading axis of <paramref name="length"/> examples. Inputs shared by all examples are broadcast.</summary>
    /// <param name="inputs">The inputs of the operation, for one example.</param>
    /// <param name="stacked">For each input its stack of examples, or null if all examples share it.</param>
    /// <param name="length">The number of examples.</param>
    public static Tensor[] Stack(Tensor[] inputs, Tensor?[] stacked, int length)
    {
        var stacks = new Tensor[inputs.Length];
        for (var i = 0; i < stacks.Length; i++) stacks[i] = stacked[i] ?? inputs[i].BroadcastTo(inputs[i].Shape.Stacked(length));
        return stacks;
    }
}
