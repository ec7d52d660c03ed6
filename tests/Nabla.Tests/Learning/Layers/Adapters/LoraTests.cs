using Nabla.Learning;
using Xunit;
using static Nabla.Tests.Learning.Layers.AdaptedNetworks;

namespace Nabla.Tests.Learning.Layers;

/// <summary>Low-rank adapters: what they compute, what they train, and how they end.</summary>
public sealed class LoraTests
{
    private static readonly LoraOptions Rank2 = new() { Rank = 2, Alpha = 3 };

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public void Attach_ToAnyNetwork_ChangesNoBitOfTheOutputs(ElementType type)
    {
        var (network, x) = (Nested(type), Input(type));
        network.Eval();
        var before = Numbers(network.Forward(x));
        Assert.Equal(["in", "skip.inner.0", "own.query", "own.value", "out"], Lora.Attach(network, Rank2 with { Dropout = 0.5 }, new Generator(1)));
        Assert.Equal(before, Numbers(network.Forward(x)));
        Assert.Equal(before, Numbers(Compile.Function(network.Forward)(x)));
        network.Train();
        var base2 = Nested(type);
        base2.GetModule("norm").Freeze();
        Assert.Equal(Numbers(base2.Forward(x)), Numbers(network.Forward(x)));
    }

    [Fact]
    public void Attach_TrainsAdaptersOnly()
    {
        var network = Nested();
        Lora.Attach(network, Rank2 with { Layers = ["own", "o?t"] }, new Generator(1));
        Assert.Equal(
            ["own.query.lora_a", "own.query.lora_b", "own.value.lora_a", "own.value.lora_b", "out.lora_a", "out.lora_b"],
            Lora.NamedParameters(network).Select(entry => entry.Path));
        Assert.Equal(Lora.NamedParameters(network).Select(entry => entry.Variable), network.Parameters());
        Assert.Equal("linear(in 6, out 3) with lora(rank 2, alpha 3)", network.GetModule("out").ToString());
        Assert.True(network.GetModule("norm").IsFrozen);
        Assert.False(network.GetModule("drop").IsFrozen);
        Assert.Equal(21, Summary.Create(network, [4]).Single(row => row.Path == "out").FrozenParameters);
    }

