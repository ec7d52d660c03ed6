using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests;

/// <summary>A loss, an optimizer, a gradient transformation, a schedule, a callback and a batch source, written with nothing but the public API.</summary>
public class OutsideTrainingTests
{
    [Fact]
    public void Trainer_OfPartsFromOutside_LearnsALine()
    {
        var network = new Sequential { new Flatten(), new Linear(4, 1, new Generator(1)) };
        var schedule = new Halving();
        var noted = new Noted();
        var optimizer = new SignDescent(network.Parameters(), 0.3) { Transformations = { new Trace(network.Parameters()) } };
        var trainer = new Trainer(network, new Objective(new LogCosh()), optimizer);
        var options = new TrainingOptions { Epochs = 12, BatchSize = 16, Schedule = schedule };
        var results = trainer.Fit(new Plane(), new Plane(), options, [noted], TestContext.Current.CancellationToken);
        Assert.Equal(12, results.Count);
        Assert.Equal((12 * 4, 12), (noted.Steps, noted.Epochs));
        Assert.Equal(12 * 4, schedule.Asked);
        Assert.True(results[^1].Validation!.Value.Score > 0.9, $"R² {results[^1].Validation}");
        // The rate is put back, and the network is left in inference mode.
        Assert.Equal(0.3, optimizer.LearningRate);
        Assert.False(network.IsTraining);
    }

