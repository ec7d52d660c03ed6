using Nabla.Compiler;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests that the checks between passes detect errors.</summary>
public class VerifierTests
{
    private static readonly TensorType Three = new(ElementType.Float32, [3]);
    private static readonly CanonicalNode Leaf = new(null, Three, []);

    [Fact]
    public void Form_ReadingWhatComesLater_IsRefused() =>
        Assert.Contains("reads node 1", Message(() => Verifier.Graph(new([new(Negate.Instance, Three, [1]), Leaf], [0]))));

    [Fact]
    public void Form_OfAnotherTypeThanItsOperationMakes_IsRefused() =>
        Assert.Contains("node 1, negate", Message(() => Verifier.Graph(new([Leaf, new(Negate.Instance, new(ElementType.Float32, [4]), [0])], [1]))));

    [Fact]
    public void Form_WithALeafThatHasInputs_IsRefused() =>
        Assert.Contains("leaf 1", Message(() => Verifier.Graph(new([Leaf, new(null, Three, [0])], [1]))));

    [Fact]
    public void Steps_OutOfOrder_AreRefused()
    {
        var (graph, steps) = TwoSums();
        Verifier.Steps(graph, steps);
        Assert.Contains("before it is written", Message(() => Verifier.Steps(graph, [.. Enumerable.Reverse(steps)])));
    }

    [Fact]
    public void Steps_ThatWriteAValueTwiceOrNever_AreRefused()
    {
        var (graph, steps) = TwoSums();
        Assert.Contains("written twice", Message(() => Verifier.Steps(graph, [.. steps, steps[^1]])));
        Assert.Contains("is not written", Message(() => Verifier.Steps(graph, [steps[0]])));
    }

    [Fact]
    public void Loops_ThatReadBeyondTheirInput_AreRefused()
    {
        var x = Tensor.From(new float[3]);
        var graph = Pipeline.Canonicalize([Tensor.From(new float[6], [2, 3]) * x]).Graph;
        var loop = (LoopStep)Passes.After(nameof(Lowering), graph)[0];
        Verifier.Steps(graph, [loop]);
        Assert.Contains("beyond its end", Message(() => Verifier.Steps(graph, [loop with { Maps = [null, null] }])));
        Assert.Contains("does not cover", Message(() => Verifier.Steps(graph, [loop with { Shape = [2, 2] }])));
        Assert.Contains("before its operand", Message(() => Verifier.Steps(graph, [loop with { Body = [.. Enumerable.Reverse(loop.Body)] }])));
    }

    [Fact]
    public void Plan_IsCheckedForEveryTest() => Assert.True(Verifier.IsOn);

    private static (CanonicalGraph Form, Step[] Steps) TwoSums()
    {
        var graph = Pipeline.Canonicalize([Tensor.From(new float[6], [2, 3]).Sum(0).Sum(0)]).Graph;
        var steps = Passes.After(nameof(Lowering), graph);
        Assert.Equal(2, steps.Length);
        return (graph, steps);
    }

    private static string Message(Action action) => Assert.Throws<InvalidOperationException>(action).Message;
}
