using System.Numerics;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Differentiation;

/// <summary>The graph of scalars: paths, their number, and sweeps along all edges.</summary>
public class ScalarGraphTests
{
    [Fact]
    public void LectureExample_ValuesAndDerivatives_AreTheLectures()
    {
        var (graph, names, node) = Formula("(a + b) * (b + 1)", ("a", 2), ("b", 1));
        Assert.Equal(["a", "b", "c", "d", "e"], names.Order());
        Assert.Equal((3.0, 2.0, 6.0), (graph.Nodes[node("c")].Value, graph.Nodes[node("d")].Value, graph.Nodes[node("e")].Value));
        Assert.Equal(["a + b", "b + 1", "c · d"], new[] { "c", "d", "e" }.Select(name => graph.Formula(node(name), names)));

        var reverse = graph.Reverse(node("e")).Derivatives;
        Assert.Equal((2.0, 5.0), (reverse[node("a")], reverse[node("b")]));
        var forward = graph.Forward(node("b")).Derivatives;
        Assert.Equal((1.0, 1.0, 5.0), (forward[node("c")], forward[node("d")], forward[node("e")]));
        Assert.Equal(0, forward[node("a")]);

        var paths = graph.Paths(node("e"), node("b")).ToList();
        Assert.Equal([2.0, 3.0], paths.Select(path => path.Product));
        Assert.Equal([node("c"), node("b")], paths[0].Edges.Select(edge => edge.From));
        Assert.Equal([node("d"), node("b")], paths[1].Edges.Select(edge => edge.From));
        Assert.Equal(new PathSum(5, 2, 0, 1), Sum(graph, node("e"), node("b")));
    }

    [Theory]
    [InlineData("a * b", "b", "a")]
    [InlineData("a + b", "1", "1")]
    [InlineData("a / b", "1 / b", "−c / b")]
    [InlineData("a * a + b", "a + a", "1")]
    [InlineData("sigmoid(a) + tanh(b)", "c · (1 − c)", "1 − d²")]
    [InlineData("relu(a) + max(b, 9)", "1", "0")]
    [InlineData("a ^ b", "b · (a ^ (b − 1))", "c · log(a)")]
    public void DerivativeFormula_OfAnEdge_IsWrittenWithNames(string formula, string byA, string byB)
    {
        var (graph, names, node) = Formula(formula, ("a", 2), ("b", 3));
        Assert.Equal(byA, Of("a"));
        Assert.Equal(byB, Of("b"));
        // With values in place of names, it is arithmetic that gives the derivative.
        var c = graph.Edges.First(edge => edge.From == node("a"));
        Assert.DoesNotContain("a", graph.DerivativeFormula(c, [.. graph.Nodes.Select(_ => "7")]), StringComparison.Ordinal);

        string Of(string name) => graph.DerivativeFormula(graph.Edges.First(edge => edge.From == node(name)), names);
    }

    [Fact]
    public void DerivativeFormula_NotElementwise_IsTheNumber()
    {
        var w = new Variable(Tensor.From<double>([1, 2, 3, 4], [2, 2]), "w");
        var graph = ScalarGraph.Build(w.Value.MatMul(Tensor.From<double>([5, 6], [2, 1])).Sum());
        var edge = graph.Edges.First(edge => edge.From == 0);
        Assert.Equal("5", graph.DerivativeFormula(edge, graph.NameNodes()));
    }

    [Fact]
    public void ThreeByThreePaths_Factored_TakeOneMultiplication()
    {
        const string Text = "Y = 2 * X + 3 * X + 5 * X; 7 * Y + 11 * Y + 13 * Y";
        var (graph, names, node) = Formula(Text, ("X", 1));
        var (output, x) = (graph.Nodes.Count - 1, node("X"));
        Assert.Equal(9, graph.CountPaths(output)[x]);

        var naive = Sum(graph, output, x);
        var factored = graph.Reverse(output);

        Assert.Equal((2 + 3 + 5) * (7 + 11 + 13), naive.Derivative);
        Assert.Equal(naive.Derivative, factored.Derivatives[x]);
        Assert.Equal((9, 9, 8), (naive.Paths, naive.Multiplications, naive.Additions));
        Assert.Equal((3, 4), (factored.Multiplications, factored.Additions));
        // (2 + 3 + 5) (7 + 11 + 13)
        Assert.Equal(new ScalarElimination(310, 1, 4), graph.Eliminate(output, x));
        Assert.Equal(naive.Derivative, graph.Forward(x).Derivatives[output]);
    }

