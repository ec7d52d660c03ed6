using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

/// <summary>
/// The closed-form derivatives of activations, softmax and losses at saturated outputs. The expected values were computed with sixty digits.
/// </summary>
public class TailFormulaTests
{
    private const double Small = 4.248354255291589e-18;

    [Theory]
    [InlineData("sigmoid", 37, 8.533047625744065e-17)]
    [InlineData("sigmoid", 40, Small)]
    [InlineData("tanh", -20, 1.6993417021166355e-17)]
    [InlineData("elu", -50, 1.9287498479639178e-22)]
    [InlineData("silu", -40, -1.6568581595637197e-16)]
    [InlineData("silu", 1e17, 1)]
    [InlineData("gelu", -9, -9.138937373906639e-18)]
    [InlineData("softplus", -50, 1.9287498479639178e-22)]
    public void Derivative_OfAnActivationInItsTail_KeepsItsDigits(string name, double z, double expected)
    {
        var actual = Activation.FromName(name).Derivative(Tensor.From([z])).ToArray<double>()[0];
        Assert.Equal(1, actual / expected, 1e-13);
    }

    [Fact]
    public void Softmax_OfASaturatedOutput_PullsBackWhatItLeaves()
    {
        var dz = Softmax.Vjp(Tensor.From<double>([40, 0], [1, 2]), Tensor.From<double>([1, 0], [1, 2])).ToArray<double>();
        Assert.Equal([1, -1], dz.Select(x => Math.Round(x / Small, 12)));
    }

    [Fact]
    public void Losses_OfSureAnswers_HaveValueAndDerivativeOfTheRightSize()
    {
        foreach (var (loss, y, t, value, derivative) in ((Loss, double[], double[], double, double[])[])
        [
            (new CrossEntropyLoss(), [40, 0], [1, 0], Small, [-Small, Small]),
            (new CrossEntropyLoss(), [0, 0, 40], [0, 0, 1], 2 * Small, [Small, Small, -2 * Small]),
            (new CrossEntropyLoss(), [-800, 0], [1, 0], 800, [-1, 1]),
            (new BinaryCrossEntropyLoss(), [40], [1], Small, [-Small]),
            (new BinaryCrossEntropyLoss(), [-40], [0], Small, [Small]),
            (new BinaryCrossEntropyLoss(), [-800], [1], 800, [-1]),
        ])
        {
            var (targets, outputs) = (Tensor.From(t, [1, t.Length]), Tensor.From(y, [1, y.Length]));
            Assert.Equal(1, loss.PerExample(outputs, targets).ToArray<double>()[0] / value, 1e-13);
            foreach (var gradient in (Tensor[])[loss.Derivative(outputs, targets), Derivative.Gradient(y => loss.PerExample(y, targets).Sum())(outputs)])
                Assert.All(gradient.ToArray<double>().Zip(derivative), pair => Assert.Equal(1, pair.First / pair.Second, 1e-13));
        }
    }

    [Fact]
    public void Huber_AtZero_HasTheSecondDerivativeOfLeastSquares()
    {
        var zero = Tensor.Zeros([1, 2], ElementType.Float64);
        Assert.Equal([1, 0, 0, 1], Derivative.Hessian(y => new HuberLoss().PerExample(y, zero).Sum())(zero).ToArray<double>());
    }
}
