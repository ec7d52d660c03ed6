using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Training;

/// <summary>The lecture's advice against squared errors on saturating outputs, and the messages that give it.</summary>
public class AdviceTests
{
    [Theory]
    [InlineData("sigmoid", -20.0, 1.0)]
    [InlineData("tanh", -20.0, 1.0)]
    [InlineData("sigmoid", 20.0, 0.0)]
    public void SquaredError_ConfidentMistake_HasNoGradient_WhereCrossEntropyHasAllOfIt(string output, double z, double target)
    {
        var t = Tensor.Full([1, 1], target, ElementType.Float64);
        double Slope(Loss loss, Func<Tensor, Tensor> g) => Derivative.Gradient(x => loss.Mean(g(x), t))(Tensor.Full([1, 1], z, ElementType.Float64)).ToDouble();
        var squared = Slope(new SquaredErrorLoss(), x => Activation.FromName(output).Forward(x));
        var entropy = Slope(new BinaryCrossEntropyLoss(), x => x);

        Assert.True(Math.Abs(squared) < 1e-7, $"squared error: {squared}");
        Assert.Equal(1, Math.Abs(entropy), 1e-7);
        // In single precision, 1 − y and y are zero; the derivative is not, but it is too small to learn from.
        var single = Derivative.Gradient(x => new SquaredErrorLoss().Mean(x.Tanh(), t.To(ElementType.Float32)))(Tensor.Full([1, 1], z)).ToDouble();
        Assert.InRange(Math.Abs(single), 0, 1e-15);
    }

    [Fact]
    public void On_SquaredErrorOfSigmoids_ExplainsWithTheNumbers()
    {
        Sequential network = [new Linear(2, 1, new Generator(1)), Activation.Sigmoid()];
        var advice = Assert.Single(Advice.For(network, new SquaredErrorLoss()));
        Assert.Equal(
            "loss 'squared-error' on sigmoid outputs learns nothing from confident mistakes: at z = -10 with the target 1 "
                + "its derivative is -9.1e-5, at z = 0 it is -0.25. Cross-entropy on the same z, without the sigmoid, has -1.00; "
                + "for numbers to predict, leave the outputs linear.",
            advice);
        Assert.StartsWith(
            "loss 'squared-error' on tanh outputs",
            Assert.Single(Advice.For(new Sequential(new Linear(2, 1, new Generator(1)), Activation.Tanh()), new SquaredErrorLoss())),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "loss 'cross-entropy' takes outputs without a final nonlinearity",
            Assert.Single(Advice.For(new Sequential(new Linear(2, 2, new Generator(1)), new Softmax()), new CrossEntropyLoss())),
            StringComparison.Ordinal);
        Assert.Equal(advice, Assert.Single(new Trainer(network, new Objective(new SquaredErrorLoss()), new Sgd(network.Parameters(), 0.1)).Advice));
    }

    [Theory]
    [InlineData("hard-tanh", "squared-error", "from confident mistakes: at z = -10 with the target 1 its derivative is 0, at z = 0 it is -2.00.")]
    [InlineData("relu", "squared-error", "from confident mistakes: at z = -10 with the target 1 its derivative is 0, at z = 0.5 it is -1.00.")]
    [InlineData("softmax", "squared-error", "from confident mistakes: at z = -10 with the target 1 its derivative is -1.8e-4,")]
    [InlineData("softmax", "absolute-error", "learns nothing from confident mistakes")]
    [InlineData("elu", "huber", "learns nothing from confident mistakes")]
    [InlineData("relu", "cross-entropy", "learns nothing from confident mistakes")]
    [InlineData("tanh", "cross-entropy", "a second time. At z = -10 with the target 1 its derivative is -6.0e-9; without the tanh it is -1.00.")]
    [InlineData("tanh", "binary-cross-entropy", "squeezes them a second time")]
    [InlineData("tanh", "hinge", "a second time. At z = -10 with the target 1 its derivative is -8.2e-9; without the tanh it is -1.00.")]
    [InlineData("tanh", "multi-class-hinge", "squeezes them a second time")]
    [InlineData("hard-tanh", "cross-entropy", "a second time. At z = -10 with the target 1 its derivative is 0; without the hard-tanh it is -1.00.")]
    [InlineData("hard-tanh", "hinge", "squeezes them a second time")]
    [InlineData("sigmoid", "hinge", "squeezes them a second time")]
    public void For_OutputsThatSaturate_Warns(string output, string loss, string text)
    {
        Module end = output == "softmax" ? new Softmax() : Activation.FromName(output);
        Sequential network = [new Linear(2, 2, new Generator(1)), end];
        Assert.Contains(text, Assert.Single(Advice.For(network, Loss.FromName(loss))), StringComparison.Ordinal);
        Assert.Single(Advice.For(end, Loss.FromName(loss)));
    }

    [Fact]
    public void On_WhatIsWise_SaysNothing()
    {
        Assert.Empty(Advice.For(new Sequential(new Linear(2, 1, new Generator(1))), new SquaredErrorLoss()));
        Assert.Empty(Advice.For(new Sequential(new Linear(2, 1, new Generator(1))), new BinaryCrossEntropyLoss()));
        Assert.Empty(Advice.For(new Sequential(new Linear(2, 1, new Generator(1)), Activation.LeakyRelu()), new SquaredErrorLoss()));
        Assert.Empty(Advice.For(new Sequential(new Linear(2, 1, new Generator(1)), new Softmax()), new MisclassificationLoss()));
        Assert.Empty(Advice.For(new Sequential(), new SquaredErrorLoss()));
    }
}
