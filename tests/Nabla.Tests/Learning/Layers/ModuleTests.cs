using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Modules;

public sealed class ModuleTests
{
    private static readonly Tensor X = Tensor.From<double>([0.5, -1, 2, 1.5, 0.25, -0.75], [2, 3]);
    private static readonly Tensor Dy = Tensor.From<double>([1, -2, 0.5, 3], [2, 2]);

    [Fact]
    public void NamedParameters_NestedModules_AreOrderedPaths()
    {
        var generator = new Generator(1);
        var network = new Sequential(
            new Linear(3, 4, generator),
            Activation.Tanh(),
            new Sequential(new Linear(4, 4, generator), Activation.Relu()),
            new Linear(4, 2, generator));

        var named = network.NamedParameters();

        Assert.Equal(["0.weight", "0.bias", "2.0.weight", "2.0.bias", "3.weight", "3.bias"], named.Select(entry => entry.Path));
        Assert.Equal(named.Select(entry => entry.Variable), network.Parameters());
        Assert.Equal(16 + 20 + 10, network.ParameterCount());
    }

    [Fact]
    public void NamedParameters_OwnAndChildren_NamesOwnFirst()
    {
        var module = new Scaled();

        Assert.Equal(["scale", "inner.weight", "inner.bias"], module.NamedParameters().Select(entry => entry.Path));
        Assert.Equal("scaled", module.ToString());
    }

    [Theory]
    [InlineData("scale", "scaled: the name 'scale' is taken.")]
    [InlineData("inner", "scaled: the name 'inner' is taken.")]
    [InlineData("", "scaled: '' is not a valid name for a variable or child; it must not be empty or contain a dot.")]
    [InlineData("a.b", "scaled: 'a.b' is not a valid name for a variable or child; it must not be empty or contain a dot.")]
    public void Register_NameThatCannotBe_IsRefused(string name, string message)
    {
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => new Scaled().AddParameter(name)).Message);
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => new Scaled().AddChild(name)).Message);
    }

    [Fact]
    public void Parameters_OfALayerThatIsThereTwice_AreThereOnce()
    {
        var layer = new Linear(3, 3, new Generator(1));
        var network = new Sequential { layer, layer };
        Assert.Equal(12, network.ParameterCount());
        Assert.Equal(["0.weight", "0.bias"], network.NamedParameters().Select(entry => entry.Path));
        // One step along the sum of the gradients from both uses.
        var before = layer.Parameters()[1].Value.ToArray<float>();
        new Sgd(network.Parameters(), 0.5).Step(Reverse.Gradients(layer.Parameters()[1].Value.Sum(), network.Parameters()));
        Assert.Equal(before.Select(number => number - 0.5f), layer.Parameters()[1].Value.ToArray<float>());
    }

    [Fact]
    public void Backward_DrivenByHand_EqualsReverseGradients()
    {
        var network = Models.Perceptron([3, 5, 2], "tanh", new Generator(3), ElementType.Float64);

        var manual = new ManualBackpropagation(network);
        var y = manual.Forward(X);
        var dx = manual.Backward(Dy);

        var x = new Variable(X, "x");
        Variable[] by = [x, .. network.Parameters()];
        var output = network.Forward(x);
        var expected = Reverse.Gradients((output * Dy).Sum(), by);
        Assert.Equal(output.ToArray<double>(), y.ToArray<double>());
        Tensor[] actual = [dx, .. manual.Gradients];
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Shape, actual[i].Shape);
            AssertClose(expected[i].ToArray<double>(), actual[i].ToArray<double>());
        }
    }

    [Fact]
    public void Backward_LayerByLayer_ChainsToTheGradientOfTheWhole()
    {
        var network = Models.Perceptron([3, 4, 2], "sigmoid", new Generator(3), ElementType.Float64);
        var x = X;
        var layers = network.Select(module => new ManualBackpropagation(module)).ToArray();
        foreach (var layer in layers) x = layer.Forward(x);
        var dy = Dy;
        for (var i = layers.Length - 1; i >= 0; i--) dy = layers[i].Backward(dy);

        var whole = new ManualBackpropagation(network);
        whole.Forward(X);
        AssertClose(whole.Backward(Dy).ToArray<double>(), dy.ToArray<double>());
        var chained = layers.SelectMany(layer => layer.Gradients).ToArray();
        Assert.Equal(4, chained.Length);
        for (var i = 0; i < chained.Length; i++) AssertClose(whole.Gradients[i].ToArray<double>(), chained[i].ToArray<double>());
    }

    [Fact]
    public void Backward_LinearLayer_EqualsTheLecturesFormulas()
    {
        var layer = new Linear(3, 2, new Generator(2), type: ElementType.Float64);
        var manual = new ManualBackpropagation(layer);
        manual.Forward(X);

        var dx = manual.Backward(Dy).ToArray<double>();

        var (x, dy, w) = (X.ToArray<double>(), Dy.ToArray<double>(), layer.Weight.Value.ToArray<double>());
        for (var row = 0; row < 2; row++)
            for (var i = 0; i < 3; i++) Assert.Equal(dy[2 * row] * w[i] + dy[2 * row + 1] * w[3 + i], dx[3 * row + i], 1e-12);
        var dw = manual.Gradients[0].ToArray<double>();
        for (var o = 0; o < 2; o++)
            for (var i = 0; i < 3; i++) Assert.Equal(dy[o] * x[i] + dy[2 + o] * x[3 + i], dw[3 * o + i], 1e-12);
        AssertClose([1.5, 1.0], manual.Gradients[1].ToArray<double>());
    }

    [Fact]
    public void Backward_BeforeForward_SaysWhatToDo() =>
        Assert.Equal(
            "relu: call Forward before Backward.",
            Assert.Throws<InvalidOperationException>(() => new ManualBackpropagation(Activation.Relu()).Backward(Dy)).Message);

    [Fact]
    public void Backward_ParameterSetSinceForward_IsRefused()
    {
        var layer = new Linear(3, 2, new Generator(2), type: ElementType.Float64);
        var manual = new ManualBackpropagation(layer);
        manual.Forward(X);
        layer.Weight.Value = layer.Weight.Value * 2;

        Assert.Contains("was set", Assert.Throws<InvalidOperationException>(() => manual.Backward(Dy)).Message);
    }

    [Fact]
    public void Backward_CotangentOfAnotherShape_IsRefused()
    {
        var layer = new Linear(3, 2, new Generator(2), type: ElementType.Float64);
        var manual = new ManualBackpropagation(layer);
        manual.Forward(X);

        Assert.Throws<ShapeException>(() => manual.Backward(X));
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }

    private sealed class Scaled : Module
    {
        private readonly Variable scale;
        private readonly Linear inner;

        public Scaled()
        {
            // The child is registered first; a module's own parameters still come first.
            inner = Child("inner", new Linear(2, 2, new Generator(1)));
            scale = Parameter("scale", Tensor.Ones([2]));
        }

        public override string TypeName => "scaled";

        public override Tensor Forward(Tensor x) => inner.Forward(x) * scale;

        public void AddParameter(string name) => Parameter(name, Tensor.Zeros([1]));

        public void AddChild(string name) => Child(name, Activation.Relu());
    }
}
