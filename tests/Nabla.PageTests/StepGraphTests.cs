using Xunit;

namespace Nabla.Tests.Page;

public class StepGraphTests
{
    private static readonly Dictionary<string, double> Lecture = new() { ["a"] = 2, ["b"] = 1 };

    [Fact]
    public void Build_TheLecturesExample_HasItsNumbersAtEveryStep()
    {
        StepGraph graph = StepGraphBuilder.Build("(a + b) * (b + 1)", Lecture);
        Assert.Equal(["a", "b", "c = a + b = 2 + 1 = 3", "d = b + 1 = 1 + 1 = 2", "e = c · d = 3 · 2 = 6"], graph.Nodes.Select(Whole));
        Assert.Equal(
            [
                "e: 1", "c: 1 · 2 = 2 → 2", "d: 1 · 3 = 3 → 3", "b: 3 · 1 = 3 → 3", "a: 2 · 1 = 2 → 2", "b: 2 · 1 = 2, 3 → 5",
            ],
            graph.Reverse.Select(e => Line(graph, e)));
        Assert.Equal(
            ["b: 1", "c: 1 · 1 = 1 → 1", "d: 1 · 1 = 1 → 1", "e: 1 · 2 = 2 → 2", "e: 1 · 3 = 3, 2 → 5"],
            graph.Inputs[1].Forward.Select(e => Line(graph, e)));
        Assert.Equal(
            ["2 · 1 = 2: 2", "3 · 1 = 3: 5"],
            graph.Inputs[1].Paths.Select(path => $"{string.Join(" · ", path.Factors)} = {path.Product}: {path.Sum}"));
        Assert.Equal(["2", "5"], graph.Inputs.Select(input => input.Derivative));

        static string Whole(StepNode node) => node.Formula.Length == 0 ? node.Name : $"{node.Name} = {node.Formula} = {node.Numbers} = {node.Value}";
    }

    [Fact]
    public void Build_LocalDerivatives_AreFormulasWithNumbers()
    {
        StepGraph graph = StepGraphBuilder.Build("sigmoid(a) * b + tanh(b)", new Dictionary<string, double> { ["a"] = 0, ["b"] = -2 });
        Assert.Contains(graph.Edges, edge => edge is { Formula: "c · (1 − c)", Numbers: "0.5 · (1 − 0.5)", Derivative: "0.25" });
        Assert.Contains(graph.Edges, edge => edge is { Formula: "b", Numbers: "(−2)", Derivative: "−2" });
        Assert.Contains(graph.Edges, edge => edge.Formula is ['1', ' ', '−', .., '²']);
    }

    [Fact]
    public void Costs_ThreePathsMeetThree_PathsCostMost()
    {
        StepGraph graph = StepGraphBuilder.Build("s = exp(a) + sin(a) + tanh(a); exp(s) + sin(s) + tanh(s)", new Dictionary<string, double> { ["a"] = 0.5 });
        int[] products = [.. graph.Costs.Select(cost => int.Parse(cost.Multiplications, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal("9 paths", graph.Costs[0].Sweeps);
        Assert.Equal(9, products[0]);
        Assert.True(products[3] < products[0]);
        Assert.Equal("9", graph.Inputs[0].PathCount);
    }

    [Theory]
    [InlineData("a +", "(a +|expected|end)")]
    [InlineData("1 + 2", "no name to differentiate with respect to")]
    [InlineData("ln(a)", "log gives minus infinity")]
    public void Build_BadFormula_SaysWhy(string formula, string message)
    {
        var exception = Assert.ThrowsAny<Exception>(() => StepGraphBuilder.Build(formula, new Dictionary<string, double> { ["a"] = 0 }));
        Assert.IsAssignableFrom<Exception>(exception);
        Assert.True(exception is ExpressionException or PageException, exception.GetType().Name);
        Assert.Matches(message, exception.Message);
    }

    [Fact]
    public void Build_TenThousandNodes_IsRefusedBeforeItIsBuilt()
    {
        string formula = string.Join(" + ", Enumerable.Range(0, 10_000).Select(i => $"sin({i} * a)"));
        var exception = Assert.Throws<PageException>(() => StepGraphBuilder.Build(formula, Lecture));
        Assert.Contains("60 nodes", exception.Message, StringComparison.Ordinal);
        string wide = string.Join(" + ", Enumerable.Range(0, 100).Select(i => $"sin({i} * a)"));
        Assert.Contains("60 nodes", Assert.Throws<PageException>(() => StepGraphBuilder.Build(wide, Lecture)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_VeryManyPaths_CountsThemWithoutWalking()
    {
        string formula = "x1 = exp(a) + sin(a); " + string.Concat(Enumerable.Range(1, 9).Select(i => $"x{i + 1} = exp(-x{i}) + sin(x{i}); ")) + "x10";
        StepGraph graph = StepGraphBuilder.Build(formula, Lecture);
        Assert.Equal("1,024", graph.Inputs[0].PathCount);
        Assert.Empty(graph.Inputs[0].Paths);
    }

    private static string Line(StepGraph graph, StepEvent step)
    {
        string name = graph.Nodes[step.Node].Name;
        if (step.Edge < 0) return $"{name}: {step.Sum}";
        string before = step.Before.Length > 0 ? $", {step.Before}" : "";
        return $"{name}: {step.Incoming} · {graph.Edges[step.Edge].Derivative} = {step.Product}{before} → {step.Sum}";
    }
}
