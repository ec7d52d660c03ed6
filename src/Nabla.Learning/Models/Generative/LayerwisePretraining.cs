namespace Nabla.Learning;

/// <summary>
/// Trains Boltzmann machines one on top of the other, each on the features of the one below (Hinton et al. 2006), as a start for a network that is trained by
/// gradients afterward.
/// </summary>
public static class LayerwisePretraining
{
    // Until the hidden units have found something to represent (Hinton 2010).
    private const int GentleEpochs = 5;
    private const double GentleMomentum = 0.5;
    private const double Momentum = 0.9;

    /// <summary>Returns linear layers with sigmoids, whose weights are those of the trained machines.</summary>
    /// <param name="data">Examples with numbers from 0 to 1, flat or with any shape; targets are not used.</param>
    /// <param name="widths">The number of hidden units of each machine.</param>
    /// <param name="epochs">The epochs for each machine.</param>
    /// <param name="learningRate">The learning rate, with momentum 0.5 in the first five epochs and 0.9 after.</param>
    /// <param name="batchSize">The examples in a batch.</param>
    /// <param name="seed">The seed of weights, batches and samples.</param>
    /// <param name="progress">Receives the machine, from 1, the epoch, from 1, and the mean squared error of reconstruction; may be null.</param>
    /// <param name="cancellation">Stops between batches, with an exception.</param>
    /// <exception cref="ArgumentException">There are no widths.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public static Sequential Fit(
        IBatchSource data,
        IReadOnlyList<int> widths,
        int epochs,
        double learningRate = 0.05,
        int batchSize = 100,
        long seed = 0,
        Action<int, int, double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(widths);
        if (widths.Count == 0) throw new ArgumentException("pre-training: there are no layers to train.", nameof(widths));
        var generator = new Generator(seed);
        var network = new Sequential();
        if (data.ExampleShape.Count > 1) network.Add(new Flatten());
        var inputs = data.ExampleShape.Aggregate(1, (product, size) => product * size);
        for (var layer = 0; layer < widths.Count; layer++)
        {
            var machine = new RestrictedBoltzmannMachine(inputs, widths[layer], generator);
            var number = layer + 1;
            Fit(machine, network, data, epochs, learningRate, batchSize, generator, (epoch, error) => progress?.Invoke(number, epoch, error), cancellation);
            var linear = new Linear(inputs, widths[layer], generator, Initializer.Zeros);
            linear.Weight.Value = machine.Weight.Value;
            linear.Bias!.Value = machine.HiddenBias.Value;
            network.Add(linear);
            network.Add(Activation.Sigmoid());
            inputs = widths[layer];
        }
        return network;
    }

    private static void Fit(
        RestrictedBoltzmannMachine machine,
        Sequential below,
        IBatchSource data,
        int epochs,
        double learningRate,
        int batchSize,
        Generator generator,
        Action<int, double> progress,
        CancellationToken cancellation)
    {
        var objective = new ContrastiveDivergence(machine, generator);
        var step = Step(GentleMomentum);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            if (epoch == GentleEpochs + 1) step = Step(Momentum);
            var (sum, count) = (0.0, 0);
            foreach (var batch in data.Batches(batchSize, new HostRandom(epoch)))
            {
                cancellation.ThrowIfCancellationRequested();
                sum += step(batch.Inputs).ToDouble() * batch.Count;
                count += batch.Count;
            }
            progress(epoch, sum / count);
        }

        Func<Tensor, Tensor> Step(double momentum)
        {
            var parameters = machine.Parameters();
            var optimizer = new Sgd(parameters, learningRate, momentum);
            return Compile.Function(x =>
            {
                var v = below.Forward(x);
                var error = (machine.Reconstruct(machine.Forward(v)) - v).Square().Mean();
                optimizer.Step(Reverse.Gradients(objective.Loss(v), parameters));
                return error;
            });
        }
    }
}
