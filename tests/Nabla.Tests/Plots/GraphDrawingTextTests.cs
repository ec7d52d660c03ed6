using Nabla.Plots;
using Xunit;

namespace Nabla.Tests.Plots;

/// <summary>The text formats of graphs.</summary>
public sealed class GraphDrawingTextTests
{
    private static readonly GraphDrawing Awkward = new()
    {
        Title = "\"T\\\" &\nco",
        Nodes = [GraphDrawingSamples.Node("<a & \"b\">", NodeKind.Constant, "back\\slash;`#`"), GraphDrawingSamples.Node("", NodeKind.Output)],
        Edges = [new(0, 1, "|\"<&>\"|")],
    };

    [Fact]
    public void ToText_Lecture_ListsNodesAfterTheirInputs() => Assert.Equal(
        """
        e = (a + b)·(b + 1)

        a (input)
            = 2
            ∂e/∂a = 2
        b (input)
            = 1
            ∂e/∂b = 5
        c = a + b
            = 3
            ∂e/∂c = 2
            <-- a : ∂c/∂a = 1
            <== b : ∂c/∂b = 1
        d = b + 1
            = 2
            ∂e/∂d = 3
            <-- b : ∂d/∂b = 1
        e = c · d (output)
            = 6
            ∂e/∂e = 1
            <== c = a + b : ∂e/∂c = 2
            <-- d = b + 1

        """,
        GraphDrawingSamples.Lecture.ToText());

    [Fact]
    public void ToDot_Lecture_IsAsReviewed() => Assert.Equal(
        """
        digraph {
            rankdir=BT
            label="e = (a + b)·(b + 1)"
            labelloc=t
            node [shape=box, style="rounded,filled"]
            n0 [label="a\n= 2\n∂e/∂a = 2", fillcolor="#E3F4EE", color="#009E73"]
            n1 [label="b\n= 1\n∂e/∂b = 5", fillcolor="#E3F4EE", color="#009E73"]
            n2 [label="c = a + b\n= 3\n∂e/∂c = 2", fillcolor="#F7FAFC", color="#56606B"]
            n3 [label="d = b + 1\n= 2\n∂e/∂d = 3", fillcolor="#F7FAFC", color="#56606B"]
            n4 [label="e = c · d\n= 6\n∂e/∂e = 1", fillcolor="#FDF1D8", color="#E69F00"]
            n0 -> n2 [label="∂c/∂a = 1"]
            n1 -> n2 [label="∂c/∂b = 1", color="#D55E00", penwidth=2.5]
            n1 -> n3 [label="∂d/∂b = 1"]
            n2 -> n4 [label="∂e/∂c = 2", color="#D55E00", penwidth=2.5]
            n3 -> n4
        }

        """,
        GraphDrawingSamples.Lecture.ToDot());

    [Fact]
    public void ToMermaid_Lecture_IsAsReviewed() => Assert.Equal(
        """
        ---
        title: "e = (a + b)·(b + 1)"
        ---
        flowchart BT
            n0["a<br/>= 2<br/>∂e/∂a = 2"]:::input
            n1["b<br/>= 1<br/>∂e/∂b = 5"]:::input
            n2["c = a + b<br/>= 3<br/>∂e/∂c = 2"]:::operation
            n3["d = b + 1<br/>= 2<br/>∂e/∂d = 3"]:::operation
            n4["e = c · d<br/>= 6<br/>∂e/∂e = 1"]:::output
            n0 -->|"∂c/∂a = 1"| n2
            n1 ==>|"∂c/∂b = 1"| n2
            n1 -->|"∂d/∂b = 1"| n3
            n2 ==>|"∂e/∂c = 2"| n4
            n3 --> n4
            classDef input fill:#E3F4EE,stroke:#009E73
            classDef operation fill:#F7FAFC,stroke:#56606B
            classDef output fill:#FDF1D8,stroke:#E69F00

        """,
        GraphDrawingSamples.Lecture.ToMermaid());

    [Fact]
    public void ToDot_AwkwardTexts_AreEscaped() => Assert.Equal(
        """
        digraph {
            rankdir=BT
            label="\"T\\\" & co"
            labelloc=t
            node [shape=box, style="rounded,filled"]
            n0 [label="<a & \"b\">\nback\\slash;`#`", fillcolor="#F2F2F2", color="#999999", style="rounded,filled,dashed"]
            n1 [label="", fillcolor="#FDF1D8", color="#E69F00"]
            n0 -> n1 [label="|\"<&>\"|"]
        }

        """,
        Awkward.ToDot());

    [Fact]
    public void ToMermaid_AwkwardTexts_AreEscaped() => Assert.Equal(
        """
        ---
        title: "\"T\\\" & co"
        ---
        flowchart BT
            n0["#60;a #38; #34;b#34;#62;<br/>back#92;slash#59;#96;#35;#96;"]:::constant
            n1[" "]:::output
            n0 -->|"|#34;#60;#38;#62;#34;|"| n1
            classDef output fill:#FDF1D8,stroke:#E69F00
            classDef constant fill:#F2F2F2,stroke:#999999,stroke-dasharray:5 4

        """,
        Awkward.ToMermaid());

    [Fact]
    public void ToText_ManyNodes_HasNoLimit()
    {
        const int count = 5_000;
        var drawing = GraphDrawingSamples.Bare(count, [.. Enumerable.Range(1, count - 1).Select(index => (index, index - 1))]);
        Assert.StartsWith("n4999\nn4998\n    <-- n4999\n", drawing.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2 * x + 3 * x + 5 * x", "2 * x|+ 3 * x|+ 5 * x")]
    [InlineData("y = (a + b) * (c + d) - e", "y = (a + b) * (c + d)|- e")]
    [InlineData("(a + b) * (c + d)", "(a + b)|* (c + d)")]
    [InlineData("Y = 2X + 3X; 7Y + 11Y", "Y = 2X + 3X;|7Y + 11Y")]
    [InlineData("a = 1; b = 2; a + b + c + d + e", "a = 1; b = 2;|a + b + c|+ d + e")]
    [InlineData("the graph of a formula", "the graph of|a formula")]
    public void Title_ThatDoesNotFit_BreaksBetweenTerms(string title, string lines)
    {
        var room = lines.Split('|').Max(line => FigureCanvas.Measure(line, SceneStyle.TitleSize, bold: true)) + 1;
        Assert.Equal(lines, string.Join('|', TextMeasure.Wrap(title, SceneStyle.TitleSize, bold: true, room)));
    }
}
