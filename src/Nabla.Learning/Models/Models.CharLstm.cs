namespace Nabla.Learning;

public static partial class Models
{
    /// <summary>
    /// A character model (Karpathy 2015): an embedding, an LSTM, and a linear layer to the logits of the next character at every step. Class indices
    /// [batch, steps] → [batch, steps, classes].
    /// </summary>
    /// <param name="classes">The number of characters.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="hidden">The units of each LSTM layer.</param>
    /// <param name="layers">The number of LSTM layers.</param>
    /// <param name="dropout">The probability of dropout between layers and before the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Sequential CharLstm(int classes, Generator generator, int hidden = 256, int layers = 1, double dropout = 0)
    {
        Sequential network =
        [
            new Embedding(classes, Math.Min(hidden, 64), generator),
            new Lstm(Math.Min(hidden, 64), hidden, generator, new() { Layers = layers, Dropout = dropout }),
        ];
        if (dropout > 0) network.Add(new Dropout(dropout, generator));
        network.Add(new Linear(hidden, classes, generator));
        return network;
    }
}
