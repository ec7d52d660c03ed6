using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Indexing by C# indices, ranges, index tensors and boolean masks.</summary>
public class IndexTests
{
    private static readonly Tensor X = Tensor.From(Enumerable.Range(0, 24).Select(i => (double)i).ToArray(), [2, 3, 4]);

    [Fact]
    public void Places_TakeTheirAxesAway()
    {
        Assert.Equal([3, 4], X[1].Shape);
        Assert.Equal(23, X[1, ^1, ^1].ToDouble());
        Assert.Equal(23, X[^1, 2, 3].ToDouble());
        Assert.Equal([], X[0, 0, 0].Shape);
        Assert.Equal([4, 5, 6, 7], Numbers(X[0, 1]));
    }

    [Fact]
    public void Ranges_TakeParts_WithSteps()
    {
        Assert.Equal([2, 2, 4], X[.., 1..].Shape);
        Assert.Equal([1, 2, 13, 14], Numbers(X[.., 0, 1..^1]));
        Assert.Equal([0, 2, 8, 10], Numbers(X[0, AxisIndex.Step(2), AxisIndex.Step(2)]));
        Assert.Equal([3, 2, 1, 0], Numbers(X[0, 0, AxisIndex.Step(-1)]));
        Assert.Equal([2, 0], Numbers(X[0, 0, AxisIndex.Step(-2, ..3)]));
        Assert.Same(X, X[..]);
    }

    [Fact]
    public void NewAxes_AndTheRest_StandWhereTheyAreNamed()
    {
        Assert.Equal([2, 3, 1, 4], X[.., .., AxisIndex.NewAxis].Shape);
        Assert.Equal([1, 2, 3, 4], X[AxisIndex.NewAxis].Shape);
        Assert.Equal([2, 3], X[AxisIndex.Ellipsis, 0].Shape);
        Assert.Equal([3, 7, 11, 15, 19, 23], Numbers(X[AxisIndex.Ellipsis, ^1]));
        Assert.Equal([1, 2, 3], X[AxisIndex.NewAxis, AxisIndex.Ellipsis, 2].Shape);
    }

    [Fact]
    public void Tensors_NamePlaces_OrTakeWhereTheyAreTrue()
    {
        var places = Tensor.From<long>([2, 0, 2]);
        Assert.Equal([2, 3, 4], X[.., places].Shape);
        Assert.Equal([8, 0, 8], Numbers(X[0, places, 0]));
        Assert.Equal([2, 2, 2, 4], X[.., Tensor.From<int>([0, 1, 1, 2], [2, 2])].Shape);
        Assert.Equal([20, 21, 22, 23], Numbers(X[X > 19]));
        Assert.Equal([2, 2, 4], X[.., Tensor.From([true, false, true])].Shape);
        Assert.Equal([4, 12, 16], Numbers(X[Tensor.From([false, true, false, true, true, false], [2, 3])][.., 0]));
        Assert.Equal([0], X[X > 100].Shape);
    }

    [Fact]
    public void Derivatives_GoBackToWhereNumbersCameFrom()
    {
        var v = new Variable(X, "v");
        var picked = v.Value[1, 1..]; // a row, then part of it, used twice
        var y = (picked[picked > 18] * 2).Sum() + v.Value[0, 0, 0] + v.Value[.., Tensor.From<long>([1, 1])].Sum();
        var gradient = Reverse.Gradients(y, v)[0];
        var expected = Enumerable.Range(0, 24).Select(i => (i > 18 && i >= 16 ? 2.0 : 0) + (i == 0 ? 1 : 0) + (i / 4 % 3 == 1 ? 2 : 0)).ToArray();
        Assert.Equal(expected, gradient.ToArray<double>());
        GradientCheck.Require(x => x[0][AxisIndex.Step(-1), 1.., AxisIndex.Step(3)].Square(), [X]);
    }

    [Fact]
    public void What_DoesNotFit_IsRefused()
    {
        Assert.Equal("index: there are indices for 4 axes, and [2, 3, 4] has 3.", Message(() => X[0, 0, 0, 0]));
        Assert.Equal("index: 3 is outside axis 1 of [2, 3, 4], which has size 3.", Message(() => X[0, 3]));
        Assert.Equal("index: ^3 is outside axis 0 of [2, 3, 4], which has size 2.", Message(() => X[^3]));
        Assert.Equal("index: the range 1..5 exceeds axis 2 of [2, 3, 4], which has size 4.", Message(() => X[0, 0, 1..5]));
        Assert.Equal("index: there may be only one Ellipsis.", Message(() => X[AxisIndex.Ellipsis, AxisIndex.Ellipsis, 0]));
        Assert.Throws<ArgumentNullException>(() => X[(Tensor)null!]);
        Assert.Equal("index: the step must not be 0.", Message(() => X[AxisIndex.Step(0)]));
        Assert.Equal("index: a mask of shape [3] does not fit the axes of [2, 3, 4] from axis 0.", Message(() => X[Tensor.From([true, false, true])]));
        Assert.Contains("use ^1", Assert.Throws<ArgumentOutOfRangeException>(() => X[-1]).Message);
        Assert.Throws<InvalidOperationException>(() => Compile.Function(x => x[x > 1])(X));
    }

    private static double[] Numbers(Tensor x) => x.ToArray<double>();

    private static string Message(Func<Tensor> wrong) => Assert.Throws<ShapeException>(wrong).Message;

    [Fact]
    public void Index_ByTwoListsOfPlaces_IsRefused()
    {
        // NumPy pairs the indices, other libraries combine them: picking each row's class probability must not silently return a matrix.
        var x = Tensor.From([1.0, 2, 3, 4], [2, 2]);
        var places = Tensor.From([1, 0]);
        Assert.StartsWith("index: two index tensors could mean pairs", Assert.Throws<ShapeException>(() => x[Tensor.Range(2), places]).Message);
        Assert.Equal([2.0, 3], x.TakeAlong(places.Reshape(2, 1), 1).ToArray<double>());
        Assert.Equal([4.0, 3, 2, 1], x[places][.., places].ToArray<double>());
    }
}
