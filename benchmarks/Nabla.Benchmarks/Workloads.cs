using Nabla.Learning;

namespace Nabla.Benchmarks;

/// <summary>The workloads by name. Inputs are random and made once; float32.</summary>
internal static class Workloads
{
    private static readonly Dictionary<string, Func<Workload>> All = new(StringComparer.Ordinal)
    {
        ["mlp-tiny"] = () => Training(1, 2, 16, 2),
        ["mlp-moons"] = () => Training(200, 2, 64, 2),
        ["mlp-mnist-small"] = () => Training(32, 784, 128, 10),
        ["mlp-mnist"] = () => Training(128, 784, 512, 10),
        ["mlp-wide"] = () => Training(256, 784, 2048, 10),
        ["cnn-mnist"] = Convolutional,
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

    public static Workload Named(string name) => All[name]();

    /// <summary>Forward, mean softmax cross-entropy, backward, Adam.</summary>
    private static Workload Training(int batch, int inputs, int hidden, int outputs)
    {
        var generator = new Generator(1);
        var network = Sequential.Perceptron([inputs, hidden, hidden, outputs], "relu", generator);
        return Training(network.Apply, network.Parameters(), generator.Normal([batch, inputs]), outputs);
    }

    /// <summary>Two convolutions of 3×3, each with ReLU and the largest of 2×2, and a linear layer; 64 images of 28×28.</summary>
    private static Workload Convolutional()
    {
        var generator = new Generator(1);
        var (first, firstBias) = (Weights(32, 1, 3, 3), Weights(32, 1, 1));
        var (second, secondBias) = (Weights(64, 32, 3, 3), Weights(64, 1, 1));
        var last = new Linear(1600, 10, generator);
        return Training(Network, [first, firstBias, second, secondBias, .. last.Parameters()], generator.Normal([64, 1, 28, 28]), 10);

        Tensor Network(Tensor x)
        {
            var small = (x.Convolve(first) + firstBias).Relu().MaxPool(2);
            return last.Apply((small.Convolve(second) + secondBias).Relu().MaxPool(2).Reshape(-1, 1600));
        }

        Variable Weights(params int[] shape) => new(generator.Normal(shape, 0, 0.1).Evaluate(), "weights");
    }

    private static Workload Training(Func<Tensor, Tensor> network, IReadOnlyList<Variable> parameters, Tensor inputs, int outputs)
    {
        var loss = new SoftmaxCrossEntropyLoss();
        var optimizer = new Adam(parameters, 1e-3);
        var x = inputs.Evaluate();
        var batch = x.Shape[0];
        var t = Tensor.From(Enumerable.Range(0, batch).Select(row => (long)(row % outputs)).ToArray()).OneHot(outputs).Evaluate();
        var last = new Variable(Tensor.Zeros([]), "error");
        return new(Compile.Step(Step), runs => Explain.Step(Step, runs));

        void Step()
        {
            var error = loss.Mean(t, network(x));
            optimizer.Step(Reverse.Gradients(error, parameters));
            last.Value = error;
        }
    }

    private static Workload Inference(int batch)
    {
        var generator = new Generator(1);
        var network = Sequential.Perceptron([784, 512, 512, 10], "relu", generator);
        return Function(network.Apply, generator.Normal([batch, 784]));
    }

    private static Workload Product(int size)
    {
        var generator = new Generator(1);
        var (a, b) = (generator.Normal([size, size]).Evaluate(), generator.Normal([size, size]).Evaluate());
        var product = Compile.Function((x, y) => x.MatMul(y));
        return new(() => product(a, b), runs => Explain.Function(x => [x[0].MatMul(x[1])], [a, b], runs));
    }

    private static Workload Chain(bool gradient)
    {
        static Tensor Function(Tensor x) => (x.Tanh() * x + 1).Sigmoid().Exp();
        return Workloads.Function(gradient ? Derivative.Gradient(x => Function(x).Sum()) : Function, new Generator(1).Normal([1_000_000]));
    }

    private static Workload LogSoftmax() => Function(x => x.LogSoftmax(1), new Generator(1).Normal([1024, 1000]));

    private static Workload Function(Func<Tensor, Tensor> function, Tensor argument)
    {
        var x = argument.Evaluate();
        var compiled = Compile.Function(function);
        return new(() => compiled(x), runs => Explain.Function(y => [function(y[0])], [x], runs));
    }
}

/// <summary>What is measured.</summary>
/// <param name="Step">One step of it.</param>
/// <param name="Explain">What a step is compiled to, measured by so many runs.</param>
internal sealed record Workload(Action Step, Func<int, Explanation> Explain);
