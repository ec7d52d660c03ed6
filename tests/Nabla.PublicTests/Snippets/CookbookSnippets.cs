using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/cookbook.md.</summary>
public sealed class CookbookSnippets : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nabla-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void FreezeLayers_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var generator = new Generator(seed: 1);
        var network = new Sequential { { "body", new Linear(4, 8, generator) }, Activation.Relu(), { "head", new Linear(8, 3, generator) } };
        network.Freeze("body.*", "*.bias");
        Console.WriteLine(string.Join(", ", network.Parameters().Select(parameter => parameter.Shape)));   // [3, 8]
        network.Unfreeze("head");
        Console.WriteLine(string.Join(", ", network.Parameters().Select(parameter => parameter.Shape)));   // [3, 8], [3]
        var optimizer = new Adam(network.Parameters());
        // end
    });

    [Fact]
    public void FineTuneWithLowRankAdapters_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var generator = new Generator(seed: 1);
        Sequential Pretrained() => new() { { "body", new Linear(64, 64, new Generator(2)) }, { "head", new Linear(64, 3, new Generator(3)) } };
        var network = Pretrained();
        Lora.Attach(network, new LoraOptions { Rank = 2, Alpha = 4, Layers = ["body"] }, generator);
        Console.WriteLine($"{network.ParameterCount() - network.FrozenParameterCount()} of {network.ParameterCount()}");   // 256 of 4611
        var (optimizer, x) = (new Adam(network.Parameters(), learningRate: 0.01), generator.Normal([32, 64]));
        var step = Compile.Step(() => optimizer.Step(Reverse.Gradients(network.Forward(x).Square().Mean(), optimizer.Parameters)));
        for (var i = 0; i < 10; i++) step();

        Lora.Save(Path.Combine(folder, "adapters.safetensors"), network);   // 3 KB, without the weights of the network
        var other = Pretrained();
        Lora.Load(Path.Combine(folder, "adapters.safetensors"), other);
        Console.WriteLine(Tensor.Equal(network.Forward(x), other.Forward(x)).All().Item<bool>());   // True
        Lora.Merge(other);                                                  // part of the weights now; Lora.Remove gives the old network back
        Console.WriteLine(other["body"]);   // linear(in 64, out 64)
        // end
    });

    [Fact]
    public void ClipGradients_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var w = new Variable(Tensor.From([3.0, 4.0]), "w");
        var optimizer = new Sgd([w], learningRate: 1) { Transformations = { new ClipByGlobalNorm(1) } };   // or ClipByValue
        optimizer.Step(Reverse.Gradients((w.Square() / 2).Sum(), w));                                      // the gradient is w, its norm 5
        Console.WriteLine(w.Value);   // tensor([2.4, 3.2], float64[2])
        // end
    });

    [Fact]
    public void UseLargerBatchesThanFitIntoMemory_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var w = new Variable(Tensor.Scalar(0.0), "w");
        var optimizer = new Sgd([w], learningRate: 1) { Transformations = { new GradientAccumulation(2, [w]) } };
        foreach (var x in (double[])[1, 3]) optimizer.Step(Reverse.Gradients(w * x, w));
        Console.WriteLine(w.Value.ToDouble());   // -2, the mean of both gradients
        // end
    });

    [Fact]
    public void GiveLayersDifferentLearningRates_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var generator = new Generator(seed: 1);
        var (body, head) = (new Linear(4, 8, generator), new Linear(8, 3, generator));
        var optimizer = new ParameterGroups(new Sgd(body.Parameters(), learningRate: 0.001), new Adam(head.Parameters(), learningRate: 0.01));
        Console.WriteLine(optimizer.Parameters.Count);   // 4
        // end
    });

    // docs/cookbook.md
    internal sealed class LogCosh : Loss
    {
        public override string Name => "log-cosh";

        public override string Description => "robust regression";

        public override bool IsRegression => true;

        public override Tensor PerExample(Tensor outputs, Tensor targets)
        {
            var error = (outputs - targets).Abs();
            return (error + (error * -2).Softplus() - Math.Log(2)).Sum(1);
        }
    }
    // end

    [Fact]
    public void WriteALoss_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var (y, t) = (Tensor.From([1.0, 5.0], [2, 1]), Tensor.From([1.0, 2.0], [2, 1]));
        Console.WriteLine($"{new LogCosh().Mean(y, t).ToDouble():F4}");   // 1.1547
        // end
    });

    // docs/cookbook.md
    internal sealed class InverseRoot(long warmUp) : ILearningRateSchedule
    {
        public double Factor(long step, long steps) => Math.Min((step + 1.0) / warmUp, Math.Sqrt(warmUp / (step + 1.0)));
    }
    // end

    [Fact]
    public void WriteALearningRateSchedule_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var schedule = new InverseRoot(warmUp: 100);
        Console.WriteLine($"{schedule.Factor(49, 1000)} {schedule.Factor(399, 1000)}");   // 0.5 0.5
        // end
    });

    [Fact]
    public void WeightRareClasses_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var loss = new CrossEntropyLoss(classWeights: [1, 9]);
        Dataset moons = SyntheticData.Moons(100, noise: 0.1, new HostRandom(seed: 1));
        IBatchSource balanced = moons.Balanced();
        Console.WriteLine(loss.PerExample(Tensor.Zeros(2, 2), loss.Encode(Tensor.From([0, 1]), classes: 2)));   // tensor([0.6931, 6.2383], float32[2])
        // end
    });

    [Fact]
    public void DifferentiateWithRespectToTheInput_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var network = Models.Perceptron([2, 16, 3], "tanh", new Generator(seed: 1));
        network.Eval();
        Func<Tensor, Tensor> score = x => network.Forward(x.Unsqueeze(0))[0, 1];
        Tensor saliency = Derivative.Gradient(score)(Tensor.From([0.5f, -1f]));
        Console.WriteLine(saliency.Shape);   // [2]
        // end
    });

    [Fact]
    public void PenalizeAGradient_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var critic = Models.Perceptron([2, 16, 1], "tanh", new Generator(seed: 1));
        var x = new Generator(seed: 2).Normal([8, 2]);
        Tensor slopes = Derivative.Gradient(input => critic.Forward(input).Sum())(x);
        Tensor penalty = (slopes.Norm(1) - 1).Square().Mean();
        Tensor[] gradients = Reverse.Gradients(penalty, critic.Parameters().Take(3).ToList());   // the last bias does not matter to slopes
        Console.WriteLine(gradients.Length);   // 3
        // end
    });

    [Fact]
    public void ComputeAGradientForEachExample_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        Func<Tensor[], Tensor[]> ofOne = a => [Derivative.Gradient(w => (w.Dot(a[1]) - a[2]).Square())(a[0])];
        var w = Tensor.From([1.0, 2.0]);
        var (xs, ts) = (Tensor.From<double>([1, 0, 0, 1, 1, 1], [3, 2]), Tensor.From([0.0, 0.0, 3.0]));
        Tensor each = Vectorize.Map(ofOne, false, true, true)([w, xs, ts])[0];   // the same w for all, a slice of xs and ts for each
        Console.WriteLine(each.Shape);                                           // [3, 2]
        Console.WriteLine(string.Join(" ", each.ToArray<double>()));             // 2 0 0 4 0 0
        // end
    });

    [Fact]
    public void MultiplyByTheHessian_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        Func<Tensor, Tensor> f = x => (x.Square().Sum() + 1).Log();
        var (x, v) = (Tensor.From([1.0, 2.0]), Tensor.From([1.0, 0.0]));
        Tensor product = Derivative.HessianVectorProduct(f)(x, v);
        Tensor column = Derivative.Hessian(f)(x)[.., 0];
        Console.WriteLine((product - column).Abs().Max().ToDouble() < 1e-15);   // True
        // end
    });

    [Fact]
    public void SaveLoadAndResume_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var network = Models.Perceptron([2, 16, 2], "tanh", new Generator(seed: 1));
        var optimizer = new Adam(network.Parameters());
        ParameterFile.Save(Path.Combine(folder, "weights.safetensors"), network);
        ParameterFile.Save(Path.Combine(folder, "adam.safetensors"), optimizer.StateVariables);
        var other = Models.Perceptron([2, 16, 2], "tanh", new Generator(seed: 2));
        ParameterFile.Load(Path.Combine(folder, "weights.safetensors"), other);
        Console.WriteLine(Tensor.Equal(network.Parameters()[0], other.Parameters()[0]).All().Item<bool>());   // True

        var moons = SyntheticData.Moons(200, noise: 0.1, new HostRandom(seed: 1));
        var checkpoints = new CheckpointOptions(Path.Combine(folder, "run")) { EverySteps = 10, Resumes = true };
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), optimizer);
        trainer.Fit(moons, null, new TrainingOptions { Epochs = 5, Checkpoints = checkpoints });   // run it again after a stop: it goes on
        // end
    });

    [Fact]
    public void ReadACSVFile_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        File.WriteAllText(Path.Combine(folder, "flowers.csv"), "length,width,kind\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n4.9,3.0,setosa\n");
        Dataset flowers = CsvDataset.Load(Path.Combine(folder, "flowers.csv"));
        Console.WriteLine($"{flowers.Count} {flowers.Width} {string.Join(", ", flowers.ClassNames)}");   // 4 2 setosa, versicolor, virginica
        // end
    });

    // docs/cookbook.md
    internal sealed class MixedInputs : Module
    {
        private readonly Embedding city;
        private readonly Module body;

        public MixedInputs(int cities, Generator generator)
        {
            city = Child("city", new Embedding(cities, 4, generator));
            body = Child("body", Models.Perceptron([2 + 4, 32, 1], "relu", generator));
        }

        public override string TypeName => "mixed-inputs";

        public override Tensor Forward(Tensor x)
        {
            Tensor codes = ForwardChild("city", city, x[.., 2].To(ElementType.Int64));
            return ForwardChild("body", body, Tensor.Concatenate(1, x[.., ..2], codes));
        }
    }
    // end

    [Fact]
    public void MixNumbersAndCategories_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var network = new MixedInputs(cities: 10, new Generator(seed: 1));
        Console.WriteLine(network.Forward(Tensor.From([120f, 3, 7, 80, 2, 9], [2, 3])).Shape);   // [2, 1]
        // end
    });

    [Fact]
    public void PredictSeveralThings_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var generator = new Generator(seed: 1);
        var body = new Sequential { new Linear(2, 16, generator), Activation.Relu() };
        var (kind, size) = (new Linear(16, 3, generator), new Linear(16, 1, generator));
        IReadOnlyList<Variable> parameters = [.. body.Parameters(), .. kind.Parameters(), .. size.Parameters()];
        var optimizer = new Adam(parameters);

        var (x, labels, sizes) = (generator.Normal([4, 2]), Tensor.From([0, 2, 1, 0]), Tensor.Ones(4, 1));
        Tensor features = body.Forward(x);
        Tensor error = new CrossEntropyLoss().Mean(kind.Forward(features), labels) + 0.5 * new SquaredErrorLoss().Mean(size.Forward(features), sizes);
        optimizer.Step(Reverse.Gradients(error, parameters));
        Console.WriteLine(error.Shape.Rank);   // 0
        // end
    });

    [Fact]
    public void RunAnEnsembleAtOnce_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        Func<Tensor[], Tensor> one = p => ((p[2].MatMul(p[0]) + p[1]).Tanh()).Sum(1);            // weights, biases, inputs
        var generator = new Generator(seed: 1);
        var (weights, biases, x) = (generator.Normal([5, 2, 8]), generator.Normal([5, 8]), generator.Normal([3, 2]));
        Tensor outputs = Vectorize.Map(p => [one(p)], true, true, false)([weights, biases, x])[0];   // the same inputs for all
        Console.WriteLine($"{outputs.Shape}, mean {outputs.Mean(0).Shape}, spread {outputs.StandardDeviation(0).Shape}");   // [5, 3], mean [3], spread [3]
        // end
    });

    [Fact]
    public void WriteALoopAsOneOperation_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var rates = Tensor.From([0.1, 0.2, 0.3]);
        var (last, all) = Tensor.Scan((balance, rate) => (balance * (1 + rate), balance), Tensor.Scalar(100.0), rates);
        Console.WriteLine($"{last.ToDouble():F1}");                                                                  // 171.6
        Func<Tensor, Tensor> end = r => Tensor.Scan((balance, rate) => (balance * (1 + rate), balance), Tensor.Scalar(100.0), r).Carry;
        Console.WriteLine(string.Join(" ", Derivative.Gradient(end)(rates).ToArray<double>().Select(d => $"{d:F0}")));   // 156 143 132
        // end
    });

    [Fact]
    public void SaveMemoryInTheBackwardPass_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        Func<Tensor, Tensor> block = x => (x.Sin() * x).Exp();
        Func<Tensor, Tensor> thrifty = Derivative.Checkpoint(block);
        var x = Tensor.From([0.5, 1.0]);
        var (plain, saved) = (Derivative.Gradient(x => block(x).Sum())(x), Derivative.Gradient(x => thrifty(x).Sum())(x));
        Console.WriteLine(Tensor.Equal(plain, saved).All().Item<bool>());   // True
        // end
    });

    [Fact]
    public void MakeRunsReproducible_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        Tensor Draw() => new Generator(seed: 7).Normal([1000]);
        Console.WriteLine(Tensor.Equal(Draw(), Draw()).All().Item<bool>());   // True
        // end
    });

    [Fact]
    public void UseOneThreadInAServer_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/cookbook.md
        var network = Models.Perceptron([4, 32, 3], "relu", new Generator(seed: 1));
        network.Eval();
        Func<Tensor, Tensor> predict = Compile.Function(x => network.Forward(x).Softmax());   // compiled once, safe to call from many threads
        Parallel.For(0, 8, _ =>
        {
            using (NablaOptions.UseThisThreadOnly()) predict(Tensor.Ones(1, 4)).Evaluate();
        });
        // end
    });
}