    [Theory]
    [InlineData("x * x", 4)]
    [InlineData("square(x)", 4)]
    [InlineData("x^2", 4)]
    [InlineData("x + x", 2)]
    [InlineData("max(x, x)", 1)]
    public void OperandUsedTwice_IsOneEdge(string text, double derivative)
    {
        var (graph, _, node) = Formula(text, ("x", 2));
        var edge = Assert.Single(graph.Edges);
        Assert.Equal((derivative, derivative == 1 && edge.IsOne), (edge.Derivative, edge.IsOne));
        Assert.Equal(derivative, graph.Reverse(graph.Nodes.Count - 1).Derivatives[node("x")]);
    }

    [Theory]
    [InlineData(0, 1203)]
    [InlineData(0.01, 1203 + 4 * 8 + 8 * 8 + 8 * 3)]
    public void PathsToTheWeights_AreThoseCountedByHand(double strength, int paths)
    {
        // 4-8-8-3: 1 path to each of 27 weights and biases of the last layer, 3 to each of 72, 24 to each of 40; and one from Ω to each weight.
        var network = Models.Perceptron([4, 8, 8, 3], "tanh", new Generator(1), ElementType.Float64);
        var (x, t) = (Tensor.Ones([1, 4], ElementType.Float64), Tensor.Zeros([1, 3], ElementType.Float64));
        var comparison = new GradientComparison(network, new Objective(new SquaredErrorLoss(), new L2Regularizer(), strength), x, t);
        Assert.Equal(paths, comparison.Paths);
    }

