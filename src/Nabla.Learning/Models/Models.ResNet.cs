namespace Nabla.Learning;

public static partial class Models
{
    /// <summary>
    /// A residual network (He et al. 2016) for images of 28×28: a convolution, then three stages of residual blocks, each of half the resolution and twice the
    /// channels of the one before, global average pooling and a linear layer. Dropout is between the convolutions of a block (Zagoruyko and Komodakis 2016).
    /// [batch, 28, 28] → [batch, classes].
    /// </summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="generator">The generator of the random weights.</param>
    /// <param name="width">The channels of the first stage.</param>
    /// <param name="blocks">The residual blocks of each stage.</param>
    /// <param name="dropout">The probability of dropout.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or the probability is not in [0, 1).</exception>
    public static Sequential ResNet(int classes, Generator generator, int width = 32, int blocks = 1, double dropout = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        Sequential network = [new Unflatten(1, 28, 28), .. Normalized(1, width, 3, 1, generator), Activation.Relu()];
        var channels = width;
        for (var stage = 0; stage < 3; stage++)
        {
            for (var block = 0; block < blocks; block++)
            {
                var (outputs, stride) = (width << stage, stage > 0 && block == 0 ? 2 : 1);
                Sequential inner =
                [
                    .. Normalized(channels, outputs, 3, stride, generator), Activation.Relu(), new Dropout(dropout, generator),
                    .. Normalized(outputs, outputs, 3, 1, generator),
                ];
                var shortcut = stride == 1 && channels == outputs ? null : new Sequential(Normalized(channels, outputs, 1, stride, generator));
                network.Add(new Residual(inner, shortcut));
                network.Add(Activation.Relu());
                channels = outputs;
            }
        }
        network.Add(new GlobalAveragePool());
        network.Add(new Linear(channels, classes, generator));
        return network;
    }

    /// <summary>A convolution that keeps the resolution but for its stride, and batch normalization, which makes its bias superfluous.</summary>
    private static Module[] Normalized(int inputs, int outputs, int kernel, int stride, Generator generator) =>
    [
        new Conv2d(inputs, outputs, kernel, generator, new() { Stride = stride, Padding = kernel / 2, HasBias = false }), new BatchNorm(outputs),
    ];
}
