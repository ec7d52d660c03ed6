using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary><c>nabla graph</c>: the lecture's example, and invalid input.</summary>
public sealed class GraphTests : IDisposable
{
    private const string Lecture = "(a+b)*(b+1)";
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reverse_LectureExample_PrintsValuesAndDerivativesAndDrawsThem()
    {
        var picture = folder.In("g.svg");
        var lines = Tool.Succeed("graph", Lecture, "a=2", "b=1", "--mode", "reverse", "--out", picture).Output
            .Split('\n')
            .Select(line => line.Trim())
            .ToArray();

        Assert.Matches(@"^a\s+2\s+2$", lines.Single(line => line.StartsWith("a ", StringComparison.Ordinal)));
        Assert.Matches(@"^b\s+1\s+5$", lines.Single(line => line.StartsWith("b ", StringComparison.Ordinal)));
        Assert.Matches(@"^c\s+a \+ b\s+3\s+2$", lines.Single(line => line.StartsWith("c ", StringComparison.Ordinal)));
        Assert.Matches(@"^d\s+b \+ 1\s+2\s+3$", lines.Single(line => line.StartsWith("d ", StringComparison.Ordinal)));
        Assert.Matches(@"^e\s+c · d\s+6\s+1$", lines.Single(line => line.StartsWith("e ", StringComparison.Ordinal)));
        var svg = File.ReadAllText(picture);
        Assert.All(["e = c · d", "= 6", "∂e/∂b = 5", "∂c/∂a = 1"], text => Assert.Contains(text, svg, StringComparison.Ordinal));
    }

    [Fact]
    public void Forward_FromB_GivesEveryNodesDerivative()
    {
        var nodes = Json("graph", Lecture, "a=2", "b=1", "--mode", "forward:b").GetProperty("nodes");
        Assert.Equal(
            [("a", 0.0), ("b", 1), ("c", 1), ("d", 1), ("e", 5)],
            nodes.EnumerateArray().Select(node => (node.GetProperty("name").GetString()!, node.GetProperty("derivative").GetDouble())));
    }

    [Fact]
    public void Paths_FromEToB_AreTwo_WithTheirProductsAndSum()
    {
        var output = Tool.Succeed("graph", Lecture, "a=2", "b=1", "--mode", "paths:b").Output;
        Assert.Equal(
            """
            2 paths from e to b:
              e ← c ← b:  2 · 1 = 2
              e ← d ← b:  3 · 1 = 3
              their sum: ∂e/∂b = 5  (0 multiplications, 1 addition; factored: 0 multiplications, 1 addition)
            reverse mode computes the derivatives with respect to all nodes with 0 multiplications, 1 addition

            """.ReplaceLineEndings("\n"),
            output);
        var inputs = Json("graph", Lecture, "a=2", "b=1", "--mode", "paths").GetProperty("inputs");
        Assert.Equal(
            [("a", 1, 2.0), ("b", 2, 5)],
            inputs.EnumerateArray().Select(input => (
                input.GetProperty("input").GetString()!, input.GetProperty("count").GetInt32(), input.GetProperty("sum").GetDouble())));
    }

    [Fact]
    public void Paths_ThreeByThree_AreNine_AndFactoredTheSame()
    {
        var input = Json("graph", "Y = 2*X + 3*X + 5*X; 7*Y + 11*Y + 13*Y", "X=1", "--mode", "paths").GetProperty("inputs")[0];
        Assert.Contains(
            "  (9 multiplications, 8 additions; factored: 1 multiplication, 4 additions)\n"
            + "reverse mode computes the derivatives with respect to all nodes with 3 multiplications, 4 additions\n",
            Tool.Succeed("graph", "Y = 2*X + 3*X + 5*X; 7*Y + 11*Y + 13*Y", "X=1", "--mode", "paths").Output,
            StringComparison.Ordinal);
        Assert.Equal(
            (9, 310.0, 9),
            (input.GetProperty("count").GetInt32(), input.GetProperty("sum").GetDouble(), input.GetProperty("multiplications").GetInt32()));
    }

    [Fact]
    public void Values_AlonePrintsNoDerivatives_AndWritesEveryFormat()
    {
        foreach (var ending in (string[])["png", "svg", "dot", "mmd", "txt"])
        {
            Assert.DoesNotContain("∂", Tool.Succeed("graph", "x * sin(x)", "x=2", "--mode", "values", "--out", folder.In($"g.{ending}")).Output);
            Assert.True(new FileInfo(folder.In($"g.{ending}")).Length > 50);
        }
    }

