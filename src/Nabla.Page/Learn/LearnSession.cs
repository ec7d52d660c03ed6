namespace Nabla.Page;

/// <summary>A network that learns step by step.</summary>
internal sealed class LearnSession
{
    private const int Bins = 24;

    private readonly Sequential network;
    private readonly Loss loss;
    private readonly Objective objective;
    private readonly TrainedModel model;
    private readonly Dataset training, test;
    private readonly Func<Tensor[], Tensor[]> step;
    private readonly Func<Tensor[], Tensor[]> score;
    private readonly Func<Tensor[], Tensor[]> look;
    private readonly IReadOnlyList<double> earlier;
    private readonly List<double> errors = [];
    private IEnumerator<Batch>? batches;
    private int epoch;
    private bool isSame = true;

    /// <summary>Builds the network and its data.</summary>
    /// <param name="options">The choices.</param>
    /// <param name="data">The raw examples.</param>
    /// <param name="earlier">The errors of a run to repeat; empty for none.</param>
    internal LearnSession(LearnOptions options, (Dataset Training, Dataset Test) data, IReadOnlyList<double>? earlier = null)
    {
        options.Check();
        (Options, Data, this.earlier) = (options, data, earlier ?? []);
        loss = Loss.FromName(options.Loss);
        network = Models.Perceptron([2, .. options.Hidden, data.Training.OutputWidth], options.Activation, new Generator(options.Seed));
        if (options.Output.Length > 0) network.Add(options.Output == "softmax" ? new Softmax() : Activation.FromName(options.Output));
        var type = OptimizerRegistry.FromName(options.Optimizer);
        Rate = options.Rate > 0 ? options.Rate : type.LearningRate;
        objective = type.AppliesRegularization ? new(loss) : new(loss, Regularizer.FromName(options.Regularizer), options.Strength);
        var rule = new GradientRule(network, objective, type.Create(network.Parameters(), Rate, options.Strength));
        model = TrainedModel.Create(network, data.Training, loss);
        (training, test) = (model.Prepare(data.Training), model.Prepare(data.Test));
        int classes = training.OutputWidth;
        step = Compile.Function(batch =>
        {
            (Tensor error, _) = rule.Learn(batch[0], loss.Encode(batch[1], classes));
            return [error];
        });
        score = Compile.Function(batch =>
        {
            Tensor y = network.Forward(batch[0]);
            return [loss.Mean(y, loss.Encode(batch[1], classes)), Tensor.Equal(y.ArgMax(-1), batch[1]).To(ElementType.Float32).Mean()];
        });
        look = Compile.Function(batch =>
        {
            var seen = new List<Tensor>();
            Tensor x = batch[0];
            foreach (Module layer in network)
            {
                x = layer.Forward(x);
                if (layer is not Linear) seen.Add(x);
            }
            // Those of the last layer are the answer.
            if (options.Output.Length > 0) seen.RemoveAt(seen.Count - 1);
            return [loss.Probabilities(x), .. seen];
        });
    }

    /// <summary>The choices.</summary>
    internal LearnOptions Options { get; }

    /// <summary>The raw examples.</summary>
    internal (Dataset Training, Dataset Test) Data { get; }

    /// <summary>The learning rate.</summary>
    internal double Rate { get; }

    /// <summary>The errors of all steps.</summary>
    internal IReadOnlyList<double> Errors => errors;

    /// <summary>The model as it is now.</summary>
    internal TrainedModel Model => model;

    /// <summary>Describes data and network.</summary>
    internal LearnSetup Setup() => new(
        PointsOf(Data.Training),
        PointsOf(Data.Test),
        training.ClassNames,
        training.FeatureNames,
        Extent,
        [2, .. Options.Hidden, training.OutputWidth],
        network.ParameterCount(),
        Rate,
        [.. Advice.For(network, loss)]);

    /// <summary>Takes steps, and says where the run stands.</summary>
    /// <param name="count">The number of steps; 0 to take none.</param>
    /// <param name="example">The only example to learn from, or −1 for batches.</param>
    internal LearnStatus Take(int count, int example = -1)
    {
        string stopped = "";
        int before = errors.Count;
        for (int i = 0; i < count && stopped.Length == 0; i++)
        {
            Batch batch = example < 0 ? NextBatch() : training.Subset([example % training.Count]).Batches(1).First();
            double error = step([batch.Inputs, batch.Targets])[0].ToDouble();
            if (errors.Count < earlier.Count) isSame &= BitConverter.DoubleToInt64Bits(earlier[errors.Count]) == BitConverter.DoubleToInt64Bits(error);
            errors.Add(error);
            if (!double.IsFinite(error)) stopped = "The error is no longer finite: the steps are too large. Choose a smaller learning rate, and start again.";
        }
        int compared = Math.Min(errors.Count, earlier.Count);
        return new(
            errors.Count, Math.Max(1, epoch), [.. errors.Skip(before).Select(Finite)], ScoreOf(training), ScoreOf(test), compared, isSame, stopped);
    }

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

    /// <summary>Returns the bytes of a file with the model, which the tool and the library load.</summary>
    internal byte[] Save()
    {
        string path = Path.Combine(Path.GetTempPath(), "model.safetensors");
        ModelFile.Save(path, model);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    // JSON has no infinity; the page shows that the run was stopped.
    private static double Finite(double number) => double.IsFinite(number) ? number : double.MaxValue;

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

    private static double[] PointsOf(Dataset data)
    {
        ReadOnlySpan<float> places = data.Features.Span;
        var points = new double[3 * data.Count];
        for (int i = 0; i < data.Count; i++)
            (points[3 * i], points[3 * i + 1], points[3 * i + 2]) = (places[2 * i], places[2 * i + 1], data.Labels.Span[i]);
        return points;
    }

    private double[] Extent => field ??= ExtentOf(Data.Training);

    private static double[] ExtentOf(Dataset data)
    {
        float[] x = [.. Enumerable.Range(0, data.Count).Select(i => data.Features.Span[2 * i])];
        float[] y = [.. Enumerable.Range(0, data.Count).Select(i => data.Features.Span[2 * i + 1])];
        double marginX = Math.Max(1e-3, 0.1 * (x.Max() - x.Min())), marginY = Math.Max(1e-3, 0.1 * (y.Max() - y.Min()));
        return [x.Min() - marginX, x.Max() + marginX, y.Min() - marginY, y.Max() + marginY];
    }

    private Batch NextBatch()
    {
        while (batches is null || !batches.MoveNext())
            batches = training.Batches(Options.Batch, new HostRandom(Options.Seed, ++epoch)).GetEnumerator();
        return batches.Current;
    }

    private LearnScore ScoreOf(Dataset data)
    {
        Batch all = data.Batches(data.Count).First();
        Tensor[] results = score([all.Inputs, all.Targets]);
        return new(Finite(results[0].ToDouble()), results[1].ToDouble());
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
