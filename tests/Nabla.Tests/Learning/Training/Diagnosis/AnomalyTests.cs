using Nabla.Learning;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training.Diagnosis;

/// <summary>A step whose values are not finite is explained by the operation, layer and input that first produced one.</summary>
public sealed class AnomalyTests
{
    [Fact]
    public void Fit_LogarithmOfZero_NamesOperationLayerStepAndInput()
    {
        // The second layer takes the logarithm of what the first one passes on: 0 in the third example only.
        var network = new Sequential { new Linear(2, 2, new Generator(1)), new Function("log", x => x.Relu().Log()), new Linear(2, 1, new Generator(2)) };
        network.GetModule("0").NamedParameters()[0].Variable.Value = Tensor.From<float>([1, 0, 0, 1], [2, 2]);
        network.GetModule("0").NamedParameters()[1].Variable.Value = Tensor.Zeros([2]);
        var data = Dataset.ForRegression("data", [1, 2, 3, 4, -1, 2, 5, 6], [2], [1, 2, 3, 4], ["y"]);

        var exception = Assert.Throws<AnomalyException>(() => Fit(network, data, 0.01, new() { BatchSize = 4, Epochs = 1, DetectsAnomalies = true }));

        Assert.Equal((1, "1", "log"), (exception.Step, exception.Layer, exception.Operation));
        Assert.StartsWith("step 1: the operation 'log' in layer '1' (log) is the first whose result is not finite: -Infinity at [", exception.Message);
        Assert.Matches(@"example \d of the batch, of float32\[4, 2\]\. Input 1, float32\[4, 2\], goes from 0 to 6, there 0\.$", exception.Message);
    }

    [Fact]
    public void Fit_DerivativeOfARootAtZero_IsFoundInTheBackwardPass()
    {
        var network = new Sequential { new Linear(1, 1, new Generator(1)), new Function("root", x => x.Abs().Sqrt()) };
        network.NamedParameters()[0].Variable.Value = Tensor.From<float>([1], [1, 1]);
        network.NamedParameters()[1].Variable.Value = Tensor.Zeros([1]);
        var data = Dataset.ForRegression("data", [4, 0, 9, 16], [1], [1, 2, 3, 4], ["y"]);

        var exception = Assert.Throws<AnomalyException>(() => Fit(network, data, 0.01, new() { BatchSize = 4, Epochs = 1, DetectsAnomalies = true }));

        Assert.StartsWith("step 1: in the backward pass, the operation '", exception.Message);
        Assert.Equal("1", exception.Layer);
    }

    [Fact]
    public void Fit_RateThatIsTooLarge_NamesTheStepAndRestoresTheWeightsBeforeIt()
    {
        var data = SyntheticData.Moons(100, 0.1, new HostRandom(4));
        var network = Models.Perceptron([2, 8, 2], "relu", new Generator(3));

        var exception = Assert.Throws<AnomalyException>(() => Fit(network, data, 1e30, new() { BatchSize = 10, Epochs = 50, DetectsAnomalies = true }));

        Assert.InRange(exception.Step, 1, 10);
        Assert.All(network.NamedParameters(), entry => Assert.True(entry.Variable.Value.IsFinite().All().Item<bool>(), entry.Path));
        // What was wrong can be found again: the step is not finite at these weights either.
        Assert.StartsWith($"step {exception.Step}: ", exception.Message);
    }

    [Fact]
    public void Fit_InputThatIsNotFinite_IsNamed()
    {
        var network = new Sequential { new Linear(2, 1, new Generator(1)) };
        var source = BatchSources.FromTensors("rows", Tensor.From<float>([1, 2, 3, float.NaN], [2, 2]), Tensor.Zeros([2, 1]));
        var trainer = new Trainer(network, new(new SquaredErrorLoss()), new Sgd(network.Parameters(), 0.1));
        var exception = Assert.Throws<AnomalyException>(
            () => trainer.Fit(source, null, new() { BatchSize = 2, Epochs = 1, DetectsAnomalies = true, Schedule = null }));
        Assert.Matches(@"^step 1: the input is NaN at \[\d, 1\], example \d of the batch, of float32\[2, 2\] before the step\.$", exception.Message);
    }

    [Fact]
    public void Fit_DetectingAnomalies_LearnsAsWithout()
    {
        float[] Weights(bool detects)
        {
            var network = new Sequential
            {
                new Linear(2, 8, new Generator(3)), new Dropout(0.3, new Generator(5)), Activation.Tanh(), new Linear(8, 2, new Generator(4)),
            };
            Fit(network, SyntheticData.Moons(100, 0.1, new HostRandom(4)), 0.1, new() { BatchSize = 10, Epochs = 3, DetectsAnomalies = detects });
            return [.. network.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>())];
        }

        Assert.Equal(Weights(false), Weights(true));
    }

    private static void Fit(Module network, Dataset data, double rate, TrainingOptions options)
    {
        var objective = new Objective(data.IsClassification ? new CrossEntropyLoss() : new SquaredErrorLoss());
        new Trainer(network, objective, new Sgd(network.Parameters(), rate)).Fit(data, null, options);
    }

    private sealed class Function(string name, Func<Tensor, Tensor> apply) : Module
    {
        public override string TypeName => name;

        public override Tensor Forward(Tensor x) => apply(x);
    }
}
