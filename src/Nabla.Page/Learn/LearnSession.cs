namespace Nabla.Page;

/// <summary>A network that learns step by step.</summary>
internal sealed partial class LearnSession
{
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
}
