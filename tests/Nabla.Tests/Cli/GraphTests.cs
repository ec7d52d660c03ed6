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
              their sum: ∂e/∂b = 5  (0 multiplications, 1 addition)
            factored: reverse mode computes the derivatives with respect to all nodes with 0 multiplications and 1 addition.

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
            "factored: reverse mode computes the derivatives with respect to all nodes with 3 multiplications and 4 additions.",
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
    public void Paths_MoreThanTheLimit_SaysHowMany()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"x{i + 1} = x{i} + x{i}; ")) + "x40";
        var result = Tool.Run("graph", text, "x0=1", "--mode", "paths");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("nabla: paths: 1,099,511,627,776 paths lead from", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Graph_TenThousandNestedParentheses_IsTheRightAnswer()
    {
        var formula = new string('(', 10_000) + "a" + new string(')', 10_000) + "*3";
        Assert.Equal(6, Json("graph", formula, "a=2").GetProperty("nodes")[1].GetProperty("value").GetDouble());
    }

    private static JsonElement Json(params string[] arguments) => TrainTests.Parse(Tool.Succeed([.. arguments, "--json"]).LastLine);
}