    [Fact]
    public void Loss_FromOutside_HasItsDerivativeFromReverseMode()
    {
        var y = Tensor.From([0.5, -2.0], [1, 2]);
        var t = Tensor.From([0.0, 1.0], [1, 2]);
        Assert.Equal([Math.Tanh(0.5), Math.Tanh(-3)], new LogCosh().Derivative(y, t).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Model_TrainedWithALossFromOutside_IsSavedAndLoadedOnceTheLossIsRegistered()
    {
        var path = Path.Combine(Path.GetTempPath(), $"nabla-{Guid.NewGuid():N}.safetensors");
        var data = Dataset.ForClassification("two", [0f, 1, 2, 3], [1], [0, 0, 1, 1], ["low", "high"]);
        var model = TrainedModel.Create(new Sequential { new Linear(1, 2, new Generator(1)) }, data, new Doubtful());
        try
        {
            Assert.StartsWith(
                "model: the loss 'doubtful' is unknown to model files; call Loss.Register first.",
                Assert.Throws<ArgumentException>(() => ModelFile.Save(path, model)).Message);
            Loss.Register(new Doubtful());
            ModelFile.Save(path, model);
            var loaded = ModelFile.Load(path);
            Assert.Equal("doubtful", loaded.LossName);
            // The loss says what outputs mean.
            Assert.Equal([0.5, 0.5], loaded.Predict([2.0], TestContext.Current.CancellationToken));
            Assert.Throws<ArgumentException>(() => Loss.Register(new Doubtful()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Transformation_FromOutside_ChangesWhatTheOptimizerSees()
    {
        var w = new Variable(Tensor.From([0.0, 0]), "w");
        var optimizer = new Sgd([w], 1) { Transformations = { new Trace([w]) } };
        for (var i = 0; i < 3; i++) optimizer.Step([Tensor.From([1.0, -2])]);
        // −(1 + 1.5 + 1.75).
        Assert.Equal([-4.25, 8.5], w.Value.ToArray<double>());
        Assert.Equal(["transformation0.0.trace"], optimizer.StateVariables.Select(entry => entry.Name));
    }

    [Fact]
    public void Optimizer_FromOutside_KeepsItsStateInAFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"nabla-{Guid.NewGuid():N}.safetensors");
        try
        {
            var (w, other) = (new Variable(Tensor.From([1.0, -1.0]), "w"), new Variable(Tensor.From([1.0, -1.0]), "w"));
            var first = new SignDescent([w], 0.1) { Transformations = { new GradientAccumulation(2, [w]) } };
            Run(first, w, 3);
            Assert.Equal(["steps", "transformation0.count", "transformation0.0.sum"], first.StateVariables.Select(entry => entry.Name));
            ParameterFile.Save(path, first.StateVariables);
            var second = new SignDescent([other], 0.1) { Transformations = { new GradientAccumulation(2, [other]) } };
            ParameterFile.Load(path, second.StateVariables);
            other.Value = w.Value;
            Run(first, w, 2);
            Run(second, other, 2);
            Assert.Equal(w.Value.ToArray<double>(), other.Value.ToArray<double>());
        }
        finally
        {
            File.Delete(path);
        }

        static void Run(Optimizer optimizer, Variable w, int steps)
        {
            for (var i = 0; i < steps; i++) optimizer.Step(Reverse.Gradients(w.Value.Square().Sum(), [w]));
        }
    }

    [Fact]
    public void Transformation_ThatChangesATypeOrANumber_IsRefusedByName()
    {
        var w = new Variable(Tensor.From([1.0, -1.0]), "w");
        var optimizer = new Sgd([w], 0.1) { Transformations = { new Narrow() } };
        Assert.Equal(
            "narrow: parameter 0 'w' is float64[2], its gradient float32[2].",
            Assert.Throws<ElementTypeException>(() => optimizer.Step([Tensor.From([1.0, 1.0])])).Message);
    }

    /// <summary>Σₖ ln cosh(yₖ − tₖ).</summary>
    private sealed class LogCosh : Loss
    {
        public override string Name => "log-cosh";

        public override string Description => "robust regression";

        public override bool IsRegression => true;

        public override Tensor PerExample(Tensor outputs, Tensor targets)
        {
            var e = outputs - targets;
            return (e + (e * -2).Softplus() - Math.Log(2)).Sum(1);
        }
    }

    /// <summary>A loss whose outputs mean nothing.</summary>
    private sealed class Doubtful : Loss
    {
        public override string Name => "doubtful";

        public override string Description => "doubt";

        public override Tensor PerExample(Tensor outputs, Tensor targets) => (outputs - targets).Square().Sum(1);

        public override Tensor Probabilities(Tensor outputs) => outputs * 0 + 0.5;
    }

    /// <summary>W ← W − η sign(g), with a step that shrinks as 1/√t.</summary>
    private sealed class SignDescent : Optimizer
    {
        private readonly Variable steps;

        public SignDescent(IReadOnlyList<Variable> parameters, double learningRate)
            : base(parameters, learningRate) => steps = State("steps", Tensor.Scalar(0.0));

        protected override void BeginStep() => steps.Value = steps.Value + 1;

        protected override void Update(int index, Variable parameter, Tensor gradient) =>
            parameter.Value = parameter.Value - (Rate(ElementType.Float64) / steps.Value.Sqrt()).To(gradient.ElementType) * gradient.Sign();
    }

    /// <summary>The trace of gradients: t ← ½ t + g.</summary>
    private sealed class Trace : GradientTransformation
    {
        private readonly Variable[] traces;

        public Trace(IReadOnlyList<Variable> parameters) =>
            traces = [.. parameters.Select((parameter, i) => State($"{i}.trace", Tensor.Zeros(parameter.Shape, parameter.Type.Element)))];

        public override string Name => "trace";

        public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters)
        {
            for (var i = 0; i < traces.Length; i++) traces[i].Value = 0.5 * traces[i].Value + gradients[i];
            return [.. traces.Select(trace => trace.Value)];
        }
    }

    private sealed class Narrow : GradientTransformation
    {
        public override string Name => "narrow";

        public override IReadOnlyList<Tensor> Transform(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> parameters) =>
            [.. gradients.Select(gradient => gradient.To(ElementType.Float32))];
    }

    private sealed class Halving : ILearningRateSchedule
    {
        public int Asked { get; private set; }

        public double Factor(long step, long steps)
        {
            Asked++;
            return Math.Pow(0.5, Math.Floor(4.0 * step / steps));
        }
    }

    private sealed class Noted : ITrainingCallback
    {
        public int Steps { get; private set; }

        public int Epochs { get; private set; }

        public void OnStep(TrainingProgress progress) => Steps++;

        public void OnEpoch(EpochResult result) => Epochs++;
    }

    /// <summary>Images of 2 × 2 with the target x₁ − 2 x₂ + ½ x₄, made as they are asked for.</summary>
    private sealed class Plane : IBatchSource
    {
        public string Name => "plane";

        public IReadOnlyList<int> ExampleShape => [2, 2];

        public int OutputWidth => 1;

        public bool IsClassification => false;

        public int Count => 64;

        public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
        {
            random ??= new HostRandom(9);
            for (var left = Count; left > 0; left -= batchSize)
            {
                var rows = Math.Min(batchSize, left);
                var x = Enumerable.Range(0, rows * 4).Select(_ => (float)random.NextNormal()).ToArray();
                var t = Enumerable.Range(0, rows).Select(i => x[4 * i] - 2 * x[4 * i + 1] + 0.5f * x[4 * i + 3]).ToArray();
                yield return new(Tensor.From(x, [rows, 2, 2]), Tensor.From(t, [rows, 1]));
            }
        }
    }
}
