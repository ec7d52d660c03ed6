using Nabla.Cpu;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Layers;

/// <summary>What holds for every layer of <see cref="LayerCases"/>.</summary>
public class LayerTests
{
    public static TheoryData<string> Rows => [.. LayerCases.All.Keys];

    [Fact]
    public void Table_EveryRegisteredLayer_HasARow() =>
        Assert.DoesNotContain(ModuleRegistry.BuiltInNames, name => !LayerCases.All.Values.Any(row => row.TypeName == name));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Variables_OfALayer_KeepTheirNames(string name) =>
        Assert.Equal(
            LayerCases.All[name].Parameters,
            string.Join(' ', New(name, ElementType.Float32).StateVariables.Select(entry => entry.Path)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gradients_InTraining_AgreeWithDifferencesAndForwardMode(string name)
    {
        var (row, layer) = (LayerCases.All[name], New(name, ElementType.Float64));
        var x = row.Input(3, ElementType.Float64);
        var generatorState = new Generator(77);
        // A random layer draws the same numbers each time.
        if (row.IsRandom) layer.Eval();
        var output = layer.Forward(x);
        Assert.Equal(ElementType.Float64, output.ElementType);
        var weights = generatorState.Normal(output.Shape, 0, 1, ElementType.Float64).Evaluate();
        Variable[] parameters = [.. layer.Parameters()];
        if (parameters.Length > 0)
        {
            // The parameters move away from special values such as γ = 1.
            foreach (var parameter in parameters)
                parameter.Value = (parameter.Value + generatorState.Normal(parameter.Shape, 0, 0.1, ElementType.Float64)).Evaluate();
            var gradients = Reverse.Gradients((layer.Forward(x) * weights).Sum(), parameters);
            for (var i = 0; i < parameters.Length; i++)
            {
                var (parameter, value) = (parameters[i], parameters[i].Value);
                var direction = generatorState.Normal(parameter.Shape, 0, 1, ElementType.Float64).Evaluate();
                var expected = Slope(step =>
                {
                    parameter.Value = (value + direction * step).Evaluate();
                    return (layer.Forward(x) * weights).Sum().ToDouble();
                });
                parameter.Value = value;
                Near(expected, (gradients[i] * direction).Sum().ToDouble(), parameter.Name);
                var tangent = Forward.Jvp((layer.Forward(x) * weights).Sum(), [parameter.Value], [direction]);
                Near(expected, tangent.ToDouble(), parameter.Name + ", forward");
            }
        }
        if (row.Classes > 0) return;
        var along = generatorState.Normal(x.Shape, 0, 1, ElementType.Float64).Evaluate();
        var slope = Slope(step => (layer.Forward((x + along * step).Evaluate()) * weights).Sum().ToDouble());
        Near(slope, (Derivative.Gradient(y => (layer.Forward(y) * weights).Sum())(x) * along).Sum().ToDouble(), "input");
        Near(slope, Derivative.Jvp(y => (layer.Forward(y) * weights).Sum())(x, along).Tangent.ToDouble(), "input, forward");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Forward_OfOneExampleOrAnOddBatch_IsThatOfTheWholeBatch(string name)
    {
        var (row, layer) = (LayerCases.All[name], New(name, ElementType.Float64));
        layer.Eval();
        var x = row.Input(5, ElementType.Float64);
        var whole = layer.Forward(x);
        foreach (var part in new[] { ..1, 1..2, 2..5 })
            Close(whole.Slice(0, part), layer.Forward(x.Slice(0, part)), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Model_SavedAndLoaded_ComputesTheSameBits(string name)
    {
        var row = LayerCases.All[name];
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64])
        {
            var layer = New(name, type);
            var generator = new Generator(9);
            foreach (var (_, variable) in layer.StateVariables) variable.Value = generator.Uniform(variable.Shape, 0.5, 1.5, type);
            var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
            try
            {
                ParameterFile.Save(path, layer);
                var loaded = Architecture.Read(Architecture.Write(layer));
                ParameterFile.Load(path, loaded);
                Assert.Equal(layer.ToString(), loaded.ToString());
                Assert.Equal(layer.StateVariables.Select(entry => entry.Path), loaded.StateVariables.Select(entry => entry.Path));
                layer.Eval();
                loaded.Eval();
                var x = row.Input(2, type);
                Assert.Equal(Doubles(layer.Forward(x)), Doubles(loaded.Forward(x)));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Step_Compiled_EqualsUncompiledBitForBit(string name)
    {
        var row = LayerCases.All[name];
        var x = row.Input(4, ElementType.Float32);
        var plain = Steps(compiled: false);
        Assert.Equal(plain, Steps(compiled: true));

        double[] Steps(bool compiled)
        {
            var layer = New(name, ElementType.Float32);
            Variable[] parameters = [.. layer.Parameters()];
            var last = new Variable(Tensor.Zeros(layer.Forward(x).Shape));
            layer = New(name, ElementType.Float32);
            parameters = [.. layer.Parameters()];
            void Step()
            {
                var y = layer.Forward(x);
                if (parameters.Length > 0)
                {
                    var gradients = Reverse.Gradients(y.Square().Sum(), parameters);
                    for (var i = 0; i < parameters.Length; i++) parameters[i].Value = parameters[i].Value - 0.01 * gradients[i];
                }
                last.Value = y;
            }
            var step = compiled ? Compile.Step(Step) : Step;
            for (var i = 0; i < 3; i++) step();
            return [.. layer.StateVariables.SelectMany(entry => Doubles(entry.Variable.Value)), .. Doubles(last.Value)];
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Forward_InFloat32_IsThatOfFloat64(string name)
    {
        var row = LayerCases.All[name];
        var (single, exact) = (New(name, ElementType.Float32), New(name, ElementType.Float64));
        single.Eval();
        exact.Eval();
        foreach (var ((_, to), (_, from)) in exact.StateVariables.Zip(single.StateVariables)) to.Value = from.Value.To(to.Type.Element);
        var x = row.Input(3, ElementType.Float32);
        var y = single.Forward(x);
        Assert.Equal(ElementType.Float32, y.ElementType);
        Close(exact.Forward(row.Classes > 0 ? x : x.To(ElementType.Float64)), y.To(ElementType.Float64), 2e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Dropout_OfOneSeed_HasTheSameBitsOnAnyNumberOfThreads(int threads)
    {
        foreach (var executor in (Executor[])[new BlocksExecutor(), new EmittedExecutor(new KernelCache(), isAtOnce: true)])
        {
            Assert.Equal(Bits(new CpuEvaluator(new ReferenceExecutor(), 1)), Bits(new CpuEvaluator(executor, threads)));
        }

        // Two layers in a row, of more elements than one thread's share; the gradient uses the same masks.
        static byte[] Bits(CpuEvaluator evaluator)
        {
            var generator = new Generator(9);
            Sequential network = [new Dropout(0.3, generator), new Unflatten(5, 8, 250), new Dropout2d(0.5, generator)];
            var x = Tensor.Range(100_000).To(ElementType.Float32).Reshape(10, 10_000);
            var y = network.Forward(x);
            var gradient = Derivative.Gradient(z => network.Forward(z).Square().Sum())(x);
            evaluator.Evaluate([y, gradient]);
            Assert.Contains(0, y.ToArray<float>());
            return [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes([.. y.ToArray<float>(), .. gradient.ToArray<float>()])];
        }
    }

    [Fact]
    public void Layers_WithInputsThatDoNotFit_SayWhatTheyNeed()
    {
        var g = new Generator(1);
        Says("conv2d: needs [batch, 3, height, width], got [2, 4, 5, 5].", new Conv2d(3, 2, 3, g), Tensor.Zeros([2, 4, 5, 5]));
        Says("convolution: ", new Conv2d(1, 2, 7, g), Tensor.Zeros([2, 1, 5, 5]));
        Says("conv1d: needs [batch, 3, length]", new Conv1d(3, 2, 3, g), Tensor.Zeros([2, 3]));
        Says("batch-norm: training needs at least two values per channel, but [1, 3] has 1", new BatchNorm(3), Tensor.Zeros([1, 3]));
        Says("batch-norm: needs [batch, 3, …], got [2, 4].", new BatchNorm(3), Tensor.Zeros([2, 4]));
        Says("layer-norm: needs […, 2, 3], got [3, 2].", new LayerNorm([2, 3]), Tensor.Zeros([3, 2]));
        Says("rms-norm: needs […, 3]", new RmsNorm(3), Tensor.Zeros([3, 2]));
        Says("group-norm: needs [batch, 4, …]", new GroupNorm(2, 4), Tensor.Zeros([3, 2]));
        Says("glu: needs an even last axis", new Glu(), Tensor.Zeros([3, 3]));
        Says("lstm: needs [batch, steps, 2], got [3, 2].", new Lstm(2, 3, g), Tensor.Zeros([3, 2]));
        Says("bilinear: needs [batch, 2 + 3], got [1, 4].", new Bilinear(2, 3, 1, g), Tensor.Zeros([1, 4]));
        Says("residual: the skip connection has shape [1, 3], the inner module returns [1, 2].", new Residual(new Linear(3, 2, g)), Tensor.Zeros([1, 3]));
        Says("global-max-pool: needs [batch, channels, …]", new GlobalMaxPool(), Tensor.Zeros([1, 3]));
        Says("dropout2d: needs [batch, channels, …]", new Dropout2d(0.5, g), Tensor.Zeros([1, 3]));
        var type = Assert.Throws<ElementTypeException>(() => new Embedding(5, 2, g).Forward(Tensor.Zeros([3])));
        Assert.Contains("embedding: needs whole numbers below 5", type.Message, StringComparison.Ordinal);
        var index = Assert.Throws<IndexOutOfRangeException>(() => new Embedding(5, 2, g).Forward(Tensor.From<long>([4, 5])).Evaluate());
        Assert.Equal("embedding(classes 5, size 2): index 5 at position 1 is outside an axis of size 5 (0 to 4).", index.Message);
        index = Assert.Throws<IndexOutOfRangeException>(() => new Embedding(5, 2, g).Forward(Tensor.From<long>([4, 3, -1, 0], [2, 2])).Evaluate());
        Assert.Contains("index -1 at position [1, 0] of [2, 2] is outside", index.Message, StringComparison.Ordinal);
        index = Assert.Throws<IndexOutOfRangeException>(() => new CrossEntropyLoss().Encode(Tensor.From<long>([4, 5]), 5).Evaluate());
        Assert.StartsWith("cross-entropy: index 5 at position 1", index.Message, StringComparison.Ordinal);
        // In a network, the path of the layer is part of the message.
        var inside = Assert.Throws<ShapeException>(() => new Sequential { { "stem", new Conv2d(1, 2, 3, g) } }.Forward(Tensor.Zeros([1, 2, 8, 8])));
        Assert.Contains("layer stem (conv2d(in 1, out 2, kernel 3))", inside.Message, StringComparison.Ordinal);

        static void Says(string message, Module layer, Tensor x) =>
            Assert.Contains(message, Assert.ThrowsAny<OperationException>(() => layer.Forward(x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_WithSizesThatCannotBe_AreRefused()
    {
        var g = new Generator(1);
        Assert.Contains("3 groups do not divide 4 input", Assert.Throws<ArgumentException>(
            () => new Conv2d(4, 3, 3, g, new() { Groups = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("conv2d: options.Stride must be at least 1", Assert.Throws<ArgumentOutOfRangeException>(
            () => new Conv2d(4, 3, 3, g, new() { Stride = (1, 0) })).Message, StringComparison.Ordinal);
        Assert.Contains("max-pool: the padding must be below the window size", Assert.Throws<ArgumentOutOfRangeException>(
            () => new MaxPool(2, padding: 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(3, momentum: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(3, epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(1, g));
        Assert.Throws<ArgumentException>(() => new GroupNorm(3, 4));
        Assert.Throws<ArgumentException>(() => new Branches(1));
        Assert.Throws<ArgumentException>(() => new Glu("glow"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(2, 0, g));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(2, 2, g, new() { Layers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Activation.LeakyRelu(double.NaN));
    }

    private static Module New(string name, ElementType type) => LayerCases.All[name].Create(new Generator(3), type);

    private static double Slope(Func<double, double> function)
    {
        // Central differences with one step of Richardson extrapolation.
        const double H = 1e-4;
        var (coarse, fine) = ((function(H) - function(-H)) / (2 * H), (function(H / 2) - function(-H / 2)) / H);
        return (4 * fine - coarse) / 3;
    }

    private static void Near(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * (1 + Math.Abs(expected)), $"{what}: {actual} instead of {expected}");

    private static double[] Doubles(Tensor x) => x.To(ElementType.Float64).ToArray<double>();

    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (a, b) = (Doubles(expected), Doubles(actual));
        for (var i = 0; i < a.Length; i++) Assert.True(Math.Abs(a[i] - b[i]) <= tolerance * (1 + Math.Abs(a[i])), $"element {i}: {b[i]} instead of {a[i]}");
    }
}
