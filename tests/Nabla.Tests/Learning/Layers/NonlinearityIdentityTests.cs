using Xunit;

namespace Nabla.Tests.Learning.Modules;

/// <summary>The identities that the lecture gives for its nonlinearities.</summary>
public class NonlinearityIdentityTests
{
    private static readonly Tensor A = Tensor.From<double>([-30, -5, -1.5, -0.25, 0, 1e-3, 0.7, 2, 8, 40]);

    [Fact]
    public void Tanh_IsAShiftedAndScaledSigmoid() => Near(A.Tanh(), 2 * (2 * A).Sigmoid() - 1, 1e-15);

    [Fact]
    public void Softplus_DifferentiatedIsTheSigmoid() => Near(Derivative.Gradient(x => x.Softplus().Sum())(A), A.Sigmoid(), 1e-16);

    [Fact]
    public void HardTanh_IsMadeOfTwoRelus() => Near(A.HardTanh(), (A + 1).Relu() - (A - 1).Relu() - 1, 1e-13);

    [Theory]
    [InlineData(1e4)]
    [InlineData(-1e4)]
    [InlineData(0)]
    public void Softmax_PlusAConstant_IsTheSame(double constant)
    {
        var a = Tensor.From(new double[,] { { 1, 2, 4 }, { -3, 0.5, 0 } });
        Near((a + constant).Softmax(), a.Softmax(), 1e-12);
    }

    [Fact]
    public void LogSoftmax_LogitsOfTenThousand_IsFinite_WhereSoftmaxFirstIsNot()
    {
        var a = Tensor.From<double>([1e4, -1e4, 0]);
        Assert.Equal([0, -2e4, -1e4], a.LogSoftmax().ToArray<double>());
        Assert.Equal([1, 0, 0], a.Softmax().ToArray<double>());
        // Trick 1: the logarithm of a value that underflowed to 0 would be −∞. Trick 2: exponentials of unshifted logits overflow.
        Assert.Equal(double.NegativeInfinity, a.Softmax().Log().ToArray<double>()[1]);
        Assert.True(double.IsNaN((a.Exp() / a.Exp().Sum()).ToArray<double>()[0]));
    }

    private static void Near(Tensor actual, Tensor expected, double tolerance) =>
        Assert.True((actual - expected).Abs().Max().ToDouble() <= tolerance, $"{actual}\n{expected}");
}
