using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

public class GenerativeTests
{
    [Fact]
    public void FreeEnergy_OfAMachine_SumsOverItsHiddenStates()
    {
        var machine = new RestrictedBoltzmannMachine(3, 2, new Generator(1), ElementType.Float64);
        var g = new Generator(5);
        foreach (var parameter in machine.Parameters()) parameter.Value = g.Normal(parameter.Shape, 0, 1, ElementType.Float64);
        var (w, a, c) = (machine.Weight.Value.ToArray<double>(), machine.VisibleBias.Value.ToArray<double>(), machine.HiddenBias.Value.ToArray<double>());
        double[] v = [1, 0, 1];
        var sum = 0.0;
        for (var state = 0; state < 4; state++)
        {
            var energy = -v.Zip(a, (x, b) => x * b).Sum();
            for (var j = 0; j < 2; j++)
                if ((state >> j & 1) == 1) energy -= c[j] + Enumerable.Range(0, 3).Sum(i => w[j * 3 + i] * v[i]);
            sum += Math.Exp(-energy);
        }
        Assert.Equal(-Math.Log(sum), machine.FreeEnergy(Tensor.From(v, [1, 3])).ToDouble(), 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public void ContrastiveDivergence_OnTwoPatterns_LearnsTheirProbabilities(int chains)
    {
        // Two of eight patterns, with probabilities 3/4 and 1/4.
        var data = Tensor.From<float>([.. Enumerable.Range(0, 64).SelectMany(i => i % 4 < 3 ? new float[] { 1, 1, 0 } : [0, 1, 0])], [64, 3]);
        var (machine, generator) = (new RestrictedBoltzmannMachine(3, 4, new Generator(1)), new Generator(2));
        var objective = new ContrastiveDivergence(machine, generator, steps: 3, persistentChains: chains);
        var parameters = machine.Parameters();
        var optimizer = new Sgd(parameters, 0.05);
        var step = Compile.Step(() => optimizer.Step(Reverse.Gradients(objective.Loss(data), parameters)));
        for (var i = 0; i < 3000; i++) step();
        var all = Tensor.From<float>([.. Enumerable.Range(0, 8).SelectMany(i => Enumerable.Range(0, 3).Select(bit => (float)(i >> bit & 1)))], [8, 3]);
        var p = (-machine.FreeEnergy(all)).Softmax(0).ToArray<float>();
        Assert.InRange(p[0b011], 0.6, 0.85);
        Assert.InRange(p[0b010], 0.15, 0.35);
    }

    [Fact]
    public void Pretraining_OfTwoLayers_RestoresItsInputsBetterEachEpoch()
    {
        var digits = DigitGenerator.Create(400, 1);
        var (inputs, errors) = (new UnitSource(digits), new Dictionary<int, List<double>>());
        var network = LayerwisePretraining.Fit(
            inputs, [32, 16], epochs: 8, batchSize: 50, progress: Note, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], errors.Keys);
        Assert.All(errors.Values, list => Assert.True(list[^1] < 0.8 * list[0], string.Join(" ", list)));
        Assert.Equal([5, 16], network.Forward(Tensor.Zeros([5, 28, 28])).Shape.ToArray());
        Assert.Equal(["1.weight", "1.bias", "3.weight", "3.bias"], network.NamedParameters().Select(entry => entry.Path));

        void Note(int layer, int epoch, double error)
        {
            if (epoch == 1) errors[layer] = [];
            errors[layer].Add(error);
        }
    }

    [Fact]
    public void VariationalLoss_OfGivenCodes_IsTheFormula()
    {
        // An encoder that ignores its input: μ = 0.5 and σ near 0.
        var encoder = new Linear(2, 2, new Generator(1), Initializer.Zeros, ElementType.Float64);
        encoder.Bias!.Value = Tensor.From([0.5, -40.0]);
        var decoder = new Linear(1, 2, new Generator(2), type: ElementType.Float64);
        var model = new VariationalAutoencoder(encoder, decoder, new Generator(3));
        var x = Tensor.From(new double[,] { { 0.2, 1 } });
        var logits = decoder.Forward(Tensor.From(new double[,] { { 0.5 } })).ToArray<double>();
        var error = logits.Zip(new[] { 0.2, 1 }, (z, t) => Math.Log(1 + Math.Exp(z)) - t * z).Sum();
        Assert.Equal(error + 0.5 * (0.25 + Math.Exp(-40) + 40 - 1), model.Loss(x).ToDouble(), 6);
        Assert.Equal(error, model.Loss(x, beta: 0).ToDouble(), 6);
        model.Eval();
        Assert.Equal(logits, model.Forward(x).ToArray<double>());
        var odd = new VariationalAutoencoder(new Linear(2, 3, new Generator(1)), decoder, new Generator(1));
        Assert.Throws<ShapeException>(() => odd.Loss(Tensor.Zeros([1, 2])));
    }

    [Fact]
    public void Autoencoders_OnDigits_LearnToRestoreThem()
    {
        var x = DigitGenerator.Create(200, 1);
        var images = (Tensor.From<float>(x.Features.ToArray(), [200, 784]) / 255).Evaluate();
        var g = new Generator(1);
        var model = new VariationalAutoencoder(
            new Sequential(new Linear(784, 64, g), Activation.Relu(), new Linear(64, 16, g)),
            new Sequential(new Linear(8, 64, g), Activation.Relu(), new Linear(64, 784, g)),
            g);
        var parameters = model.Parameters();
        var optimizer = new Adam(parameters, 3e-3);
        var loss = new Variable(Tensor.Scalar(0f));
        var step = Compile.Step(() =>
        {
            var error = model.Loss(images);
            optimizer.Step(Reverse.Gradients(error, parameters));
            loss.Value = error;
        });
        step();
        var first = loss.Value.ToDouble();
        for (var i = 0; i < 150; i++) step();
        Assert.InRange(loss.Value.ToDouble(), 0, first / 2);
        Assert.Equal([3, 784], model.Sample(3, 8).Shape.ToArray());
    }

    [Fact]
    public void Folding_OfBatchNorms_ComputesTheSameWithFewerOperations()
    {
        var g = new Generator(1);
        Sequential network =
        [
            new Conv2d(2, 4, 3, g, new() { Padding = 1, HasBias = false }), new BatchNorm(4), Activation.Relu(),
            new Residual(new Sequential(new Conv2d(4, 4, 3, g, new() { Padding = 1, Groups = 2 }), new BatchNorm(4))),
            new Branches(1, new Sequential(new Conv2d(4, 2, 1, g), new BatchNorm(2)), Activation.Tanh()),
            new BatchNorm(6), new GlobalAveragePool(), new Linear(6, 5, g), new BatchNorm(5),
        ];
        foreach (var (name, variable) in network.StateVariables)
            if (!name.EndsWith("weight", StringComparison.Ordinal)) variable.Value = g.Uniform(variable.Shape, 0.5, 2);
        network.Eval();
        var x = g.Normal([3, 2, 5, 5]).Evaluate();
        var folded = BatchNormFolding.Fold(network);
        var (expected, actual) = (network.Forward(x).ToArray<float>(), folded.Forward(x).ToArray<float>());
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4f * (1 + Math.Abs(expected[i])));
        // One batch norm has no layer to go into.
        Assert.Equal(1, Count(folded));
        Assert.Equal(5, Count(network));
        Assert.True(OperationCounter.Count(folded.Forward(x)) < OperationCounter.Count(network.Forward(x)));

        static int Count(Module module) => (module is BatchNorm ? 1 : 0) + module.Children.Sum(child => Count(child.Module));
    }

    /// <summary>Digits as numbers from 0 to 1.</summary>
    private sealed class UnitSource(Dataset digits) : IBatchSource
    {
        public string Name => digits.Name;

        public IReadOnlyList<int> ExampleShape => digits.ExampleShape;

        public int OutputWidth => digits.OutputWidth;

        public bool IsClassification => true;

        public int Count => digits.Count;

        public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null) =>
            digits.Batches(batchSize, random).Select(batch => batch with { Inputs = batch.Inputs / 255 });
    }
}
