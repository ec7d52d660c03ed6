namespace Nabla.Page;

internal sealed partial class LearnSession
{
    private const int Bins = 24;

    /// <summary>
    /// Returns the answer on a square grid over the plane: the class of each pixel, row by row from the top, then how sure it is of each (0 to 255).
    /// </summary>
    internal byte[] Surface(int size)
    {
        float[] probabilities = look([Grid(size)])[0].ToArray<float>();
        int classes = training.OutputWidth, pixels = size * size;
        var picture = new byte[2 * pixels];
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            ReadOnlySpan<float> row = probabilities.AsSpan(pixel * classes, classes);
            int best = 0;
            for (int k = 1; k < classes; k++)
                if (row[k] > row[best]) best = k;
            picture[pixel] = (byte)best;
            // From guessing to certainty.
            float guess = 1f / classes;
            picture[pixels + pixel] = Level((row[best] - guess) / (1 - guess));
        }
        return picture;
    }

    /// <summary>Returns what each hidden unit gives over the plane, from 0 (its least) over 128 (zero) to 255, unit by unit.</summary>
    internal byte[] Units(int size)
    {
        var pictures = new List<byte>();
        foreach (Tensor layer in look([Grid(size)]).Skip(1))
        {
            float[] values = layer.ToArray<float>();
            int width = layer.Shape[1];
            for (int unit = 0; unit < width; unit++)
            {
                float most = 1e-6f;
                for (int pixel = 0; pixel < size * size; pixel++) most = Math.Max(most, Math.Abs(values[pixel * width + unit]));
                for (int pixel = 0; pixel < size * size; pixel++) pictures.Add(Level(0.5f + 0.5f * values[pixel * width + unit] / most));
            }
        }
        return [.. pictures];
    }

    /// <summary>Returns the weights between layers, layer by layer, [to, from] row by row; none for a maxout layer, whose units have several each.</summary>
    internal double[] Links() =>
        [.. network.OfType<Linear>().SelectMany(layer => layer.Parameters()[0].Value.ToArray<float>()).Select(weight => (double)weight)];

    /// <summary>Returns the histograms of all layers.</summary>
    internal IReadOnlyList<LearnLayer> Layers()
    {
        Batch all = training.Batches(training.Count).First();
        var parameters = network.NamedParameters();
        Tensor error = objective.Compute(network.Forward(all.Inputs), loss.Encode(all.Targets, training.OutputWidth), network.Parameters());
        IReadOnlyList<Tensor> gradients = Reverse.Gradients(error, network.Parameters());
        Tensor.Evaluate([.. gradients]);
        return
        [
            .. parameters.Select((entry, i) => (entry.Path, Weights: entry.Variable.Value.ToArray<float>(), Gradients: gradients[i].ToArray<float>()))
                .GroupBy(entry => entry.Path.Split('.')[0])
                .Select((layer, i) => new LearnLayer(
                    $"layer {i + 1}", Histogram(layer.SelectMany(entry => entry.Weights)), Histogram(layer.SelectMany(entry => entry.Gradients)))),
        ];
    }

    /// <summary>
    /// Returns the loss on the training examples over a plane through the weights: along two random directions, each as long as the weights in every row
    /// (Li et al., "Visualizing the loss landscape of neural nets", 2018).
    /// </summary>
    /// <param name="size">The number of values along each direction, from −1 to 1; the weights of now are in the middle.</param>
    internal double[] LossPlane(int size)
    {
        Variable[] parameters = [.. network.Parameters()];
        Tensor[] now = Array.ConvertAll(parameters, parameter => parameter.Value);
        var generator = new Generator(Options.Seed + 7);
        Tensor[] one = Array.ConvertAll(now, weights => Direction(weights, generator)), other = Array.ConvertAll(now, weights => Direction(weights, generator));
        Tensor.Evaluate([.. now, .. one, .. other]);
        Batch all = training.Batches(training.Count).First();
        var plane = new double[size * size];
        try
        {
            for (int i = 0; i < plane.Length; i++)
            {
                float a = 2f * (i % size) / (size - 1) - 1, b = 2f * (i / size) / (size - 1) - 1;
                for (int p = 0; p < parameters.Length; p++) parameters[p].Value = now[p] + one[p] * a + other[p] * b;
                plane[i] = Finite(score([all.Inputs, all.Targets])[0].ToDouble());
            }
        }
        finally
        {
            for (int p = 0; p < parameters.Length; p++) parameters[p].Value = now[p];
        }
        return plane;
    }

    private static byte Level(float part) => (byte)Math.Clamp((int)(part * 255 + 0.5f), 0, 255);

    private static Tensor Direction(Tensor weights, Generator generator)
    {
        Tensor random = generator.Normal(weights.Shape);
        if (weights.Rank == 1) return random * (weights.Square().Sum().Sqrt() / random.Square().Sum().Sqrt());
        return random * (weights.Square().Sum(-1, keepAxes: true).Sqrt() / random.Square().Sum(-1, keepAxes: true).Sqrt());
    }

    private static LearnHistogram Histogram(IEnumerable<float> values)
    {
        float[] numbers = [.. values];
        float most = Math.Max(1e-9f, numbers.Max(Math.Abs));
        var counts = new int[Bins];
        double squares = 0;
        if (!float.IsFinite(most)) return new(0, counts, 0);
        foreach (float number in numbers)
        {
            counts[Math.Min(Bins - 1, (int)((number / most + 1) * 0.5f * Bins))]++;
            squares += (double)number * number;
        }
        return new(most, counts, Math.Sqrt(squares / numbers.Length));
    }

    /// <summary>The standardized centers of the pixels, from the upper left one.</summary>
    private Tensor Grid(int size)
    {
        var places = new float[2 * size * size];
        for (int i = 0; i < size * size; i++)
        {
            places[2 * i] = (float)(Extent[0] + (i % size + 0.5) / size * (Extent[1] - Extent[0]));
            places[2 * i + 1] = (float)(Extent[3] - (i / size + 0.5) / size * (Extent[3] - Extent[2]));
        }
        model.Inputs.Transform(places, places, 2);
        return Tensor.From<float>(places, [size * size, 2]);
    }
}
