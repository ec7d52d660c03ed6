using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Training;

/// <summary>The layer-by-layer algorithm against reverse mode, for every nonlinearity, loss and regularizer.</summary>
public class BackpropagationTests
{
    private const int Batch = 5;

    public static TheoryData<string, string, string> Combinations
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var activation in Activation.Names) all.Add(activation, "squared-error", "l2");
            foreach (var loss in Loss.All) all.Add("tanh", loss.Name, "l2");
            foreach (var regularizer in Regularizer.All) all.Add("sigmoid", "cross-entropy", regularizer.Name);
            all.Add("maxout", "squared-error", "elastic-net");
            all.Add("relu", "binary-cross-entropy", "");
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Run_AnyNetwork_GivesTheGradientsOfReverseMode(string activation, string loss, string regularizer)
    {
        var network = Models.Perceptron([4, 7, 6, 3], activation, new Generator(1), ElementType.Float64);
        AssertAgrees(network, new Objective(Loss.FromName(loss), regularizer.Length == 0 ? null : Regularizer.FromName(regularizer), 0.1));
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("softmax")]
    public void Run_NonlinearOutputs_GivesTheGradientsOfReverseMode(string output)
    {
        var network = Models.Perceptron([4, 5, 3], "tanh", new Generator(1), ElementType.Float64);
        network.Add(output == "softmax" ? new Softmax() : Activation.FromName(output));
        AssertAgrees(network, new Objective(new SquaredErrorLoss()));
    }

    [Fact]
    public void Observer_SeesEveryStep_WithOperandsThatGiveItsValue()
    {
        var network = Models.Perceptron([4, 3, 2], "tanh", new Generator(1), ElementType.Float64);
        var steps = new List<BackpropagationStep>();
        var (x, t) = (new Generator(1).Normal([5, 4], type: ElementType.Float64), new Generator(2).Normal([5, 2], type: ElementType.Float64));
        var result = new Backpropagation(network, new Objective(new SquaredErrorLoss())) { Observer = steps.Add }.Differentiate(x, t);
        Assert.Equal(
            [
                "y⁽⁰⁾", "z⁽¹⁾", "y⁽¹⁾", "y⁽²⁾ = z⁽²⁾", "E",
                "h = ∂E/∂y⁽²⁾", "∂E/∂W⁽²⁾", "∂E/∂b⁽²⁾", "h = ∂E/∂y⁽¹⁾", "h = ∂E/∂z⁽¹⁾", "∂E/∂W⁽¹⁾", "∂E/∂b⁽¹⁾",
            ],
            steps.Select(step => step.Name));
        foreach (var step in steps.Where(step => step.Form != BackpropagationForm.Value))
        {
            var (a, b) = (step.Operands[0], step.Operands[1]);
            var value = step.Form switch
            {
                BackpropagationForm.Elementwise => a * b,
                BackpropagationForm.Outer => a.MatMul(b, transposeA: true),
                _ => step.Operands.Count > 2 ? b.MatMul(a, transposeB: true) + step.Operands[2] : b.MatMul(a, transposeB: true),
            };
            Assert.True((value - step.Value).Abs().Max().ToDouble() < 1e-14, step.Name);
        }
        Assert.Same(result.Gradients[0], steps[^2].Value);
    }

    [Fact]
    public void Run_LeavesNoGraphBehind()
    {
        var network = Models.Perceptron([4, 3], "tanh", new Generator(1), ElementType.Float64);
        var result = new Backpropagation(network, new Objective(new SquaredErrorLoss())).Differentiate(
            new Generator(1).Normal([2, 4], type: ElementType.Float64), new Generator(2).Normal([2, 3], type: ElementType.Float64));
        Assert.All([result.Error, result.Outputs, .. result.Gradients], tensor => Assert.False(tensor.RequiresGradient));
        Assert.All([result.Error, result.Outputs, .. result.Gradients], tensor => Assert.Empty(tensor.Inputs));
    }

    [Fact]
    public void Run_WhatIsNoChainOfLayers_IsRefusedWithTheReason()
    {
        var generator = new Generator(1);
        var (x, t) = (Tensor.Ones([1, 4]), Tensor.Ones([1, 4]));
        Sequential skip = [new Linear(4, 4, generator), new Residual(new Linear(4, 4, generator))];
        var error = Assert.Throws<NotSupportedException>(() => new Backpropagation(skip, new Objective(new SquaredErrorLoss())).Differentiate(x, t));
        Assert.StartsWith(
            "layer by layer: layer 1 is residual. These formulas hold for linear and maxout layers in a row", error.Message, StringComparison.Ordinal);
        Sequential recurrent = [new ElmanNetwork(2, 4, 2, generator)];
        error = Assert.Throws<NotSupportedException>(() => new Backpropagation(recurrent, new Objective(new SquaredErrorLoss())).Differentiate(x, t));
        Assert.StartsWith("layer by layer: layer 0 is elman(in 2, hidden 4, steps 2).", error.Message, StringComparison.Ordinal);
    }

    private static void AssertAgrees(Sequential network, Objective objective)
    {
        var generator = new Generator(3);
        foreach (var parameter in network.Parameters()) parameter.Value = parameter.Value + generator.Normal(parameter.Shape, 0, 0.3, ElementType.Float64);
        var x = generator.Normal([Batch, 4], type: ElementType.Float64).Evaluate();
        var t = objective.Loss.IsRegression
            ? generator.Normal([Batch, 3], type: ElementType.Float64).Evaluate()
            : objective.Loss.Encode(Tensor.From<long>([0, 1, 2, 1, 0]), 3, ElementType.Float64);
        var parameters = network.Parameters();
        var error = objective.Compute(network.Forward(x), t, parameters);
        var expected = Reverse.Gradients(error, parameters);

        var result = new Backpropagation(network, objective).Differentiate(x, t);

        Assert.Equal(error.ToDouble(), result.Error.ToDouble(), 1e-12);
        Assert.Equal(expected.Length, result.Gradients.Count);
        for (var i = 0; i < expected.Length; i++) Assert.True((expected[i] - result.Gradients[i]).Abs().Max().ToDouble() < 1e-12, $"parameter {i}");
        Assert.InRange(result.Operations, OperationCounter.Count(error), 4 * OperationCounter.Count(error));
    }
}
