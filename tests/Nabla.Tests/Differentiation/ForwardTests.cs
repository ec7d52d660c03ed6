using Xunit;

namespace Nabla.Tests.Differentiation;

public class ForwardTests
{
    [Theory]
    [InlineData(1.0, 3.0)]
    [InlineData(-1.0, double.PositiveInfinity)]
    public void Select_InfiniteTangentOfOneSide_DoesNotReachTheOther(double condition, double expected)
    {
        var (a, b) = (Tensor.Argument(Tensor.From([0.0])), Tensor.Argument(Tensor.From([0.0])));
        var y = Tensor.Where(Tensor.From([condition]) > 0, a, b);
        Assert.Equal([expected], Forward.Jvp(y, [a, b], [Tensor.From([3.0]), Tensor.From([double.PositiveInfinity])]).ToArray<double>());
        // The same in reverse mode: the side that was not chosen gets 0 of an infinite cotangent.
        var notChosen = Reverse.Vjp(y, Tensor.From([double.PositiveInfinity]), condition > 0 ? b : a)[0];
        Assert.Equal([0.0], notChosen.ToArray<double>());
    }

    [Fact]
    public void Product_AlongSeveralTensors_IsTheSumOfEachAlone()
    {
        var (a, b) = (new Variable(Tensor.From([1.0, 2])), new Variable(Tensor.From([3.0, -1])));
        var y = a.Value * b.Value + a.Value.Exp();
        var (da, db) = (Tensor.From([0.5, 1]), Tensor.From([-1.0, 2]));
        var together = Forward.Jvp(y, [a, b], [da, db]).ToArray<double>();
        var apart = (Forward.Jvp(y, [a], [da]) + Forward.Jvp(y, [b], [db])).ToArray<double>();
        Assert.Equal(apart, together, (x, z) => Math.Abs(x - z) < 1e-14);
        Assert.Equal(3 * 0.5 - 1 + Math.E * 0.5, together[0], 1e-14);
    }

    [Fact]
    public void Product_ByTheOutputItself_IsItsTangent()
    {
        var w = new Variable(Tensor.From([1.0, 2]));
        var y = w.Value.Sin();
        Assert.Equal([5.0, 6], Forward.Jvp(y, [y], [Tensor.From([5.0, 6])]).ToArray<double>());
    }

    [Fact]
    public void Product_ThroughWholeNumbers_IsZero()
    {
        var w = new Variable(Tensor.From([1.5, 2]));
        Assert.Equal([0.0, 0], Forward.Jvp(w.Value.To(ElementType.Int32).To(ElementType.Float64), [w], [Tensor.From([1.0, 1])]).ToArray<double>());
    }

    [Fact]
    public void Product_ThroughAnotherPrecision_KeepsTheDerivative()
    {
        var w = new Variable(Tensor.From([1.5, 2]));
        var y = w.Value.To(ElementType.Float32).Square();
        Assert.Equal([3f, 8], Forward.Jvp(y, [w], [Tensor.From([1.0, 2])]).ToArray<float>());
        Assert.Equal([3.0, 4], Reverse.Gradients(y.Sum(), [w])[0].ToArray<double>());
    }
}
