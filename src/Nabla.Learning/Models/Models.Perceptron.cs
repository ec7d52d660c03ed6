namespace Nabla.Learning;

/// <summary>Networks of the literature, built from the layers of this library.</summary>
public static partial class Models
{
    private const int MaxoutPieces = 3;

    /// <summary>Creates a multi-layer perceptron: linear layers of the given widths with a nonlinearity between them and none at the end.</summary>
    /// <param name="widths">The widths of the input, the hidden layers and the output.</param>
    /// <param name="activation">The name of the nonlinearity, or <c>maxout</c> for maxout layers.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">There are fewer than two widths, or the nonlinearity is unknown.</exception>
    public static Sequential Perceptron(IReadOnlyList<int> widths, string activation, Generator generator, ElementType type = ElementType.Float32)
    {
        if (widths.Count < 2) throw new ArgumentException("A perceptron needs at least the widths of its input and output.", nameof(widths));
        var network = new Sequential();
        for (var layer = 1; layer < widths.Count; layer++)
        {
            var isOutput = layer == widths.Count - 1;
            if (activation == "maxout" && !isOutput)
            {
                network.Add(new Maxout(widths[layer - 1], widths[layer], MaxoutPieces, generator, type: type));
                continue;
            }
            // Nonlinearities that cut off about half of their input need twice the variance.
            var initialization = activation is "relu" or "leaky-relu" && !isOutput ? Initializer.He : Initializer.Xavier;
            network.Add(new Linear(widths[layer - 1], widths[layer], generator, initialization, type));
            if (!isOutput) network.Add(Activation.FromName(activation));
        }
        return network;
    }
}
