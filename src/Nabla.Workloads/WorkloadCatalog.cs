using Nabla.Learning;

namespace Nabla.Workloads;

/// <summary>The workloads by name. Inputs are random, float32, and created once.</summary>
public static class WorkloadCatalog
{
    private static readonly Dictionary<string, Func<Workload>> All = new(StringComparer.Ordinal)
    {
        ["mlp-tiny"] = () => Training(1, 2, 16, 2),
        ["mlp-moons"] = () => Training(200, 2, 64, 2),
        ["mlp-mnist-small"] = () => Training(32, 784, 128, 10),
        ["mlp-mnist"] = () => Training(128, 784, 512, 10),
        ["mlp-wide"] = () => Training(256, 784, 2048, 10),
        ["cnn-mnist"] = Convolutional,
        ["lstm-char"] = Recurrent,
        ["infer-mlp-b1"] = () => Inference(1),
        ["infer-mlp-b256"] = () => Inference(256),
        ["gemm-64"] = () => Product(64),
        ["gemm-256"] = () => Product(256),
        ["gemm-1024"] = () => Product(1024),
        ["gemm-2048"] = () => Product(2048),
        ["chain-1m"] = () => Chain(gradient: false),
        ["chain-grad-1m"] = () => Chain(gradient: true),
        ["log-softmax"] = LogSoftmax,
        ["mlp-1m-value"] = () => Derivatives(0),
        ["mlp-1m-gradient"] = () => Derivatives(1),
        ["mlp-1m-hessian-product"] = () => Derivatives(2),
    };

    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    public static Workload FromName(string name) => All[name]();

    /// <summary>Forward, mean softmax cross-entropy, backward, Adam.</summary>
    private static Workload Training(int batch, int inputs, int hidden, int outputs)
    {
        var generator = new Generator(1);
        var network = Models.Perceptron([inputs, hidden, hidden, outputs], "relu", generator);
        return Training(network.Forward, network.Parameters(), generator.Normal([batch, inputs]), outputs);
    }

    /// <summary>Two 3×3 convolutions, each with ReLU and 2×2 max-pooling, and a linear layer, on 64 images of 28×28.</summary>
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
            return last.Forward((small.Convolve(second) + secondBias).Relu().MaxPool(2).Reshape(-1, 1600));
        }

        Variable Weights(params int[] shape) => new(generator.Normal(shape, 0, 0.1).Evaluate(), "weights");
    }

    /// <summary>64 steps of an LSTM from 64 numbers to 256 units, and a linear layer to 65 classes at every step.</summary>
    private static Workload Recurrent()
    {
        const int Batch = 32, Steps = 64, Classes = 65;
        var generator = new Generator(1);
        Sequential network = [new Lstm(64, 256, generator), new Linear(256, Classes, generator)];
        return Training(x => network.Forward(x).Reshape(Batch * Steps, Classes), network.Parameters(), generator.Normal([Batch, Steps, 64]), Classes);
    }

    private static Workload Training(Func<Tensor, Tensor> network, IReadOnlyList<Variable> parameters, Tensor inputs, int outputs)
    {
        var loss = new CrossEntropyLoss();
        var optimizer = new Adam(parameters, 1e-3);
        var x = inputs.Evaluate();
        var batch = network(x).Shape[0];
        var t = Tensor.From(Enumerable.Range(0, batch).Select(row => (long)(row % outputs)).ToArray()).OneHot(outputs).Evaluate();
        var last = new Variable(Tensor.Zeros([]), "error");
        return Workload.OfStep(Step);

        void Step()
        {
            var error = loss.Mean(network(x), t);
            optimizer.Step(Reverse.Gradients(error, parameters));
            last.Value = error;
        }
    }

    private static Workload Inference(int batch)
    {
        var generator = new Generator(1);
        var network = Models.Perceptron([784, 512, 512, 10], "relu", generator);
        return OfFunction(network.Forward, generator.Normal([batch, 784]));
    }

    private static Workload Product(int size)
    {
        var generator = new Generator(1);
        var (a, b) = (generator.Normal([size, size]).Evaluate(), generator.Normal([size, size]).Evaluate());
        var product = Compile.Function((x, y) => x.MatMul(y));
        return new(() => product(a, b), x => [x[0].MatMul(x[1])], a, b);
    }

    private static Workload Chain(bool gradient)
    {
        static Tensor Function(Tensor x) => (x.Tanh() * x + 1).Sigmoid().Exp();
        return OfFunction(gradient ? Derivative.Gradient(x => Function(x).Sum()) : Function, new Generator(1).Normal([1_000_000]));
    }

    /// <summary>An MLP with a million weights: its loss on 128 examples, the gradient, or a Hessian-vector product.</summary>
    private static Workload Derivatives(int order)
    {
        int[] widths = [784, 800, 500, 10];
        var generator = new Generator(1);
        var x = generator.Normal([128, widths[0]]).Evaluate();
        var t = Tensor.From(Enumerable.Range(0, 128).Select(row => (long)(row % widths[^1])).ToArray()).OneHot(widths[^1]).Evaluate();
        var weights = new List<Tensor>();
        for (var layer = 1; layer < widths.Length; layer++)
            weights.AddRange([generator.Normal([widths[layer - 1], widths[layer]], 0, 0.05).Evaluate(), Tensor.Zeros([widths[layer]]).Evaluate()]);
        Variable[] parameters = [.. weights.Select((weight, i) => new Variable(weight, $"weight {i}"))];
        Variable[] results = [.. weights.Select((weight, i) => new Variable(weight, $"result {i}"))];
        Tensor[] direction = [.. weights.Select(weight => generator.Normal(weight.Shape).Evaluate())];
        var last = new Variable(Tensor.Zeros([]), "error");
        return Workload.OfStep(Step);

        Tensor Error(Tensor[] w) => -(t * ((x.MatMul(w[0]) + w[1]).Tanh().MatMul(w[2]) + w[3]).Tanh().MatMul(w[4]).LogSoftmax(1)).Sum() / 128;

        void Step()
        {
            Tensor[] w = [.. parameters.Select(parameter => parameter.Value)];
            if (order == 0) last.Value = Error(w);
            var derivatives = order switch { 0 => [], 1 => Derivative.Gradients(Error)(w), _ => Derivative.HessianVectorProduct(Error)(w, direction) };
            for (var i = 0; i < derivatives.Length; i++) results[i].Value = derivatives[i];
        }
    }

    private static Workload LogSoftmax() => OfFunction(x => x.LogSoftmax(1), new Generator(1).Normal([1024, 1000]));

    private static Workload OfFunction(Func<Tensor, Tensor> function, Tensor argument)
    {
        var x = argument.Evaluate();
        var compiled = Compile.Function(function);
        return new(() => compiled(x), y => [function(y[0])], x);
    }
}