    [Fact]
    public void Eliminate_AnyNodes_GivesTheSumOverPaths()
    {
        const string Text = "c = sin(a) + a * b; d = c * c + exp(b); f = d / (1 + square(c)) + tanh(d) * a; f * d + c";
        var (graph, names, node) = Formula(Text, ("a", 0.7), ("b", -0.3));
        var output = graph.Nodes.Count - 1;
        for (var input = 0; input < names.Length; input++)
        {
            var sum = Sum(graph, output, input);
            var factored = graph.Eliminate(output, input);
            Assert.Equal(sum.Derivative, factored.Derivative, 1e-12);
            Assert.True(factored.Multiplications <= sum.Multiplications && factored.Additions <= sum.Additions, names[input]);
        }
        Assert.Equal(0, graph.Eliminate(node("c"), output).Derivative);
        Assert.Equal(1, graph.Eliminate(output, output).Derivative);
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Eliminate(output, names.Length));
    }

    [Fact]
    public void OperationCounter_MultiplicationsByAConstantOne_AreFree()
    {
        var (a, b) = (new Variable(Tensor.Scalar(2.0), "a"), new Variable(Tensor.Scalar(3.0), "b"));
        var product = a.Value * b.Value;
        // As in the graph of scalars, ∂(ab)/∂a = 1 · b takes no multiplication.
        Assert.Equal(1, OperationCounter.Count([product, .. Reverse.Gradients(product, [a, b])]));
        Assert.Equal(0, OperationCounter.Count(a.Value * 1.0, a.Value / 1.0));
        Assert.Equal(1, OperationCounter.Count(a.Value * Tensor.Scalar(1.0)));
    }

    [Fact]
    public void DoublingChain_HasAsManyPathsAsTwoToItsLength_CountedExactlyButNotWalked()
    {
        const int Length = 300;
        var x = new Variable(Tensor.Scalar(1.0), "x");
        Tensor y = x;
        for (var i = 0; i < Length; i++) y = y * 0.25 + y * 0.75;
        var graph = ScalarGraph.Build(y);
        var (output, input) = (graph.NodeOf(y), graph.NodeOf(x));

        Assert.Equal(BigInteger.Pow(2, Length), graph.CountPaths(output)[input]);
        Assert.Equal(1, graph.Reverse(output).Derivatives[input]);
        var error = Assert.Throws<GraphLimitException>(() => Sum(graph, output, input));
        var count = BigInteger.Pow(2, Length).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith($"paths: {count} paths lead from ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" to x, more than the limit of 1,000,000. Reverse mode adds them up without walking them.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_OfAliasesAndNamesakes_AreTheVariablesOwn_AndNoTwoAlike()
    {
        var (graph, names, node) = Formula("z = a; w = z; w * w + b", ("a", 1), ("b", 2));
        Assert.Equal(["a", "b", "c", "d"], names.Order());
        Assert.Equal(2, graph.Forward(node("a")).Derivatives[^1]);
        var (x, y) = (new Variable(Tensor.Ones([2], ElementType.Float64), "w"), new Variable(Tensor.Ones([2], ElementType.Float64), "w"));
        var both = ScalarGraph.Build((x.Value + y.Value + x.Value).Sum()).NameNodes();
        Assert.Equal(both.Length, both.Distinct().Count());
    }

    [Fact]
    public void Paths_AtTheLimit_AreWalked_OneMoreIsNot()
    {
        var x = new Variable(Tensor.Scalar(1.0), "x");
        Tensor y = x;
        for (var i = 0; i < 4; i++) y = y * 0.5 + y * 1.5;
        var graph = ScalarGraph.Build(y);
        Assert.Equal(16, Sum(graph, graph.NodeOf(y), graph.NodeOf(x), 16).Derivative);
        Assert.Throws<GraphLimitException>(() => Sum(graph, graph.NodeOf(y), graph.NodeOf(x), 15));
    }

    [Fact]
    public void Paths_ChainOfAHundredThousand_AreWalkedWithoutRecursion()
    {
        var x = new Variable(Tensor.Scalar(1.0), "x");
        Tensor y = x;
        for (var i = 0; i < 20_000; i++) y = y + 1;
        var graph = ScalarGraph.Build(y);
        Assert.Equal(20_000, Assert.Single(graph.Paths(graph.NodeOf(y), graph.NodeOf(x))).Edges.Count);
    }

    [Fact]
    public void Paths_FromAnInputThatDoesNotMatter_AreNone()
    {
        var (a, b) = (new Variable(Tensor.Scalar(1.0), "a"), new Variable(Tensor.Scalar(2.0), "b"));
        var y = a.Value * b.Value.StopGradient() + a.Value.Floor();
        var graph = ScalarGraph.Build(y);
        Assert.Equal(new PathSum(0, 0, 0, 0), Sum(graph, graph.NodeOf(y), graph.NodeOf(b)));
        Assert.Equal(2, Sum(graph, graph.NodeOf(y), graph.NodeOf(a)).Derivative);
        Assert.Throws<ArgumentException>(() => graph.NodeOf(new Variable(Tensor.Scalar(1.0), "c")));
    }

    public static TheoryData<string> Rows => [.. OperationCases.All.Values.Where(row => row.Order > 0).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryOperation_EdgeByEdge_GivesTheGradientOfTheSweepOverTensors(string name)
    {
        var row = OperationCases.All[name];
        foreach (var shapes in row.Shapes.Where(shapes => shapes.All(shape => !shape.Contains(0))))
        {
            var inputs = row.Inputs(shapes).Select(numbers => new Variable(Tensor.From(numbers.Values, numbers.Shape), "x")).ToArray();
            var y = row.Function([.. inputs.Select(input => input.Value)]);
            // The weights differ, so that an edge to the wrong element is noticed.
            var output = (y * (Tensor.Range(y.ElementCount, ElementType.Float64) + 1.0).Reshape(y.Shape)).Sum();
            if (!output.RequiresGradient) continue;
            var expected = Reverse.Gradients(output, inputs);

            var graph = ScalarGraph.Build(output);
            var reverse = graph.Reverse(graph.NodeOf(output)).Derivatives;

            for (var input = 0; input < inputs.Length; input++)
            {
                var gradient = expected[input].ToArray<double>();
                for (var i = 0; i < gradient.Length; i++)
                {
                    int place;
                    try
                    {
                        place = graph.NodeOf(inputs[input]) + i;
                    }
                    catch (ArgumentException)
                    {
                        Assert.Equal(0, gradient[i]);
                        continue;
                    }
                    Assert.Equal(gradient[i], reverse[place], 1e-9 * (1 + Math.Abs(gradient[i])));
                    Assert.Equal(gradient[i], graph.Forward(place).Derivatives[graph.NodeOf(output)], 1e-9 * (1 + Math.Abs(gradient[i])));
                }
            }
        }
    }

    [Fact]
    public void MatrixProduct_IsOneNodeWithAnEdgeForEveryWeight_ZeroWeightsIncluded()
    {
        var (w, x) = (new Variable(Tensor.From(new double[,] { { 0, 2 }, { 3, 4 } }), "W"), new Variable(Tensor.From<double>([5, 0]), "x"));
        var y = w.Value.MatMul(x.Value);
        var graph = ScalarGraph.Build(y);
        // z = W x: 2 weights and 2 inputs for each of 2 outputs; the reshapes of the vector and of the result add edges.
        Assert.Equal(8 + 2 + 2, graph.Edges.Count);
        Assert.Equal("W[1, 0]", graph.Nodes[graph.NodeOf(w) + 2].ToString());
    }

    [Fact]
    public void PathsOfADeepNetwork_AreTheProductOfItsWidths()
    {
        int[] widths = [3, 5, 4, 6, 2];
        var network = Models.Perceptron(widths, "tanh", new Generator(1), ElementType.Float64);
        var x = new Variable(Tensor.Ones([1, 3], ElementType.Float64), "x");
        var y = network.Forward(x).Sum();
        var graph = ScalarGraph.Build(y);
        Assert.Equal(5 * 4 * 6 * 2, graph.CountPaths(graph.NodeOf(y))[graph.NodeOf(x)]);

        var deep = Models.Perceptron([.. Enumerable.Repeat(10, 41)], "tanh", new Generator(1), ElementType.Float64);
        x = new Variable(Tensor.Ones([1, 10], ElementType.Float64), "x");
        y = deep.Forward(x).Sum();
        graph = ScalarGraph.Build(y);
        Assert.Equal(BigInteger.Pow(10, 40), graph.CountPaths(graph.NodeOf(y))[graph.NodeOf(x)]);
    }

    [Fact]
    public void Of_WhatCannotBeDifferentiated_SaysSo()
    {
        Assert.StartsWith(
            "scalar-graph: the output must be a float tensor",
            Assert.Throws<ElementTypeException>(() => ScalarGraph.Build(Tensor.Range(3))).Message);
        Assert.StartsWith(
            "scalar-graph: the output (float64[]) depends on no variable",
            Assert.Throws<InvalidOperationException>(() => ScalarGraph.Build(Tensor.Scalar(1.0))).Message);
        var x = new Variable(Tensor.Ones([100], ElementType.Float64), "x");
        Assert.StartsWith(
            "scalar-graph: there are more than 50 edges",
            Assert.Throws<GraphLimitException>(() => ScalarGraph.Build(x.Value * 2.0, mostEdges: 50)).Message);
        var w = new Variable(Tensor.Ones([3000, 3000], ElementType.Float64), "w");
        Assert.Throws<GraphLimitException>(() => ScalarGraph.Build(w.Value.MatMul(w)));
        var graph = ScalarGraph.Build(x.Value * 2.0);
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Reverse(200));
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Forward(-1));
    }

    [Fact]
    public void SumOverPaths_Cancelled_Stops()
    {
        var x = new Variable(Tensor.Scalar(1.0), "x");
        Tensor y = x;
        for (var i = 0; i < 15; i++) y = y * 0.5 + y * 1.5;
        var graph = ScalarGraph.Build(y);
        Assert.Throws<OperationCanceledException>(() => graph.SumOverPaths(graph.NodeOf(y), graph.NodeOf(x), cancellation: new(true)));
    }

    private static PathSum Sum(ScalarGraph graph, int output, int input, long limit = 1_000_000) =>
        graph.SumOverPaths(output, input, limit, TestContext.Current.CancellationToken);

    private static (ScalarGraph Graph, string[] Names, Func<string, int> Node) Formula(string text, params (string Name, double Value)[] values)
    {
        var bound = Expression.Parse(text).Bind(values.ToDictionary(value => value.Name, value => new Variable(Tensor.Scalar(value.Value), value.Name).Value));
        var graph = ScalarGraph.Build(bound.Output);
        var names = graph.NameNodes(bound.Names);
        return (graph, names, name => Array.IndexOf(names, name));
    }
}
