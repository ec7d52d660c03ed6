using Xunit;

namespace Nabla.Tests.Page;

public class LearnSessionTests
{
    [Fact]
    public void Take_Moons_LearnsThem()
    {
        LearnOptions options = new() { Rate = 0.02 };
        var session = new LearnSession(options, LearnData.Generate(options));
        LearnStatus status = session.Take(1500);
        Assert.True(status.Training.Accuracy >= 0.97, $"{status.Training}");
        Assert.Equal(1500, status.Step);
        Assert.Equal("", status.Stopped);
    }

    [Theory]
    [InlineData("moons", "tanh", "adam", "cross-entropy", "")]
    [InlineData("spirals", "maxout", "momentum", "multi-class-hinge", "")]
    [InlineData("xor", "relu", "adamw", "squared-error", "sigmoid")]
    public void Take_SameSeed_TakesTheStepsOfTheTrainer(string data, string activation, string optimizer, string loss, string output)
    {
        LearnOptions options = new()
        {
            Data = data,
            Activation = activation,
            Optimizer = optimizer,
            Loss = loss,
            Output = output,
            Count = 100,
            Strength = 0.001,
            Noise = 0.05,
            Seed = 3,
        };
        (Dataset Training, Dataset Test) sets = LearnData.Generate(options);
        var session = new LearnSession(options, sets);
        session.Take(4 * 3);

        // As the tool does: nabla train moons:100 --constant-rate --validation 0 …
        Sequential network = Models.Perceptron([2, .. options.Hidden, sets.Training.OutputWidth], activation, new Generator(3));
        if (output.Length > 0) network.Add(Activation.FromName(output));
        var type = OptimizerRegistry.FromName(optimizer);
        var objective = type.AppliesRegularization
            ? new Objective(Loss.FromName(loss))
            : new Objective(Loss.FromName(loss), Regularizer.FromName("l2"), 0.001);
        var model = TrainedModel.Create(network, sets.Training, Loss.FromName(loss));
        var trainer = new Trainer(network, objective, type.Create(network.Parameters(), type.LearningRate, 0.001));
        var course = new TrainingOptions { Epochs = 3, BatchSize = options.Batch, Seed = 3, Schedule = null };
        trainer.Fit(model.Prepare(sets.Training), null, course, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(
            network.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>()),
            session.Model.Network.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>()));
    }

    [Fact]
    public void Rewind_SameOptions_RepeatsEveryBit()
    {
        LearnOptions options = new() { Count = 60 };
        var first = new LearnSession(options, LearnData.Generate(options));
        first.Take(20);
        var again = new LearnSession(options, LearnData.Generate(options), first.Errors);
        Assert.True(again.Take(15) is { Compared: 15, IsSame: true });
        Assert.True(again.Take(15) is { Compared: 20, IsSame: true, Step: 30 });
        var other = new LearnSession(options with { Seed = 2 }, LearnData.Generate(options), first.Errors);
        Assert.False(other.Take(2).IsSame);
    }

    [Fact]
    public void Take_OneExample_LowersItsOwnError()
    {
        LearnOptions options = new() { Count = 60, Rate = 0.05 };
        var session = new LearnSession(options, LearnData.Generate(options));
        double before = session.Take(1, example: 5).Errors[0];
        for (int i = 0; i < 10; i++) session.Take(1, example: 5);
        Assert.True(session.Take(1, example: 5).Errors[0] < before);
    }

    [Fact]
    public void Take_HugeRate_SaysThatItIsTooLarge()
    {
        LearnOptions options = new() { Optimizer = "sgd", Rate = 100, Loss = "squared-error", Activation = "relu" };
        var session = new LearnSession(options, LearnData.Generate(options));
        LearnStatus status = session.Take(500);
        Assert.Contains("smaller learning rate", status.Stopped, StringComparison.Ordinal);
        Assert.All(status.Errors, error => Assert.True(double.IsFinite(error)));
    }

    [Fact]
    public void Surface_TrainedNetwork_ColorsThePointsByTheirClass()
    {
        LearnOptions options = new() { Rate = 0.02, Noise = 0.05 };
        var session = new LearnSession(options, LearnData.Generate(options));
        session.Take(1000);
        const int Size = 60;
        byte[] surface = session.Surface(Size);
        LearnSetup setup = session.Setup();
        int right = 0;
        for (int i = 0; i < setup.Points.Count; i += 3)
        {
            int column = (int)((setup.Points[i] - setup.Extent[0]) / (setup.Extent[1] - setup.Extent[0]) * Size);
            int row = (int)((setup.Extent[3] - setup.Points[i + 1]) / (setup.Extent[3] - setup.Extent[2]) * Size);
            if (surface[row * Size + column] == (int)setup.Points[i + 2]) right++;
        }
        Assert.True(right >= 0.97 * setup.Points.Count / 3, $"{right}");
        Assert.Equal(2 * Size * Size, surface.Length);
        Assert.Equal((8 + 8) * 14 * 14, session.Units(14).Length);
        Assert.Equal(2 * 8 + 8 * 8 + 8 * 2, session.Links().Length);
    }

    [Fact]
    public void LossPlane_AnyTime_HasTheLossInTheMiddleAndLeavesTheWeights()
    {
        LearnOptions options = new() { Count = 100 };
        var session = new LearnSession(options, LearnData.Generate(options));
        session.Take(30);
        double[] plane = session.LossPlane(5);
        LearnStatus after = session.Take(0);
        Assert.Equal(after.Training.Loss, plane[12]);
        Assert.True(plane.Distinct().Count() > 20);
    }

    [Fact]
    public void Layers_AfterSteps_CountEveryWeight()
    {
        LearnOptions options = new() { Count = 100 };
        var session = new LearnSession(options, LearnData.Generate(options));
        session.Take(3);
        IReadOnlyList<LearnLayer> layers = session.Layers();
        Assert.Equal([2 * 8 + 8, 8 * 8 + 8, 8 * 2 + 2], layers.Select(layer => layer.Weights.Counts.Sum()));
        Assert.Equal([24, 72, 18], layers.Select(layer => layer.Gradients.Counts.Sum()));
        Assert.All(layers, layer => Assert.True(layer.Gradients.RootMeanSquare > 0));
    }

    [Fact]
    public void Setup_SquaredErrorOnSigmoids_HasTheProductsAdvice()
    {
        LearnOptions options = new() { Loss = "squared-error", Output = "sigmoid" };
        string advice = Assert.Single(new LearnSession(options, LearnData.Generate(options)).Setup().Advice);
        Assert.Contains("learns nothing from confident mistakes", advice, StringComparison.Ordinal);
        Assert.Empty(new LearnSession(new(), LearnData.Generate(new())).Setup().Advice);
    }

    [Fact]
    public void Start_EveryChoice_Works()
    {
        LearnChoices choices = LearnChoices.All;
        var all = choices.Activations.Select(name => new LearnOptions { Activation = name })
            .Concat(choices.Losses.Select(name => new LearnOptions { Loss = name }))
            .Concat(choices.Optimizers.Select(name => new LearnOptions { Optimizer = name, Regularizer = name == "proximal" ? "l1" : "l2", Strength = 0.01 }))
            .Concat(choices.Regularizers.Select(name => new LearnOptions { Regularizer = name, Strength = 0.01 }))
            .Append(new() { Hidden = [] });
        foreach (LearnOptions options in all)
        {
            var session = new LearnSession(options with { Count = 40 }, LearnData.Generate(options with { Count = 40 }));
            Assert.True(session.Take(3).Stopped.Length == 0, $"{options}");
            session.Surface(4);
            session.Units(4);
            session.Layers();
        }
    }

    [Fact]
    public void Save_TrainedNetwork_IsAModelFile()
    {
        LearnOptions options = new() { Count = 60 };
        var session = new LearnSession(options, LearnData.Generate(options));
        session.Take(5);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, session.Save());
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            Assert.Equal(session.Model.Predict([0.5f, 0.5f], cancellation), ModelFile.Load(path).Predict([0.5f, 0.5f], cancellation));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Start_OutOfRange_SaysWhatIsAllowed()
    {
        LearnOptions[] bad =
        [
            new() { Count = 1_000_000 }, new() { Noise = double.NaN }, new() { Hidden = [1_000] }, new() { Hidden = [8, 8, 8, 8, 8, 8, 8] },
            new() { Rate = -1 }, new() { Batch = 0 }, new() { Strength = double.PositiveInfinity }, new() { Optimizer = "proximal" },
        ];
        foreach (LearnOptions options in bad)
            Assert.Throws<PageException>(() => new LearnSession(options, LearnData.Generate(new())));
    }
}
