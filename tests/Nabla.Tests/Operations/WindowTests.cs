using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Convolution and pooling cases that the table of operations does not cover.</summary>
public class WindowTests
{
    [Fact]
    public void Convolution_WhoseFactorsHaveOneShape_IsNotTakenForItsDerivatives()
    {
        // x, the weights and y have the same type, so only the operations differ.
        var (x, w) = (new Variable(Tensor.From<double>([1, 2, 4], [1, 1, 3]), "x"), new Variable(Tensor.From<double>([10, 20, 50], [1, 1, 3]), "w"));
        var y = x.Value.Convolve(w.Value, padding: 1);
        var dy = Tensor.From<double>([1, 2, 3], y.Shape);
        Assert.Equal([120, 250, 100], y.ToArray<double>());
        var gradients = Reverse.Vjp(y, dy, x.Value, w.Value);
        Assert.Equal([40, 120, 160], gradients[0].ToArray<double>());
        Assert.Equal([8, 17, 10], gradients[1].ToArray<double>());
    }

    [Fact]
    public void MaxPool_TimesItsOwnInput_HasItsDerivative()
    {
        // The cotangent of the pooling is its input.
        var x = Tensor.From<double>([1, 5, 2, 4, 3, 9, 0], [1, 1, 7]);
        var gradient = Derivative.Gradient(z => (z.MaxPool(3, 1, 1) * z).Sum())(x);
        Assert.Equal([5, 13, 5, 8, 9, 21, 9], gradient.ToArray<double>());
    }

    [Fact]
    public void Strides_BeyondTheTensor_LeaveOneWindow()
    {
        var x = Tensor.Range(10, ElementType.Float64).Reshape(1, 1, 10);
        var w = Tensor.From<double>([1, 10, 100], [1, 1, 3]);
        foreach (var stride in (int[])[9, 20_000, int.MaxValue]) Assert.Equal([210], x.Convolve(w, stride: stride).ToArray<double>());
        Assert.Equal(
            [-1, 0.75, 1.5],
            Tensor.Ones([1, 1, 1], ElementType.Float64)
                .ConvolveTransposed(Tensor.From<double>([-1, 0.75, 1.5], [1, 1, 3]), stride: int.MaxValue)
                .ToArray<double>());
        Assert.Equal([2], x.MaxPool(3, stride: int.MaxValue).ToArray<double>());
        GradientCheck.Require(t => t[0].Convolve(t[1], stride: 7, padding: 2), [x * 0.1, w * 0.1]);
    }

    [Fact]
    public void Windows_BeyondEveryTensor_AreRefused()
    {
        var x = Tensor.Ones([1, 1, 10]);
        foreach (var wrong in (Func<Tensor>[])
        [
            () => x.Convolve(Tensor.Ones([1, 1, 3]), padding: int.MaxValue), () => x.Convolve(Tensor.Ones([1, 1, 3]), padding: 1_100_000_000),
            () => x.Convolve(Tensor.Ones([1, 1, 2]), dilation: int.MaxValue), () => x.MaxPool(int.MaxValue),
            () => x.Convolve(Tensor.Ones([1, 1, 3]), groups: 1_073_741_826),
            () => Tensor.Zeros([1, 1, 0]).MaxPool(2, 1, 1), () => Tensor.Zeros([8, 8, 0, 5]).MaxPool((2, 1), 1, (1, 0)),
        ])
            Assert.Throws<ShapeException>(wrong);
    }

    [Fact]
    public void Convolution_OverNoExamplesWithWeightsOfTheirOwn_IsEmpty()
    {
        var map = Vectorize.Map((Tensor x, Tensor w) => x.Convolve(w));
        Assert.Equal([0, 1, 1, 8], map(Tensor.Zeros([0, 1, 1, 10]), Tensor.Zeros([0, 1, 1, 3])).Shape);
    }
}
