using Xunit;

namespace Nabla.Tests.Loops;

public class WhileTests
{
    [Fact]
    public void While_RunsUntilTheConditionFails()
    {
        // The square root by Newton's method.
        var (root, steps) = Root(Tensor.Scalar(2.0), 100);
        Assert.Equal(Math.Sqrt(2), root.ToDouble(), 12);
        Assert.InRange(steps.Item<long>(), 3, 10);
        Assert.Equal(2, Root(Tensor.Scalar(2.0), 2).Steps.Item<long>());
        Assert.Equal(0, Root(Tensor.Scalar(1.0), 100).Steps.Item<long>());
    }

    [Fact]
    public void While_ForwardMode_GivesTheDerivativeOfWhatWasComputed()
    {
        var (value, tangent) = Derivative.Jvp(x => Root(x, 100).Root)(Tensor.Scalar(3.0), Tensor.Scalar(1.0));
        Assert.Equal(Math.Sqrt(3), value.ToDouble(), 12);
        Assert.Equal(0.5 / Math.Sqrt(3), tangent.ToDouble(), 10);
        // Forward over forward.
        var second = Derivative.Jvp(x => Derivative.Jvp(y => Root(y, 100).Root)(x, Tensor.Scalar(1.0)).Tangent)(Tensor.Scalar(3.0), Tensor.Scalar(1.0)).Tangent;
        Assert.Equal(-0.25 / Math.Pow(3, 1.5), second.ToDouble(), 8);
    }

    [Fact]
    public void While_ReverseMode_IsRefusedWithAWayOut() =>
        Assert.Contains("Use forward mode", Assert.Throws<NotSupportedException>(
            () => Derivative.Gradient(x => Root(x, 100).Root)(Tensor.Scalar(3.0))).Message, StringComparison.Ordinal);

    [Fact]
    public void While_Vectorized_StopsEachExampleByItself()
    {
        var x = Tensor.From([1.0, 2, 50, 1000]);
        var map = Vectorize.Map(y => { var (root, steps) = Root(y[0], 100); return [root, steps]; }, true);
        var all = map([x]);
        for (var i = 0; i < 4; i++)
        {
            var (root, steps) = Root(x[i], 100);
            Assert.Equal(root.ToDouble(), all[0][i].ToDouble());
            Assert.Equal(steps.Item<long>(), all[1][i].Item<long>());
        }
    }

    [Fact]
    public void While_Compiled_EqualsUncompiled()
    {
        var compiled = Compile.Function(x => Root(x, 100).Root);
        Assert.Equal(Root(Tensor.Scalar(7.0), 100).Root.ToDouble(), compiled(Tensor.Scalar(7.0)).ToDouble());
        Assert.Equal(Root(Tensor.Scalar(5.0), 100).Root.ToDouble(), compiled(Tensor.Scalar(5.0)).ToDouble());
    }

    [Fact]
    public void While_BadConditions_AreRefused()
    {
        var x = Tensor.Zeros([2]);
        Assert.Contains("a single truth value, got bool[2]", Assert.Throws<ShapeException>(
            () => Tensor.While(c => c > 0, c => c, x, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("a single truth value, got float32[]", Assert.Throws<ElementTypeException>(
            () => Tensor.While(c => c.Sum(), c => c, x, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("while: carry 0 is float32[2]", Assert.Throws<ShapeException>(
            () => Tensor.While(c => (c > 0).All(), c => c.Sum(), x, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.While(c => (c > 0).All(), c => c, x, -1));
    }

    private static (Tensor Root, Tensor Steps) Root(Tensor x, int limit) =>
        Tensor.While(r => (r * r - x).Abs() > 1e-12 * x, r => (r + x / r) / 2, x, limit);
}