    [Theory]
    [InlineData("formula: unclosed '(' at position 1, before '(a+b'.", "(a+b", "a=1", "b=1")]
    [InlineData("formula: 'b' has no value (set it with b=1) at position 3, before 'b'.", "a+b", "a=1")]
    [InlineData("formula: divide gives infinity at position 2, before '/(a-a)'.", "1/(a-a)", "a=1")]
    [InlineData("formula: unknown function 'foo'", "foo(a)", "a=1")]
    [InlineData("c=2: the formula has no name 'c' that needs a value; the names are a, b.", "a+b", "a=1", "b=1", "c=2")]
    [InlineData("a=x: give a value as a name and a finite number, such as a=2.", "a+b", "a=x", "b=1")]
    [InlineData("a=2: 'a' already has a value.", "a+b", "a=1", "b=1", "a=2")]
    [InlineData("1+2: it has no name to differentiate with respect to; its value is 3.", "1+2")]
    [InlineData("a=inf: give a value as a name and a finite number", "a", "a=inf")]
    [InlineData("--limit -1: it must be at least 1.", "a", "a=1", "--mode", "paths", "--limit", "-1")]
    [InlineData("--mode forward: name the node to differentiate with respect to, such as forward:b.", "a", "a=1", "--mode", "forward")]
    [InlineData("There is no node 'z' in the graph; its nodes are a.", "a", "a=1", "--mode", "forward:z")]
    [InlineData("--mode sideways: unknown mode; the modes are reverse, forward:NAME, paths, paths:NAME and values.", "a", "a=1", "--mode", "sideways")]
    [InlineData("graph drawing: 'g.gif' must end in .svg, .png, .dot, .mmd or .txt", "a", "a=1", "--out", "g.gif")]
    public void BadInput_OneLineSaysWhatAndWhere(string message, params string[] arguments)
    {
        var result = Tool.Run(["graph", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith($"nabla: {message}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Network_StepByStep_PrintsBothPassesAndDrawsThem()
    {
        var output = Tool.Succeed("graph", "--network", "2-2-1", "--output", "sigmoid", "--out", folder.In("n.svg")).Output;
        Assert.Equal(
            """
            E = ½ Σ (y − t)² with the target t = 1
            forward
              1  y⁽⁰⁾ = x = [0.1, -2.2]
              2  z⁽¹⁾ = W⁽¹⁾ y⁽⁰⁾ + b⁽¹⁾
                   0.3 · 0.1 + 0.1 · (-2.2) + (-0.1) = -0.29
                   0.7 · 0.1 + (-1.3) · (-2.2) + 0.8 = 3.73
              3  y⁽¹⁾ = sigmoid(z⁽¹⁾) = [0.428, 0.9766]
              4  z⁽²⁾ = W⁽²⁾ y⁽¹⁾ + b⁽²⁾
                   0.1 · 0.428 + (-0.5) · 0.9766 + (-1.1) = -1.545
              5  y⁽²⁾ = sigmoid(z⁽²⁾) = [0.1757]
              6  E = L(t, y⁽²⁾) = 0.3397
            backward
              1  h = ∂E/∂y⁽²⁾ = ∂L/∂y⁽²⁾ = [-0.8243]
              2  h = ∂E/∂z⁽²⁾ = h ⊙ g′(z⁽²⁾)
                   (-0.8243) · 0.1449 = -0.1194
              3  ∂E/∂W⁽²⁾ = h y⁽¹⁾ᵀ
                   (-0.1194) · 0.428 = -0.0511    (-0.1194) · 0.9766 = -0.1166
              4  ∂E/∂b⁽²⁾ = h = [-0.1194]
              5  h = ∂E/∂y⁽¹⁾ = W⁽²⁾ᵀ h
                   0.1 · (-0.1194) = -0.01194
                   (-0.5) · (-0.1194) = 0.0597
              6  h = ∂E/∂z⁽¹⁾ = h ⊙ g′(z⁽¹⁾)
                   (-0.01194) · 0.2448 = -0.002923
                   0.0597 · 0.02288 = 0.001366
              7  ∂E/∂W⁽¹⁾ = h y⁽⁰⁾ᵀ
                   (-0.002923) · 0.1 = -0.0002923    (-0.002923) · (-2.2) = 0.006431
                   0.001366 · 0.1 = 0.0001366    0.001366 · (-2.2) = -0.003005
              8  ∂E/∂b⁽¹⁾ = h = [-0.002923, 0.001366]

            """.ReplaceLineEndings("\n"),
            output.Replace($"saved to {folder.In("n.svg")}\n", "", StringComparison.Ordinal));
        var svg = File.ReadAllText(folder.In("n.svg"));
        Assert.All(
            ["① ∂E/∂y = −0.8243", "w = 0.1, ③ ∂E/∂w = −0.0511", "⑦ ∂E/∂w = −0.003005", "x = −2.2"],
            text => Assert.Contains(text, svg, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--network 2", "--network 2: there must be at least an input and an output.")]
    [InlineData("--network 2-x-1", "--network 2-x-1: 'x' is not a width; widths are whole numbers from 1 to 60 separated by hyphens.")]
    [InlineData("--network 20-20-1", "--network 20-20-1: 420 connections do not fit into a picture; there may be 60.")]
    [InlineData("a+b --network 2-1", "a+b: --network draws a network, so there is no formula.")]
    [InlineData("--network 2-1 --json", "--network prints the passes of backpropagation; it has no --mode and no --json.")]
    [InlineData("--network 2-1 --activation step", "Unknown nonlinearity 'step'")]
    [InlineData("--network 2-1 --output step", "Unknown nonlinearity 'step'")]
    [InlineData("--mode values", "graph: give a formula, such as \"(a + b) * (b + 1)\", or --network 2-2-1.")]
    public void Network_BadInput_IsRefused(string arguments, string message)
    {
        var result = Tool.Run(["graph", .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"nabla: {message}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_MoreThanTheLimit_SaysHowMany()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"y{i + 1} = 0.5y{i} + 1.5y{i}; ")) + "y40";
        var result = Tool.Run("graph", text, "y0=1", "--mode", "paths");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            "nabla: 1,099,511,627,776 paths lead from y40 to y0, more than --limit 1000; --mode reverse adds them up without listing them.\n", result.Error);
    }

    [Fact]
    public void Graph_TenThousandNestedParentheses_IsTheRightAnswer()
    {
        var formula = new string('(', 10_000) + "a" + new string(')', 10_000) + "*3";
        Assert.Equal(6, Json("graph", formula, "a=2").GetProperty("nodes")[1].GetProperty("value").GetDouble());
    }

    private static JsonElement Json(params string[] arguments) => TrainTests.Parse(Tool.Succeed([.. arguments, "--json"]).LastLine);
}
