using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Derivatives that are infinite or NaN at unused elements.</summary>
public class UnusedNumberTests
{
    private static readonly Dictionary<string, (double[] At, Func<Tensor, Tensor> Function, double[] Gradient)> Cases = new(StringComparer.Ordinal)
    {
        ["the last logarithm"] = ([-1, 1], x => x.Log()[^1], [0, 1]),
        ["a slice of roots"] = ([0, 4], x => x.Sqrt().Slice(0, 1..).Sum(), [0, 0.25]),
        ["every second reciprocal"] = ([1, 0, 2], x => (1 / x).Slice(0, .., 2).Sum(), [-1, 0, -0.25]),
        ["the largest logarithm"] = ([0, 1], x => x.Log().Max(), [0, 1]),
        ["the smallest of opposite logarithms"] = ([0, 1], x => (-x.Log()).Min(), [0, -1]),
        ["the larger of two"] = ([0, 1], x => Tensor.Maximum(x[0].Log(), x[1].Log()), [0, 1]),
        ["a choice of roots"] = ([0, 4], x => Tensor.Where(x > 0, x.Sqrt(), 0).Sum(), [0, 0.25]),
        ["a choice of logarithms, turned round"] = ([0, 1], x => Tensor.Where(x <= 0, -1, x.Log()).Sum(), [0, 1]),
        ["gathered"] = ([-1, 1, 4], x => x.Log().Gather(Tensor.From([2L, 1L, 2L])).Sum(), [0, 1, 0.5]),
        ["gathered in part"] = ([-1, 1, 0, 4], x => x.Log().Gather(Tensor.From([1L, 2L]))[0], [0, 1, 0, 0]),
        ["taken along"] = ([0, 4], x => x.Sqrt().TakeAlong(Tensor.From([1L])).Sum(), [0, 0.25]),
        ["sorted, the larger half"] = ([4, 0, 0, 1], x => x.Sqrt().TopK(2).Values.Sum(), [0.25, 0, 0, 0.5]),
        ["the diagonal"] = ([1, 0, -1, 4], x => x.Reshape(2, 2).Log().Diagonal().Sum(), [1, 0, 0, 0.25]),
        ["a triangle"] = ([1, 0, 2, 4], x => x.Reshape(2, 2).Log().LowerTriangle().Sum(), [1, 0, 0.5, 0.25]),
        ["a part of what was put together"] = ([0, 1], x => Tensor.Concatenate(0, x.Sqrt(), x)[1..].Sum(), [1, 1.5]),
        ["moved and turned before"] = ([0, 1, 4, 9], x => x.Sqrt().Reshape(2, 2).Transpose()[1].Sum() * 3, [0, 1.5, 0, 0.5]),
        ["two steps"] = ([-1, 1], x => (x.Log() * 2).Square()[^1], [0, 0]),
        ["a mask"] = ([0, 4], x => ((x > 0).To(x.ElementType) * x).Sqrt()[1], [0, 0.25]),
        ["two slices"] = ([0, 1, 4], x => x.Sqrt() is var y ? (y[1] + y[2] * 2) : y, [0, 0.5, 0.5]),
        ["pooled"] = ([0, 4, 0, 1], x => x.Reshape(1, 1, 4).Sqrt().MaxPool(2).Sum(), [0, 0.25, 0, 0.5]),
        ["repeated and sliced"] = ([-1, 1], x => x.Log().BroadcastTo((Shape)(int[])[3, 2]).Slice(1, 1..).Sum(), [0, 3]),
        ["tiled"] = ([0, 4], x => x.Sqrt().Tile(2)[1], [0, 0.25]),
        ["a mean of some rows"] = ([0, -1, 1, 4], x => x.Log().Reshape(2, 2).Mean(1)[1], [0, 0, 0.5, 0.125]),
        ["the first of running sums"] = ([1, 0], x => x.Sqrt().CumulativeSum()[0], [0.5, 0]),
        ["the first of running products"] = ([1, double.NaN, 0], x => x.Sqrt().CumulativeProduct()[0], [0.5, 0, 0]),
        ["scattered, one place"] = ([1, 0], x => Tensor.Zeros([3], x.ElementType).ScatterAdd(Tensor.From([0L, 2L]), x.Log())[0], [1, 0]),
        ["added along, one place"] = ([1, 0], x => Tensor.Zeros([3], x.ElementType).ScatterAddAlong(Tensor.From([0L, 2L]), x.Log())[0], [1, 0]),
        ["rectified"] = ([-1, 1], x => x.Log().Relu()[^1], [0, 0]),
        ["clipped, an infinite one"] = ([0, 4], x => x.Log().Clip(-2, 2).Sum(), [0, 0.25]),
        ["between ±1, an infinite one"] = ([0, 1], x => x.Log().HardTanh().Sum(), [0, 1]),
        ["of a hyperbolic tangent"] = ([double.NaN, 0], x => x.Tanh()[1], [0, 1]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_OfWhatUsesOnlySomeNumbers_IsZeroAtTheOthers(string name)
    {
        var (at, f, gradient) = Cases[name];
        var x = Tensor.From(at);
        Assert.Equal(gradient, Clean(Derivative.Gradient(f)(x)));
        Assert.Equal(gradient, Clean(Derivative.Gradient(f)(x.To(ElementType.Float32)).To(ElementType.Float64)));
        Assert.Equal(gradient, Clean(Derivative.Jacobian(f)(x)));
        // The second derivative of unused elements is 0 as well.
        foreach (var hessian in (Tensor[])[Derivative.Hessian(f)(x), Derivative.Jacobian(Derivative.Gradient(f))(x)])
            Assert.All(hessian.ToArray<double>(), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Forward_ThroughWhatIsNotUsed_IsZeroThereToo()
    {
        var (x, dx) = (Tensor.From([0.0, 4]), Tensor.From([1.0, 1]));
        Assert.Equal(0.25, Derivative.Jvp(a => a.Sqrt().Max())(x, dx).Tangent.ToDouble());
        Assert.Equal([0, 0.25], Derivative.Jvp(a => (a.Sqrt() - 0.1).Relu())(x, dx).Tangent.ToArray<double>());
        Assert.Equal([0, 0.25], Derivative.Jvp(a => Tensor.Maximum(a.Sqrt(), Tensor.Scalar(0.5)))(x, dx).Tangent.ToArray<double>());
    }

    [Fact]
    public void Jacobian_OfAFunctionOfEachNumber_IsZeroOffTheDiagonal()
    {
        Func<Tensor, Tensor> f = x => x.Sqrt();
        Assert.Equal([double.PositiveInfinity, 0, 0, 0.25], Derivative.Jacobian(f)(Tensor.From([0.0, 4])).ToArray<double>());
        // Forward mode.
        Assert.Equal(
            [double.PositiveInfinity, 0, 0, 0.25, 0, 0],
            Derivative.Jacobian(x => Tensor.Concatenate(0, x.Sqrt(), Tensor.Zeros([1], ElementType.Float64)))(Tensor.From([0.0, 4])).ToArray<double>());
    }

    [Fact]
    public void Zero_ThatWasComputed_StaysAnOrdinaryNumber()
    {
        // 0 · log x: only the values show that log x does not matter.
        Assert.True(double.IsNaN(Derivative.Gradient(x => (x.Log() * Tensor.From([0.0])).Sum())(Tensor.From([0.0])).ToArray<double>()[0]));
        Assert.True(
            double.IsNaN(Derivative.Gradient(x => (Tensor.Where(x >= 0, x.Log(), 0) * Tensor.From([0.0])).Sum())(Tensor.From([0.0])).ToArray<double>()[0]));
        Assert.True(double.IsNaN(Derivative.Gradient(x => x.Log()[0])(Tensor.From([double.NaN])).ToArray<double>()[0]));
    }

    [Fact]
    public void LongChain_BehindASlice_IsWalkedOnce()
    {
        var gradient = Derivative.Gradient(x =>
        {
            var y = x;
            for (var i = 0; i < 20_000; i++) y = y * 1.0001 + x;
            return y.Log()[1];
        })(Tensor.From([-1.0, 1]));
        Assert.Equal(0, gradient[0].ToDouble());
        Assert.Equal(1, gradient[1].ToDouble(), 1e-9);
    }

    [Fact]
    public void LogSumExpAndLogSoftmax_OfRowsNotUsed_HaveTheGradientZero()
    {
        Func<Tensor, Tensor> f = x => x.Log().Reshape(2, 2).LogSumExp(-1)[1];
        var x = Tensor.From([-1.0, 0, 1, 1]);
        Assert.Equal([0, 0, 0.5, 0.5], Clean(Derivative.Gradient(f)(x)));
        Assert.Equal([0, 0, 0.5, 0.5], Clean(Derivative.Jacobian(f)(x)));
        f = x => x.Log().Reshape(2, 2).LogSoftmax()[1, 0];
        Assert.Equal([0, 0, 0.5, -0.5], Clean(Derivative.Gradient(f)(x)));
        Assert.Equal([0, 0, 0.5, -0.5], Clean(Derivative.Jacobian(f)(x)));
    }

    [Fact]
    public void ScalarGraph_OfNumbersNotChosen_SweepsAndPathsToZero()
    {
        var x = new Variable(Tensor.From([0.0, 4]), "x");
        foreach (var output in (Tensor[])[x.Value.Sqrt().Max(), Tensor.Where(x.Value > 0, x.Value.Sqrt(), 0).Sum(), (x.Value.Log() + 1).Relu().Sum() * 0.5])
        {
            var graph = ScalarGraph.Build(output);
            var (last, first) = (graph.Nodes.Count - 1, graph.NodeOf(x.Value));
            double[] expected = output.Operation is Multiply ? [0, 0.125] : [0, 0.25];
            Assert.Equal(expected, graph.Reverse(last).Derivatives[first..(first + 2)]);
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(expected[i], graph.Forward(first + i).Derivatives[last]);
                Assert.Equal(expected[i], graph.SumOverPaths(last, first + i, cancellation: TestContext.Current.CancellationToken).Derivative);
            }
        }
    }

    private static IEnumerable<double> Clean(Tensor x) => x.ToArray<double>().Select(number => number + 0.0);
}
