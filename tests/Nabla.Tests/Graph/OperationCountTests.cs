using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>Operation counts.</summary>
public class OperationCountTests
{
    [Fact]
    public void Of_SmallGraphs_IsWhatOneCountsByHand()
    {
        var (a, b) = (new Variable(Tensor.Ones([3, 4]), "a"), new Variable(Tensor.Ones([4, 5]), "b"));
        Assert.Equal(12, OperationCounter.Count(a.Value * 2.0));
        Assert.Equal(12 + 12, OperationCounter.Count((a.Value * 2.0).Sum()));
        Assert.Equal(2 * 3 * 4 * 5, OperationCounter.Count(a.Value.MatMul(b)));
        Assert.Equal(0, OperationCounter.Count(a.Value.Transpose().Reshape(12), Tensor.Ones([7])));
        var shared = a.Value.Exp();
        Assert.Equal(12 + 12 + 12, OperationCounter.Count(shared + 1.0, shared * shared));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void ReverseMode_AnyNumberOfWeights_CostsAtMostFourEvaluations_ForwardModeOneForEveryWeight(int width)
    {
        var network = Models.Perceptron([4, width, width, 3], "tanh", new Generator(1), ElementType.Float64);
        var objective = new Objective(new CrossEntropyLoss(), new L2Regularizer(), 0.01);
        var (x, t) = (Tensor.Ones([8, 4], ElementType.Float64), Tensor.From<long>([0, 1, 2, 0, 1, 2, 0, 1]).OneHot(3, ElementType.Float64));
        var parameters = network.Parameters();
        var error = objective.Compute(network.Forward(x), t, parameters);

        var forward = OperationCounter.Count(error);
        var reverse = OperationCounter.Count([error, .. Reverse.Gradients(error, parameters)]);
        Assert.InRange(reverse, forward, 4 * forward);

        // One forward sweep gives one element of the gradient.
        var direction = Forward.Jvp(error, [parameters[0].Value], [Tensor.Ones(parameters[0].Shape, ElementType.Float64)]);
        Assert.InRange(OperationCounter.Count(error, direction), forward, 4 * forward);
    }
}
