using Nabla.Compiler;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>The checks between passes see what is wrong.</summary>
public class VerifyTests
{
    private static readonly TensorType Three = new(ElementType.Float32, [3]);
    private static readonly FormNode Leaf = new(null, Three, []);

    [Fact]
    public void Form_ReadingWhatComesLater_IsRefused() =>
        Assert.Contains("reads node 1", Message(() => Verify.Form(new([new(Negate.Instance, Three, [1]), Leaf], [0]))));

    [Fact]
    public void Form_OfAnotherTypeThanItsOperationMakes_IsRefused() =>
        Assert.Contains("node 1, negate", Message(() => Verify.Form(new([Leaf, new(Negate.Instance, new(ElementType.Float32, [4]), [0])], [1]))));

    [Fact]
    public void Form_WithALeafThatHasInputs_IsRefused() =>
        Assert.Contains("leaf 1", Message(() => Verify.Form(new([Leaf, new(null, Three, [0])], [1]))));

    [Fact]
    public void Steps_OutOfOrder_AreRefused()
    {
        var (form, steps) = TwoSums();
        Verify.Steps(form, steps);
        Assert.Contains("before it is written", Message(() => Verify.Steps(form, [.. Enumerable.Reverse(steps)])));
    }

    [Fact]
    public void Steps_ThatWriteAValueTwiceOrNever_AreRefused()
    {
        var (form, steps) = TwoSums();
        Assert.Contains("written twice", Message(() => Verify.Steps(form, [.. steps, steps[^1]])));
        Assert.Contains("is not written", Message(() => Verify.Steps(form, [steps[0]])));
    }

    [Fact]
    public void Loops_ThatReadBeyondTheirInput_AreRefused()
    {
        var x = Tensor.From(new float[3]);
        var form = GraphCapture.Of([Tensor.From(new float[6], [2, 3]) * x]).Form;
        var loop = (LoopStep)Lower.Run(form)[0];
        Verify.Steps(form, [loop]);
        Assert.Contains("beyond its end", Message(() => Verify.Steps(form, [loop with { Maps = [null, null] }])));
        Assert.Contains("does not go over", Message(() => Verify.Steps(form, [loop with { Shape = [2, 2] }])));
        Assert.Contains("before its operand", Message(() => Verify.Steps(form, [loop with { Body = [.. Enumerable.Reverse(loop.Body)] }])));
    }

    [Fact]
    public void Plan_IsCheckedForEveryTest() => Assert.True(Verify.IsOn);

    private static (GraphForm Form, List<Step> Steps) TwoSums()
    {
        var form = GraphCapture.Of([Tensor.From(new float[6], [2, 3]).Sum(0).Sum(0)]).Form;
        var steps = Lower.Run(form);
        Assert.Equal(2, steps.Count);
        return (form, steps);
    }

    private static string Message(Action action) => Assert.Throws<InvalidOperationException>(action).Message;
}
