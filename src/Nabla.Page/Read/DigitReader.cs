namespace Nabla.Page;

/// <summary>A network that learns to read digits in the tab, and reads what is drawn by hand.</summary>
internal sealed class DigitReader
{
    private const int Side = DigitGenerator.Side;
    private const int Batch = 50;
    private const int Epochs = 5;
    private const int Examples = 2_000;
    private const int Tests = 200;

    private readonly Sequential network;
    private readonly TrainedModel model;
    private readonly Dataset training, test;
    private readonly Func<Tensor[], Tensor[]> step;
    private IEnumerator<Batch>? batches;
    private int taken;

    /// <summary>Draws the examples and builds the network.</summary>
    internal DigitReader(int seed)
    {
        network = [new Flatten(), .. Models.Perceptron([Side * Side, 64, 10], "relu", new Generator(seed))];
        Dataset raw = DigitGenerator.Create(Examples, seed);
        var loss = new CrossEntropyLoss();
        model = TrainedModel.Create(network, raw, loss);
        (training, test) = (model.Prepare(raw), model.Prepare(DigitGenerator.Create(Tests, seed + 1)));
        var rule = new GradientRule(network, new Objective(loss), new Adam(network.Parameters(), 0.002));
        step = Compile.Function(batch =>
        {
            (Tensor error, _) = rule.Learn(batch[0], loss.Encode(batch[1], 10));
            return [error];
        });
    }

    /// <summary>The number of steps of the whole training.</summary>
    internal static int Steps => Epochs * Examples / Batch;

    /// <summary>
    /// Takes steps, and returns the number taken so far, the latest error, and once training is done, the accuracy on other digits (before that −1).
    /// </summary>
    internal double[] Take(int count)
    {
        double error = 0;
        for (int i = 0; i < count && taken < Steps; i++)
        {
            while (batches is null || !batches.MoveNext())
                batches = training.Batches(Batch, new HostRandom(1, taken * Batch / Examples + 1)).GetEnumerator();
            error = step([batches.Current.Inputs, batches.Current.Targets])[0].ToDouble();
            taken++;
        }
        return [taken, error, taken < Steps ? -1 : Trainer.Evaluate(network, new CrossEntropyLoss(), test).Score];
    }

    /// <summary>Reads a digit.</summary>
    /// <param name="pixels">28 × 28 pixels row by row, 0 = paper, 255 = ink.</param>
    /// <returns>The probabilities of the ten digits, then for each pixel the derivative of the logarithm of the answer's probability.</returns>
    internal double[] Read(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != Side * Side) throw new PageException($"A digit has {Side * Side} pixels, not {pixels.Length}.");
        var raw = new float[pixels.Length];
        for (int i = 0; i < raw.Length; i++) raw[i] = pixels[i] / 255f;
        var scaled = new float[raw.Length];
        model.Inputs.Transform(raw, scaled, raw.Length);
        Tensor x = Tensor.From<float>(scaled, [1, Side, Side]);
        float[] probabilities = network.Forward(x).Softmax().ToArray<float>();
        int answer = Array.IndexOf(probabilities, probabilities.Max());
        Tensor gradient = Derivative.Gradient(image => network.Forward(image).LogSoftmax()[0, answer])(x);
        return [.. probabilities.Select(p => (double)p), .. gradient.ToArray<float>().Select(change => (double)change)];
    }

    /// <summary>Draws a digit as an example of the handwriting that the network knows, 0 = paper, 255 = ink.</summary>
    internal static byte[] Example(int digit, int seed)
    {
        var image = new float[Side * Side];
        DigitGenerator.Draw(digit, new HostRandom(seed, digit), image);
        return Array.ConvertAll(image, pixel => (byte)(255 * pixel + 0.5f));
    }
}
