using Nabla.Learning;
using Nabla.Plots;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of the README.</summary>
public class ReadmeSnippets
{
    [Fact]
    public void LoopByHand_Printed_IsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        var generator = new Generator(seed: 1);
        var network = new Sequential { new Linear(2, 32, generator), Activation.Tanh(), new Linear(32, 2, generator) };
        var optimizer = new Adam(network.Parameters(), learningRate: 0.01);
        var (loss, moons) = (new CrossEntropyLoss(), SyntheticData.Moons(1000, noise: 0.1, new HostRandom(seed: 1)));
        for (var epoch = 0; epoch < 60; epoch++)
        {
            foreach (var batch in moons.Batches(50, new HostRandom(seed: epoch)))
            {
                Tensor error = loss.Mean(network.Forward(batch.Inputs), batch.Targets);
                optimizer.Step(Reverse.Gradients(error, network.Parameters()));
            }
        }
        Console.WriteLine(Trainer.Evaluate(network, loss, moons).Score > 0.99);   // True
        // end
    });

    [Fact]
    public void Training_Printed_IsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        var generator = new Generator(seed: 1);
        var network = new Sequential { new Linear(2, 32, generator), Activation.Tanh(), new Linear(32, 2, generator) };
        var optimizer = new Adam(network.Parameters(), learningRate: 0.01) { Transformations = { new ClipByGlobalNorm(1) } };
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss(), new L2Regularizer(), strength: 1e-5), optimizer);
        var moons = SyntheticData.Moons(1000, noise: 0.1, new HostRandom(seed: 1));
        trainer.Fit(moons, validation: null, new TrainingOptions { Epochs = 60, BatchSize = 50 });
        Console.WriteLine(trainer.Evaluate(moons).Score > 0.99);              // True
        // end
    });

    [Fact]
    public void FirstGradient_Printed_IsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        var w = new Variable(Tensor.From([1.0, 2.0, 3.0]), "w");
        Tensor loss = (w * w).Sum();
        Tensor gradient = Reverse.Gradients(loss, w)[0];
        Console.WriteLine(gradient);          // tensor([2, 4, 6], float64[3])
        w.Value = w - 0.1 * gradient;         // a variable is the only thing that changes
        Console.WriteLine(w);                 // variable w = tensor([0.8, 1.6, 2.4], float64[3])
        // end
    });

    [Fact]
    public void DerivativesOfFunctions_Printed_AreWhatTheirCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        Func<Tensor, Tensor> cube = x => x * x * x;
        Func<Tensor, Tensor> second = Derivative.Gradient(Derivative.Gradient(cube));
        Console.WriteLine(second(Tensor.Scalar(2.0)));                        // tensor(12, float64[])
        var (value, tangent) = Derivative.Jvp(cube)(Tensor.Scalar(2.0), Tensor.Scalar(1.0));
        Console.WriteLine($"{value.ToDouble()} {tangent.ToDouble()}");        // 8 12
        // end
    });

    [Fact]
    public void HessiansAndMaps_Printed_AreWhatTheirCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        Func<Tensor, Tensor> valley = x => (1 - x.Slice(0, ..1)).Square().Sum() + 100 * (x.Slice(0, 1..) - x.Slice(0, ..1).Square()).Square().Sum();
        Tensor hessian = Derivative.Hessian(valley)(Tensor.From([1.0, 1.0]));
        Console.WriteLine(string.Join(" ", hessian.ToArray<double>()));       // 802 -400 -400 200
        Func<Tensor, Tensor> each = Vectorize.Map(Derivative.Gradient(x => x.Square().Sum()));
        Console.WriteLine(each(Tensor.From<double>([1, 2, 3, 4], [2, 2])).Sum().ToDouble());   // 20: a gradient for every row
        // end
    });

    [Fact]
    public void PartsAndFactors_Printed_AreWhatTheirCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        Tensor matrix = Tensor.From<double>([1, 2, 3, 4, 5, 6, 7, 8, 10], [3, 3]);
        Console.WriteLine(matrix[1.., 1]);                                    // tensor([5, 8], float64[2])
        Func<Tensor, Tensor> logDet = x => 2 * x.MatMul(x, transposeB: true).Cholesky().Diagonal().Log().Sum();
        Tensor twice = 2 * matrix.Inverse().Transpose();                      // what the gradient of log det(X Xᵀ) has to be
        Console.WriteLine((Derivative.Gradient(logDet)(matrix) - twice).Abs().Max().ToDouble() < 1e-9);   // True
        // end
    });

    [Fact]
    public void CompiledStep_Printed_IsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        var weights = new Variable(Tensor.From([4.0, -2.0]), "weights");
        var descent = new Sgd([weights], learningRate: 0.25);
        Action step = Compile.Step(() => descent.Step(Reverse.Gradients(weights.Value.Square().Sum(), weights)));
        for (var i = 0; i < 3; i++) step();
        Console.WriteLine(weights.Value);     // tensor([  0.5, -0.25], float64[2])
        // end
    });

    [Fact]
    public void FormulaAsGraph_Printed_IsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // README.md
        var formula = Expression.Parse("(a + b) * (b + 1)");
        var a = new Variable(Tensor.Scalar(2.0), "a");
        var b = new Variable(Tensor.Scalar(1.0), "b");
        var graph = ScalarGraph.Build(formula.Bind(new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b }).Output);
        var output = graph.Nodes.Count - 1;
        Console.WriteLine(graph.Reverse(output).Derivatives[graph.NodeOf(b)]);            // 5
        Console.WriteLine(graph.CountPaths(output)[graph.NodeOf(b)]);                     // 2
        string svg = ScalarGraphDrawing.Reverse(graph, output, title: formula.Text).ToSvg();   // or Save("graph.png")
        // end
        Assert.Contains("∂e/∂b = 5", svg, StringComparison.Ordinal);
    });
}
