using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/lecture.</summary>
public class LectureSnippets
{
    [Fact]
    public void LinearModels_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/01-linear-models.md
        var generator = new Generator(seed: 1);
        var network = new Sequential { new Linear(inputs: 2, outputs: 3, generator), Activation.Sigmoid() };
        Tensor y = network.Forward(Tensor.From<float>([0.5f, -1, 2, 0], [2, 2]));
        Console.WriteLine(y.Shape);   // [2, 3]: two examples, three outputs
        // end
    });

    [Fact]
    public void LinearModels_Snippet2_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/01-linear-models.md
        var x = Tensor.From<double>([2, 3], [1, 2]);
        Console.WriteLine(new PolynomialBasis(2, degree: 2).Forward(x));           // tensor([[2, 3, 4, 6, 9]], float64[1, 5])
        Console.WriteLine(new AdditivePolynomialBasis(2, count: 2).Forward(x));    // tensor([[2, 3, 4, 9]], float64[1, 4])
        // end
    });

    [Fact]
    public void LearningRules_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/02-learning-rules.md
        var data = SyntheticData.Xor(400, noise: 0.1, new HostRandom(seed: 1));
        var network = new Sequential { new PolynomialBasis(2, degree: 2), new Linear(5, 2, new Generator(seed: 1)) };
        var trainer = new Trainer(network, new MisclassificationLoss(), new PerceptronRule(network));
        trainer.Fit(data, validation: null, new TrainingOptions { Epochs = 20, BatchSize = 1, Schedule = null });
        Console.WriteLine(trainer.Evaluate(data).Score);   // 1: every case is right
        // end
    });

    [Fact]
    public void Losses_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/03-losses.md
        var (y, t) = (Tensor.From<double>([2, -1], [2, 1]), Tensor.From<double>([1, 1], [2, 1]));
        foreach (var loss in new Loss[] { new SquaredErrorLoss(), new AbsoluteErrorLoss(), new HingeLoss(), new BinaryCrossEntropyLoss() })
            Console.WriteLine($"{loss.Name}: {string.Join(" and ", loss.PerExample(y, t).ToArray<double>().Select(e => $"{e:F2}"))}");
        // squared-error: 1.00 and 4.00
        // absolute-error: 1.00 and 2.00
        // hinge: 0.00 and 2.00
        // binary-cross-entropy: 0.13 and 1.31
        // end
    });

    [Fact]
    public void MultiLayerPerceptrons_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/04-multi-layer-perceptrons.md
        var network = Models.Perceptron([2, 32, 32, 3], "relu", new Generator(seed: 1));
        Console.WriteLine(network.ParameterCount());   // 1251: weights and biases
        // end
    });

    [Fact]
    public void MultiLayerPerceptrons_Snippet2_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/04-multi-layer-perceptrons.md
        var w = new Variable(Tensor.Scalar(3.0), "w");
        for (var step = 0; step < 50; step++)
        {
            Tensor error = (w - 1.0).Square();
            w.Value = w - 0.1 * Reverse.Gradients(error, w)[0];
        }
        Console.WriteLine($"{w.Value.ToDouble():F3}");   // 1.000, where the error is smallest
        // end
    });

    [Fact]
    public void FourApproaches_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/05-four-approaches.md
        var w = new Variable(Tensor.Scalar(2.0), "w");
        Func<Tensor> error = () => w.Value.Sin() * w;
        Console.WriteLine($"{Numerical.Gradient(error, w, Differences.Forward).ToDouble():F9}");   // 0.077003725: the last digits are wrong
        Console.WriteLine($"{Reverse.Gradients(error(), w)[0].ToDouble():F9}");                    // 0.077003754: exact
        // end
    });

    [Fact]
    public void Backpropagation_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/06-backpropagation.md
        var network = Models.Perceptron([2, 2, 1], "sigmoid", new Generator(seed: 1), ElementType.Float64);
        var objective = new Objective(new SquaredErrorLoss());
        var (x, t) = (Tensor.From<double>([0.5, -1], [1, 2]), Tensor.From<double>([1], [1, 1]));
        var layerByLayer = new Backpropagation(network, objective).Differentiate(x, t).Gradients;
        var automatic = Reverse.Gradients(objective.Compute(network.Forward(x), t, network.Parameters()), network.Parameters());
        Console.WriteLine((layerByLayer[0] - automatic[0]).Abs().Max().ToDouble() < 1e-15);   // True
        // end
    });

    [Fact]
    public void ComputationalGraphs_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/07-computational-graphs.md
        var formula = Expression.Parse("(a + b) * (b + 1)");
        var (a, b) = (new Variable(Tensor.Scalar(2.0), "a"), new Variable(Tensor.Scalar(1.0), "b"));
        var graph = ScalarGraph.Build(formula.Bind(new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b }).Output);
        var e = graph.Nodes.Count - 1;
        foreach (var path in graph.Paths(e, graph.NodeOf(b))) Console.WriteLine(path.Product);
        // 2
        // 3
        Console.WriteLine(graph.Reverse(e).Derivatives[graph.NodeOf(b)]);                        // 5
        // end
    });

    [Fact]
    public void AutomaticDifferentiation_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/08-automatic-differentiation.md
        var w = new Variable(Tensor.From<double>([1, 2, 3]), "w");
        Tensor y = w;
        for (var i = 0; i < 3; i++) y = (y * w).Tanh();
        Tensor error = y.Sum();
        Tensor gradient = Reverse.Gradients(error, w)[0];
        Console.WriteLine(gradient.Shape);   // [3]: a derivative for every element of w
        // end
    });

    [Fact]
    public void AutomaticDifferentiation_Snippet2_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/08-automatic-differentiation.md
        var module = new ManualBackpropagation(new Linear(3, 2, new Generator(seed: 1)));
        Tensor y = module.Forward(Tensor.Ones([1, 3]));              // y = module.fprop(x)
        Tensor dx = module.Backward(Tensor.Ones([1, 2]));            // ∂E/∂x = module.bprop(∂E/∂y)
        Console.WriteLine($"{dx.Shape}, {module.Gradients.Count}");  // [1, 3], 2: and those of weights and biases
        // end
    });

    [Fact]
    public void Nonlinearities_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/09-nonlinearities.md
        Func<Tensor, Tensor> sigmoid = a => a.Sigmoid(), tanh = a => a.Tanh();
        foreach (var a in (double[])[0, 2, 10])
        {
            var (s, t) = (Derivative.Gradient(sigmoid)(Tensor.Scalar(a)).ToDouble(), Derivative.Gradient(tanh)(Tensor.Scalar(a)).ToDouble());
            Console.WriteLine($"{a}: {s:G3} {t:G3}");
        }
        // 0: 0.25 1
        // 2: 0.105 0.0707
        // 10: 4.54E-05 8.24E-09
        // end
    });

    [Fact]
    public void Practice_Snippet1_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/lecture/10-practice.md
        var a = Tensor.From<double>([1000, 1001, 1002]);
        Console.WriteLine((a.Exp() / a.Exp().Sum())[0].ToDouble());      // NaN: the formula as it is written
        Console.WriteLine($"{a.Softmax()[0].ToDouble():F4}");            // 0.0900
        Console.WriteLine($"{a.LogSoftmax()[0].ToDouble():F4}");         // -2.4076
        // end
    });
}
