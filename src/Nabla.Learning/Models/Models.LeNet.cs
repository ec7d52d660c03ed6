namespace Nabla.Learning;

public static partial class Models
{
    private const double HiddenDropout = 0.2;

    /// <summary>
    /// LeNet-1 (LeCun et al. 1989) for images of 28×28: convolutions of 4 and 12 channels, each with average pooling, and a linear layer. tanh as in the
    /// original; [batch, 28, 28] → [batch, classes].
    /// </summary>
    public static Sequential LeNet1(int classes, Generator generator) =>
    [
        new Unflatten(1, 28, 28),
        new Conv2d(1, 4, 5, generator, initializer: Initializer.Xavier), Activation.Tanh(), new AveragePool(2),
        new Conv2d(4, 12, 5, generator, initializer: Initializer.Xavier), Activation.Tanh(), new AveragePool(2),
        new Flatten(), new Linear(12 * 4 * 4, classes, generator),
    ];

    /// <summary>
    /// LeNet-4 (LeCun et al. 1998) for images of 28×28: convolutions of 4 and 16 channels, then 120 hidden units. ReLU, max-pooling and dropout in place of the
    /// original tanh and subsampling; [batch, 28, 28] → [batch, classes].
    /// </summary>
    public static Sequential LeNet4(int classes, Generator generator) => LeNet(4, [120], classes, generator);

    /// <summary>
    /// LeNet-5 (LeCun et al. 1998) for images of 28×28: convolutions of 6 and 16 channels, then 120 and 84 hidden units. ReLU, max-pooling and dropout in
    /// place of the original tanh and subsampling; [batch, 28, 28] → [batch, classes].
    /// </summary>
    public static Sequential LeNet5(int classes, Generator generator) => LeNet(6, [120, 84], classes, generator);

    private static Sequential LeNet(int channels, int[] hidden, int classes, Generator generator)
    {
        Sequential network =
        [
            new Unflatten(1, 28, 28),
            new Conv2d(1, channels, 5, generator, new() { Padding = 2 }), Activation.Relu(), new MaxPool(2),
            new Conv2d(channels, 16, 5, generator), Activation.Relu(), new MaxPool(2),
            new Flatten(),
        ];
        var inputs = 16 * 5 * 5;
        foreach (var units in hidden)
        {
            network.Add(new Linear(inputs, units, generator, Initializer.He));
            network.Add(Activation.Relu());
            network.Add(new Dropout(HiddenDropout, generator));
            inputs = units;
        }
        network.Add(new Linear(inputs, classes, generator));
        return network;
    }
}
