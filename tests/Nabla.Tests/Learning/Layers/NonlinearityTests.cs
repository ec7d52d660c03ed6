using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Modules;

/// <summary>Activations, softmax, maxout and the recurrent network as layers.</summary>
public class NonlinearityTests
{
    private static readonly Tensor Z = Tensor.From<double>([-40, -3, -1, -0.6, -0.01, 0, 0.01, 0.4, 1, 2.5, 40], [1, 11]);

    public static TheoryData<string> Names => [.. Activation.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivative_AnyActivation_IsTheFormulaThatReverseModeFinds_KinksIncluded(string name)
    {
        var g = Activation.FromName(name);
        var found = Derivative.Gradient(z => g.Forward(z).Sum())(Z).ToArray<double>();
        var written = g.Derivative(Z).ToArray<double>();
        for (var i = 0; i < found.Length; i++) Assert.Equal(found[i], written[i], 1e-14);
    }

    [Fact]
    public void SoftmaxPullBack_IsTheVectorJacobianProduct()
    {
        var z = new Variable(Tensor.From(new double[,] { { 1, -2, 0.5 }, { 1e4, -1e4, 9999 } }), "z");
        var dy = Tensor.From(new double[,] { { 0.3, -1, 2 }, { 1, 2, 3 } });
        var found = Reverse.Vjp(new Softmax().Forward(z), dy, z.Value)[0].ToArray<double>();
        var written = Softmax.Vjp(z.Value, dy).ToArray<double>();
        for (var i = 0; i < found.Length; i++) Assert.Equal(found[i], written[i], 1e-14);
    }

    [Fact]
    public void Maxout_TwoPieces_CanBeAnAbsoluteValue()
    {
        var layer = new Maxout(1, 1, 2, new Generator(1), type: ElementType.Float64);
        layer.Weight.Value = Tensor.From<double>([1, -1], [2, 1]);
        Assert.Equal([3.0, 0, 2], layer.Forward(Tensor.From<double>([-3, 0, 2], [3, 1])).ToArray<double>());
        Assert.Equal("maxout(in 1, out 1, pieces 2, dtype float64)", layer.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Maxout(1, 1, 1, new Generator(1)));
    }

    [Fact]
    public void Maxout_Gradients_PassTheCheck()
    {
        var layer = new Maxout(3, 2, 4, new Generator(5), type: ElementType.Float64);
        layer.Bias.Value = new Generator(6).Normal([8], type: ElementType.Float64);
        GradientCheck.Require(x => layer.Forward(x[0]), [new Generator(7).Normal([5, 3], type: ElementType.Float64).Evaluate()]);
    }

    [Fact]
    public void ElmanNetwork_EqualsItsRecurrence()
    {
        var network = new ElmanNetwork(2, 3, 4, new Generator(1), ElementType.Float64);
        var x = new Generator(2).Normal([1, 8], type: ElementType.Float64).ToArray<double>();
        var (u, w) = (network.InputWeight.Value.ToArray<double>(), network.StateWeight.Value.ToArray<double>());
        var h = new double[3];
        for (var t = 0; t < 4; t++)
        {
            h =
            [
                .. Enumerable.Range(0, 3).Select(i =>
                    Math.Tanh(u[2 * i] * x[2 * t] + u[2 * i + 1] * x[2 * t + 1] + Enumerable.Range(0, 3).Sum(j => w[3 * i + j] * h[j]))),
            ];
        }
        var y = network.Forward(Tensor.From(x, [1, 8])).ToArray<double>();
        for (var i = 0; i < 3; i++) Assert.Equal(h[i], y[i], 1e-12);
        Assert.StartsWith(
            "elman: needs [batch, 8] for 4 steps of 2 numbers",
            Assert.Throws<ShapeException>(() => network.Forward(Tensor.Ones([1, 6], ElementType.Float64))).Message);
    }

    [Fact]
    public void Residual_NamesItsParametersByTheirWay() =>
        Assert.Equal(["inner.weight", "inner.bias"], new Residual(new Linear(2, 2, new Generator(1))).NamedParameters().Select(entry => entry.Path));

    [Fact]
    public void Perceptron_WithMaxout_HasMaxoutLayersAndALinearOutput()
    {
        var network = Models.Perceptron([2, 5, 3], "maxout", new Generator(1));
        Assert.Equal(["maxout(in 2, out 5, pieces 3)", "linear(in 5, out 3)"], network.Select(layer => layer.ToString()));
        Assert.Equal([4, 3], network.Forward(Tensor.Ones([4, 2])).Shape);
    }
}
