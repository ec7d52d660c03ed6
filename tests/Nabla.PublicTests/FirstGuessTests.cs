using Xunit;

namespace Nabla.PublicTests;

/// <summary>The first guess of a PyTorch user compiles and does what they expect.</summary>
public class FirstGuessTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);

    [Fact]
    public void Shapes_TakeSizesAndLists()
    {
        Assert.Equal([3, 2], X.Reshape([3, 2]).Shape.ToArray());
        Assert.Equal([3, 2], X.Reshape(3, 2).Shape.ToArray());
        Assert.Equal([3, 2], X.Reshape(3, -1).Shape.ToArray());
        Assert.Equal([6], X.Reshape([-1]).Shape.ToArray());
        Assert.Equal([2, 3], Tensor.Zeros(2, 3).Shape.ToArray());
        Assert.Equal([2, 3], Tensor.Zeros([2, 3]).Shape.ToArray());
        Assert.Equal([2, 3], Tensor.Ones(2, 3).Shape.ToArray());
        Assert.Equal([2, 3], Tensor.Ones([2, 3], ElementType.Float64).Shape.ToArray());
        Assert.Equal([], Tensor.Zeros([]).Shape.ToArray());
        Assert.Equal([2, 2, 3], X.BroadcastTo([2, 2, 3]).Shape.ToArray());
        Assert.Equal([2, 2, 3], X.BroadcastTo(2, 2, 3).Shape.ToArray());
        Assert.Equal([2, 1, 3], X.Unsqueeze(1).Shape.ToArray());
        Assert.Equal([2, 3, 1], X.Unsqueeze(-1).Shape.ToArray());
        Assert.Equal([2, 3], X.Reshape(1, 2, 1, 3).Squeeze().Shape.ToArray());
        Assert.Equal([1, 2, 3], X.Reshape(1, 2, 1, 3).Squeeze(2).Shape.ToArray());
        Assert.Equal([6], X.Flatten().Shape.ToArray());
        Assert.Equal([2, 12], Tensor.Zeros(2, 3, 4).Flatten(1).Shape.ToArray());
        Assert.Equal([6, 4], Tensor.Zeros(2, 3, 4).Flatten(0, 1).Shape.ToArray());
    }

    [Fact]
    public void Reductions_TakeOneAxisSeveralOrAll_AndKeepThem()
    {
        Assert.Equal(21, X.Sum().ToDouble());
        Assert.Equal([6.0, 15], X.Sum(1).ToArray<double>());
        Assert.Equal([2, 1], X.Sum(1, keepAxes: true).Shape.ToArray());
        Assert.Equal([1, 1], X.Sum(keepAxes: true).Shape.ToArray());
        Assert.Equal([1, 1], X.Sum([0, 1], keepAxes: true).Shape.ToArray());
        Assert.Equal([2.0, 5], X.Mean(-1).ToArray<double>());
        Assert.Equal(6, X.Max([0, 1]).ToDouble());
        Assert.Equal([4.0, 5, 6], X.Max(0).ToArray<double>());
        Assert.Equal([1, 3], X.Min(0, keepAxes: true).Shape.ToArray());
        Assert.Equal(720, X.Product().ToDouble());
        Assert.Equal([4.0, 10, 18], X.Product(0).ToArray<double>());
        Assert.Equal([2, 1], X.Product(1, keepAxes: true).Shape.ToArray());
        Assert.Equal(2.0 / 3, X.Variance(1)[0].ToDouble(), 1e-15);
        Assert.Equal([2, 1], X.StandardDeviation(1, keepAxes: true).Shape.ToArray());
        Assert.Equal(5, Tensor.From([3.0, 4]).Norm(0).ToDouble());
        Assert.Equal([2, 1], X.MeanAndVariance(1, keepAxes: true).Variance.Shape.ToArray());
        Assert.Equal(Math.Log(6), Tensor.Zeros([2, 3], ElementType.Float64).LogSumExp().ToDouble(), 1e-15);
        Assert.Equal([2, 1], X.LogSumExp(1, keepAxes: true).Shape.ToArray());
        Assert.Equal([1, 1], X.LogSumExp(keepAxes: true).Shape.ToArray());
        Assert.Equal([2, 1], (X > 3).Any(1, keepAxes: true).Shape.ToArray());
        Assert.Equal([false, true], (X > 3).All([1]).ToArray<bool>());
        Assert.Equal([1, 1], (X > 3).All([0, 1], keepAxes: true).Shape.ToArray());
        Assert.Equal(5, X.ArgMax().Item<long>());
        Assert.Equal([2, 1], X.ArgMax(1, keepAxes: true).Shape.ToArray());
        Assert.Equal([2, 2], X.ArgMax(1).ToArray<long>());
        Assert.Equal([0, 0], X.ArgMin(1).ToArray<long>());
        Assert.Equal(1, Tensor.From([3, int.MinValue, int.MaxValue]).ArgMin().Item<long>());
    }

    [Fact]
    public void Arithmetic_GoesWithNumbersOnBothSides()
    {
        Assert.Equal([0.0, -1, -2, -3, -4, -5], (1 - X).ToArray<double>());
        Assert.Equal([-1.0, -2, -3, -4, -5, -6], (-X).ToArray<double>());
        Assert.Equal([0.5, 1, 1.5, 2, 2.5, 3], (X / 2).ToArray<double>());
        Assert.Equal([4.0, 4, 4, 4, 5, 6], Tensor.Maximum(X, 4).ToArray<double>());
        Assert.Equal([1.0, 4], X[.., 0].ToArray<double>());
        Assert.Equal(6, X[1, ^1].ToDouble());
        Assert.Equal(32, Tensor.From([1.0, 2, 3]).Dot(Tensor.From([4.0, 5, 6])).ToDouble());
        Assert.Equal([3.0, 4, 6, 8], Tensor.From([1.0, 2]).Outer(Tensor.From([3.0, 4])).ToArray<double>());
        Assert.Equal(5, Tensor.From([1.0, 2, 3, 4], [2, 2]).Trace().ToDouble());
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], Tensor.LinSpace(0, 1, 5, ElementType.Float64).ToArray<double>());
        Assert.Equal([7f], Tensor.LinSpace(7, 9, 1).ToArray<float>());
        Assert.Equal(double.MaxValue, Tensor.LinSpace(-double.MaxValue, double.MaxValue, 3, ElementType.Float64)[^1].ToDouble());
    }

    [Fact]
    public void Tensors_ArePutTogetherFromLists()
    {
        var (a, b) = (Tensor.From([1.0, 2]), Tensor.From([3.0, 4]));
        Assert.Equal([1.0, 2, 3, 4], Tensor.Concatenate([a, b], axis: 0).ToArray<double>());
        Assert.Equal([1.0, 2, 3, 4], Tensor.Concatenate([a, b]).ToArray<double>());
        Assert.Equal([1.0, 3, 2, 4], Tensor.Stack([a, b], axis: 1).ToArray<double>());
    }

    [Fact]
    public void Gradients_TakeTensorsVariablesAndNothing()
    {
        var w = new Variable(Tensor.From([1.0, 2]));
        Assert.Empty(Reverse.Gradients(w.Value.Square().Sum(), []));
        Assert.Equal([2.0, 4], Reverse.Gradients(w.Square().Sum(), [w])[0].ToArray<double>());
        Assert.Equal([2.0, 4], Reverse.Gradients(w.Square().Sum(), w.Value)[0].ToArray<double>());
    }

    [Fact]
    public void Product_OfZeros_HasItsDerivatives()
    {
        var x = Tensor.From([2.0, 0, 3, 0, 5, 0], [2, 3]);
        Assert.Equal([0.0, 6, 0, 0, 0, 0], Derivative.Gradient(x => x.Product(1).Sum())(x).ToArray<double>());
        GradientCheck.Require(inputs => inputs[0].Product(0), [x]);
        GradientCheck.Require(inputs => inputs[0].Product([0, 1], keepAxes: true), [X]);
        Assert.Equal([1.0, 1], Tensor.Zeros([2, 0], ElementType.Float64).Product(1).ToArray<double>());
        Assert.Equal(3, Tensor.Scalar(3.0).Product().ToDouble());
    }

    [Fact]
    public void WrongAxes_AreNamed()
    {
        Assert.Equal("squeeze: axis 1 of [2, 3] has size 3, and only an axis of size 1 can be dropped.", Message(() => X.Squeeze(1)));
        Assert.Equal("unsqueeze: axis 4 is not among the 3 axes of [1, 2, 3].", Message(() => X.Unsqueeze(4)));
        Assert.StartsWith("flatten: the start axis 1 is after the end axis 0", Message(() => X.Flatten(1, 0)));
        Assert.Equal("product: axis 2 is not among the 2 axes of [2, 3].", Message(() => X.Product(2)));
        Assert.Equal("product: axis 1 is named twice.", Message(() => X.Product(1, -1)));
        Assert.StartsWith("dot: needs two vectors of one length and type", Message(() => X.Dot(X)));
        Assert.StartsWith("outer: needs two vectors", Message(() => X.Outer(X)));
        Assert.StartsWith("trace: needs square matrices", Message(() => X.Trace()));
        Assert.StartsWith("argmin: axis 0 of [0] is empty", Message(() => Tensor.Zeros(0).ArgMin()));
        Assert.StartsWith("lin-space: ", Message(() => Tensor.LinSpace(0, 1, 2, ElementType.Int32)));
    }

    private static string Message(Func<Tensor> function) => Assert.ThrowsAny<OperationException>(function).Message;
}
