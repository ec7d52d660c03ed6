using Nabla.Learning;

namespace Nabla.Benchmarks;

/// <summary>The workloads by name. Inputs are random and made once; float32.</summary>
internal static class Workloads
{
    private static readonly Dictionary<string, Func<Action>> All = new(StringComparer.Ordinal)
    {
        ["mlp-tiny"] = () => Training(1, 2, 16, 2),
        ["mlp-moons"] = () => Training(200, 2, 64, 2),
        ["mlp-mnist-small"] = () => Training(32, 784, 128, 10),
        ["mlp-mnist"] = () => Training(128, 784, 512, 10),
        ["mlp-wide"] = () => Training(256, 784, 2048, 10),
        ["infer-mlp-b1"] = () => Inference(1),
        ["infer-mlp-b256"] = () => Inference(256),
        ["gemm-64"] = () => Product(64),
        ["gemm-256"] = () => Product(256),
        ["gemm-1024"] = () => Product(1024),
        ["gemm-2048"] = () => Product(2048),
        ["chain-1m"] = () => Chain(gradient: false),
        ["chain-grad-1m"] = () => Chain(gradient: true),
        ["log-softmax"] = LogSoftmax,
    };

    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    public static Action Step(string name) => All[name]();

    /// <summary>Forward, mean softmax cross-entropy, backward, Adam.</summary>
    private static Action Training(int batch, int inputs, int hidden, int outputs)
    {
        var generator = new Generator(1);
        var network = Sequential.Perceptron([inputs, hidden, hidden, outputs], "relu", generator);
        var parameters = network.Parameters();
        var loss = new SoftmaxCrossEntropyLoss();
        var optimizer = new Adam(parameters, 1e-3);
        var x = generator.Normal([batch, inputs]).Evaluate();
        var t = Tensor.From(Enumerable.Range(0, batch).Select(row => (long)(row % outputs)).ToArray()).OneHot(outputs).Evaluate();
        var last = new Variable(Tensor.Zeros([]), "error");
        return Compile.Step(() =>
        {
            var error = loss.Mean(t, network.Apply(x));
            optimizer.Step(Reverse.Gradients(error, parameters));
            last.Value = error;
        });
    }

    private static Action Inference(int batch)
    {
        var generator = new Generator(1);
        var network = Sequential.Perceptron([784, 512, 512, 10], "relu", generator);
        var x = generator.Normal([batch, 784]).Evaluate();
        var apply = Compile.Function(network.Apply);
        return () => apply(x);
    }

    private static Action Product(int size)
    {
        var generator = new Generator(1);
        var (a, b) = (generator.Normal([size, size]).Evaluate(), generator.Normal([size, size]).Evaluate());
        var product = Compile.Function((x, y) => x.MatMul(y));
        return () => product(a, b);
    }

    private static Action Chain(bool gradient)
    {
        var a = new Generator(1).Normal([1_000_000]).Evaluate();
        static Tensor Function(Tensor x) => (x.Tanh() * x + 1).Sigmoid().Exp();
        var chain = Compile.Function(gradient ? Derivative.Gradient(x => Function(x).Sum()) : Function);
        return () => chain(a);
    }

    private static Action LogSoftmax()
    {
        var x = new Generator(1).Normal([1024, 1000]).Evaluate();
        var function = Compile.Function(y => y.LogSoftmax(1));
        return () => function(x);
    }
}
