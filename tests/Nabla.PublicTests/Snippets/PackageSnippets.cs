using Nabla.Learning;
using Nabla.Onnx;
using Nabla.Plots;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of the packages' READMEs.</summary>
public class PackageSnippets
{
    [Fact]
    public void Core_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // src/Nabla/README.md
        var w = new Variable(Tensor.From([1.0, 2.0, 3.0]), "w");
        Tensor gradient = Reverse.Gradients((w * w).Sum(), w)[0];
        Console.WriteLine(gradient);                                    // tensor([2, 4, 6], float64[3])

        Func<Tensor, Tensor> cube = x => x * x * x;
        Func<Tensor, Tensor> second = Derivative.Gradient(Derivative.Gradient(cube));
        Console.WriteLine(second(Tensor.Scalar(2.0)));                  // tensor(12, float64[])
        // end
    });

    [Fact]
    public void Learning_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // src/Nabla.Learning/README.md
        var generator = new Generator(seed: 1);
        var network = new Sequential { new Linear(2, 32, generator), Activation.Tanh(), new Linear(32, 2, generator) };
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), learningRate: 0.01));
        var moons = SyntheticData.Moons(1000, noise: 0.1, new HostRandom(seed: 1));
        trainer.Fit(moons, validation: null, new TrainingOptions { Epochs = 60, BatchSize = 50 });
        Console.WriteLine(trainer.Evaluate(moons).Score > 0.99);        // True
        // end
    });

    [Fact]
    public void Onnx_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // src/Nabla.Onnx/README.md
        var network = Models.Perceptron([4, 16, 3], "gelu", new Generator(seed: 1));
        var file = Path.Combine(Path.GetTempPath(), "network.onnx");
        OnnxExport.Save(file, network, new(ElementType.Float32, [1, 4]));
        Console.WriteLine(new FileInfo(file).Length > 500);   // True
        // end
        File.Delete(Path.Combine(Path.GetTempPath(), "network.onnx"));
    });

    [Fact]
    public void Plots_Graph_IsDrawn()
    {
        // src/Nabla.Plots/README.md
        var formula = Expression.Parse("(a + b) * (b + 1)");
        var (a, b) = (new Variable(Tensor.Scalar(2.0), "a"), new Variable(Tensor.Scalar(1.0), "b"));
        var graph = ScalarGraph.Build(formula.Bind(new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b }).Output);
        string svg = ScalarGraphDrawing.Reverse(graph, graph.Nodes.Count - 1, title: formula.Text).ToSvg();      // or Save("graph.png")
        // end
        Assert.Contains("</svg>", svg);
    }
}