    [Theory]
    [InlineData(ElementType.Float32, 1e-5)]
    [InlineData(ElementType.Float64, 1e-13)]
    public void Forward_OfALinearLayer_IsTheFormula(ElementType type, double tolerance)
    {
        var layer = new Linear(4, 3, new Generator(1), type: type);
        Lora.Attach(layer, Rank2, new Generator(2));
        Moved(layer);
        var (x, a, b) = (Input(type), layer.AdapterNow!.A, layer.AdapterNow.B);
        Assert.Equal(["weight", "bias", "lora_a", "lora_b"], layer.NamedParameters().Select(entry => entry.Path));
        var expected = x.MatMul(layer.Weight, transposeB: true) + layer.Bias! + 1.5 * x.MatMul(b.Value.MatMul(a), transposeB: true);
        Near(Numbers(expected), Numbers(layer.Forward(x)), tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void Gradients_OfAdaptersAndInput_AgreeWithDifferencesInBothModes(double dropout)
    {
        var network = Nested(ElementType.Float64);
        Lora.Attach(network, Rank2 with { Dropout = dropout }, new Generator(1));
        Moved(network);
        var (generator, x) = (new Generator(5), Input(ElementType.Float64));
        var states = network.NamedGenerators().Select(entry => (entry.Generator.State, entry.Generator.State.Value.Evaluate())).ToList();
        var weights = generator.Normal([5, 3], 0, 1, ElementType.Float64).Evaluate();
        Variable[] parameters = [.. network.Parameters()];
        Assert.Equal(10, parameters.Length);
        var gradients = Reverse.Gradients(Weighted(x), parameters);
        foreach (var (parameter, gradient) in parameters.Zip(gradients))
        {
            var value = parameter.Value.Evaluate();
            var direction = generator.Normal(parameter.Shape, 0, 1, ElementType.Float64).Evaluate();
            var slope = Slope(step =>
            {
                parameter.Value = (value + direction * step).Evaluate();
                return Weighted(x).ToDouble();
            });
            parameter.Value = value;
            Assert.True(Math.Abs(slope) > 1e-6, parameter.Name);
            Near([slope, slope], [(gradient * direction).Sum().ToDouble(), Forward.Jvp(Weighted(x), [parameter.Value], [direction]).ToDouble()], 1e-7);
        }
        GradientCheck.Require(inputs => Weighted(inputs[0]), [x]);

        // The same masks each time.
        Tensor Weighted(Tensor input)
        {
            foreach (var (state, start) in states) state.Value = start;
            return (network.Forward(input) * weights).Sum();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_OfAnAdaptedNetwork_ChangesAdaptersOnly(bool isCompiled)
    {
        var network = Nested();
        Lora.Attach(network, Rank2 with { Dropout = 0.2 }, new Generator(1));
        var before = State(network);
        var (optimizer, x) = (new Adam(network.Parameters(), 0.01), Input());
        void Learn() => optimizer.Step(Reverse.Gradients((network.Forward(x) - 1).Square().Mean(), optimizer.Parameters));
        var step = isCompiled ? Compile.Step(Learn) : Learn;
        for (var i = 0; i < 4; i++) step();
        foreach (var (path, numbers) in State(network)) Assert.Equal(!path.Contains("lora", StringComparison.Ordinal), before[path].SequenceEqual(numbers));
    }

    [Fact]
    public void Step_Compiled_EqualsUncompiledBitForBit()
    {
        Assert.Equal(Learned(false), Learned(true));

        static double[] Learned(bool isCompiled)
        {
            var network = Nested();
            Lora.Attach(network, Rank2 with { Dropout = 0.2 }, new Generator(1));
            var (optimizer, x) = (new Sgd(network.Parameters(), 0.1), Input());
            void Learn() => optimizer.Step(Reverse.Gradients((network.Forward(x) - 1).Square().Mean(), optimizer.Parameters));
            var step = isCompiled ? Compile.Step(Learn) : Learn;
            for (var i = 0; i < 4; i++) step();
            return [.. State(network).Values.SelectMany(numbers => numbers)];
        }
    }

    [Fact]
    public void CompiledFunction_SeesAdaptersComeAndGo()
    {
        var (network, x) = (Nested(), Input());
        network.Eval();
        var function = Compile.Function(network.Forward);
        var plain = Numbers(function(x));
        Lora.Attach(network, Rank2, new Generator(1));
        Moved(network);
        var adapted = Numbers(function(x));
        Assert.NotEqual(plain, adapted);
        Near(Numbers(network.Forward(x)), adapted, 0);
        Lora.Merge(network);
        Near(adapted, Numbers(function(x)), 1e-5);
        Lora.Attach(network, Rank2, new Generator(1));
        Moved(network);
        Lora.Remove(network);
        Near(adapted, Numbers(function(x)), 1e-5);
    }

    [Theory]
    [InlineData(ElementType.Float32, 1e-5)]
    [InlineData(ElementType.Float64, 1e-13)]
    public void Merge_ComputesTheSameWithTheOriginalKindOfLayers(ElementType type, double tolerance)
    {
        var (network, x) = (Nested(type), Input(type));
        Lora.Attach(network, Rank2 with { Dropout = 0.3 }, new Generator(1));
        Moved(network).Eval();
        var before = Numbers(network.Forward(x));
        Lora.Merge(network);
        Near(before, Numbers(network.Forward(x)), tolerance);
        Assert.Equal(Nested().StateVariables.Select(entry => entry.Path), network.StateVariables.Select(entry => entry.Path));
        Assert.Equal(["drop.generator"], network.NamedGenerators().Select(entry => entry.Path));
        Assert.Equal("linear(in 6, out 3)", network.GetModule("out").Describe().Replace(", dtype float64", "", StringComparison.Ordinal));
        Assert.Empty(network.Parameters());
        network.Unfreeze();
        Assert.Equal(network.NamedParameters().Count, network.Parameters().Count);
    }

    [Fact]
    public void Remove_GivesTheNetworkBackBitForBit()
    {
        var (network, x) = (Nested(), Input());
        network.Eval();
        var (before, state) = (Numbers(network.Forward(x)), State(network));
        Lora.Attach(network, Rank2, new Generator(1));
        Moved(network);
        Lora.Remove(network);
        Assert.Equal(before, Numbers(network.Forward(x)));
        Assert.Equal(state, State(network));
        Lora.Attach(network, Rank2, new Generator(1));
        Assert.Equal(before, Numbers(network.Forward(x)));
    }

    [Fact]
    public void Attach_ToLayersInTurn_GivesThemDifferentRanks()
    {
        var network = Nested();
        Lora.Attach(network, Rank2 with { Layers = ["own"] }, new Generator(1));
        Lora.Attach(network, Rank2 with { Rank = 1, Layers = ["out"] }, new Generator(2));
        Assert.Equal([2, 2, 1], Lora.NamedParameters(network).Where((_, i) => i % 2 == 0).Select(entry => entry.Variable.Shape[0]));
        Assert.Equal(6, network.Parameters().Count);
    }

    [Fact]
    public void Attach_ToASharedLayer_AdaptsItOnce()
    {
        var layer = new Linear(3, 3, new Generator(1));
        Assert.Equal(["0"], Lora.Attach(new Sequential { layer, layer }, Rank2, new Generator(1)));
        Assert.Equal(2, layer.Parameters().Count);
    }

    [Fact]
    public void Embedding_WithAnAdapter_ComputesTheFormulaAndMerges()
    {
        var generator = new Generator(1);
        Sequential network = [new Embedding(7, 4, generator, type: ElementType.Float64), new Linear(4, 3, generator, type: ElementType.Float64)];
        var x = Tensor.From([1, 6, 0, 1], [2, 2]);
        var before = Numbers(network.Forward(x));
        Assert.Equal(["0"], Lora.Attach(network, Rank2 with { Layers = ["0"], Dropout = 0.5 }, new Generator(2)));
        Assert.Equal(before, Numbers(network.Forward(x)));
        Moved(network);
        var (embedding, adapter) = ((Embedding)network[0], network[0].AdapterNow!);
        var table = embedding.Weight + 1.5 * adapter.B.Value.MatMul(adapter.A);
        Near(Numbers(table.Gather(x)), Numbers(embedding.Forward(x)), 1e-13);
        var direction = generator.Normal([7, 2], 0, 1, ElementType.Float64).Evaluate();
        var (gradient, value) = (Reverse.Gradients(network.Forward(x).Square().Sum(), [adapter.B])[0], adapter.B.Value.Evaluate());
        var slope = Slope(step =>
        {
            adapter.B.Value = (value + direction * step).Evaluate();
            return network.Forward(x).Square().Sum().ToDouble();
        });
        adapter.B.Value = value;
        Near([slope], [(gradient * direction).Sum().ToDouble()], 1e-7);
        before = Numbers(network.Forward(x));
        Lora.Merge(network);
        Near(before, Numbers(network.Forward(x)), 1e-13);
        Assert.Equal(["1"], Lora.Attach(network, Rank2, new Generator(2)));
    }

    [Fact]
    public void Attach_OptionsOutOfRange_AreRefused()
    {
        Refused(new() { Rank = 0 }, "lora: the rank must be at least 1.");
        Refused(new() { Rank = 3 }, "lora: the rank 3 is above the sizes of layer 0, linear(in 2, out 5); take at most 2, or choose other layers by Layers.");
        foreach (var alpha in (double[])[0, -1, double.NaN, double.PositiveInfinity])
            Refused(new() { Rank = 1, Alpha = alpha }, "lora: alpha must be a number above 0.");
        foreach (var dropout in (double[])[-0.1, 1, double.NaN])
            Refused(new() { Rank = 1, Dropout = dropout }, "lora: the dropout must be at least 0 and less than 1.");

        static void Refused(LoraOptions options, string message)
        {
            Sequential network = [new Linear(2, 5, new Generator(1)), new Linear(5, 5, new Generator(1))];
            Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(() => Lora.Attach(network, options, new Generator(1))).Message);
            Assert.Equal(4, network.Parameters().Count);
        }
    }

    [Fact]
    public void Attach_LayersThatDoNotFit_AreRefused()
    {
        Assert.StartsWith(
            "lora: the pattern 'query' matches no linear layer or embedding; the paths are in, skip.inner.0, own.query, own.value, out.",
            Message(Nested(), Rank2 with { Layers = ["out", "query"] }));
        Assert.StartsWith("lora: Layers is empty; leave it null for all linear layers.", Message(Nested(), Rank2 with { Layers = [] }));
        Assert.StartsWith("lora: relu has no linear layer.", Message(Activation.Relu(), Rank2));
        Assert.StartsWith("lora: relu has no linear layer or embedding.", Message(Activation.Relu(), Rank2 with { Layers = ["*"] }));
        var network = Nested();
        Lora.Attach(network, Rank2 with { Layers = ["out"] }, new Generator(1));
        Assert.StartsWith(
            "lora: layer out, linear(in 6, out 3) with lora(rank 2, alpha 3) has an adapter already; call Lora.Merge or Lora.Remove first, or choose other",
            Message(network, Rank2));
        foreach (Action<Module> action in (Action<Module>[])[Lora.Merge, Lora.Remove, module => Lora.Save("x", module)])
        {
            Assert.StartsWith(
                "lora: sequential has no adapters; call Lora.Attach or Lora.Load first.", Assert.Throws<ArgumentException>(() => action(Nested())).Message);
        }

        static string Message(Module network, LoraOptions options) =>
            Assert.Throws<ArgumentException>(() => Lora.Attach(network, options, new Generator(1))).Message;
    }

    [Fact]
    public void WhatReadsWeightsByItself_RefusesAdaptersOrIncludesThem()
    {
        var generator = new Generator(1);
        Sequential network = [new Linear(4, 4, generator), new BatchNorm(4)];
        Lora.Attach(network, Rank2, generator);
        Moved(network).Eval();
        var x = Input();
        Near(Numbers(network.Forward(x)), Numbers(BatchNormFolding.Fold(network).Forward(x)), 1e-5);
        Assert.Contains("Lora.Merge", Assert.Throws<ArgumentException>(() => ModelFile.LayersOf(network)).Message);
        Sequential line = [new Linear(4, 1, generator)];
        Lora.Attach(line, Rank2 with { Rank = 1 }, generator);
        line.Unfreeze();
        Assert.Contains("merge the adapter", Assert.Throws<ArgumentException>(() => new DeltaRule(line, 0.1)).Message);
        var byHand = new Backpropagation(line, new Objective(new SquaredErrorLoss()));
        Assert.Contains("with lora(", Assert.Throws<NotSupportedException>(() => byHand.Differentiate(x, Tensor.Zeros([5, 1]))).Message);
    }

    [Fact]
    public void Options_Text_IsTheSameInEveryCulture()
    {
        Assert.Equal("LoraOptions { Rank = 2, Alpha = 0.5, Dropout = 0, Layers = all linear }", (Rank2 with { Alpha = 0.5 }).ToString());
        Assert.Equal("LoraOptions { Rank = 2, Alpha = 3, Dropout = 0.1, Layers = a, b.* }", (Rank2 with { Dropout = 0.1, Layers = ["a", "b.*"] }).ToString());
    }

    private static double Slope(Func<double, double> function)
    {
        const double H = 1e-3;
        var (coarse, fine) = ((function(H) - function(-H)) / (2 * H), (function(H / 2) - function(-H / 2)) / H);
        return (4 * fine - coarse) / 3;
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])), $"element {i}: {actual[i]} instead of {expected[i]}");
    }
}
