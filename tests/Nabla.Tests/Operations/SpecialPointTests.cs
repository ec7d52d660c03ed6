using Xunit;

namespace Nabla.Tests.Operations;

/// <summary>Points where formulas contain 0 · ∞, or values are at the limits of their type.</summary>
public class SpecialPointTests
{
    private const double Infinity = double.PositiveInfinity;

    [Theory]
    [InlineData(ElementType.Float32, 1e-20)]
    [InlineData(ElementType.Float64, 1e-160)]
    [InlineData(ElementType.Float64, 0.0)]
    [InlineData(ElementType.Float64, 0.5)]
    public void Power_OfASmallBase_HasTheDerivativesOfAPolynomial(ElementType type, double at)
    {
        var powers = Tensor.From([0.0, 1, 2, 3]).To(type);
        var x = Tensor.From([at]).To(type);
        Tensor Polynomial(Tensor x) => Tensor.Power(x.Reshape(1, 1), powers).Sum();
        double[][] expected = [[1 + 2 * at + 3 * at * at], [2 + 6 * at], [6]];
        foreach (var step in new Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>>[]
        {
            f => Derivative.Gradient(x => f(x).Sum()),
            f => x => Derivative.Jvp(f)(x, Tensor.Ones([1], type)).Tangent,
        })
        {
            Func<Tensor, Tensor> f = Polynomial;
            foreach (var derivative in expected)
            {
                f = step(f);
                Assert.Equal(derivative[0], f(x).Sum().ToDouble(), 1e-6);
            }
        }
        // Reverse over reverse, element by element.
        Assert.Equal(2 + 6 * at, Derivative.Jacobian(Derivative.Gradient(Polynomial))(x).ToDouble(), 1e-6);
    }

    [Fact]
    public void Power_AtZero_HasSecondDerivativesInEveryOrderOfModes()
    {
        var at = Tensor.From([0.0, 2.0]);
        Tensor Function(Tensor x) => Tensor.Power(x.Slice(0, ..1), x.Slice(0, 1..)).Sum();
        double[] expected = [2, 0, 0, 0];
        Assert.Equal(expected, Derivative.Jacobian(Derivative.Gradient(Function))(at).ToArray<double>());
        Assert.Equal(expected, Derivative.Hessian(Function)(at).ToArray<double>());
    }

    [Fact]
    public void Hypot_AtZero_HasSecondDerivativesOfZero()
    {
        Func<Tensor, Tensor> gradient = Derivative.Gradient(x => Tensor.Hypot(x.Slice(0, ..1), x.Slice(0, 1..)).Sum());
        Assert.Equal(new double[4], Derivative.Jacobian(gradient)(Tensor.Zeros([2], ElementType.Float64)).ToArray<double>());
    }

    [Theory]
    [InlineData(5, Infinity, 5)]
    [InlineData(-5, -Infinity, -5)]
    [InlineData(-4, 2, -0.0)]
    [InlineData(5, 3, -1)]
    [InlineData(3, 2, -1)]
    [InlineData(5, 2, 1)]
    [InlineData(Infinity, 2, double.NaN)]
    public void IEEERemainder_IsThatOfDotNet(double a, double b, double expected)
    {
        Assert.Equal(BitConverter.DoubleToInt64Bits(Math.IEEERemainder(a, b)), BitConverter.DoubleToInt64Bits(expected));
        var actual = Tensor.IEEERemainder(Tensor.Scalar(a), Tensor.Scalar(b)).ToDouble();
        Assert.True(
            double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"{actual}");
    }

    [Fact]
    public void SymmetricEigen_OfHugeAndTinyNumbers_IsRight()
    {
        var huge = Tensor.From<double>([1e308, 1e308, 1e308, -1e308], [2, 2]).SymmetricEigen().Values.ToArray<double>();
        Assert.Equal([-1, 1], huge.Select(value => Math.Round(value / (Math.Sqrt(2) * 1e308), 12)));
        Func<Tensor, Tensor> gradient = Derivative.Gradient(m => m.SymmetricEigen().Values.Sum());
        Assert.Equal([1, 0, 0, 1], gradient(Tensor.From<double>([0, 0, 0, 1e-310], [2, 2])).ToArray<double>());
        Assert.Equal([1, 0, 0, 1], gradient(Tensor.From<float>([0, 0, 0, 1e-39f], [2, 2])).ToArray<float>());
    }

    [Fact]
    public void Roll_ByTheSmallestNumber_IsThatOfItsRemainder() =>
        Assert.Equal([3, 1, 2], Tensor.From([1, 2, 3]).Roll(int.MinValue).ToArray<int>());

    [Theory]
    [InlineData(ElementType.Int32, 3e9)]
    [InlineData(ElementType.Int32, -2147483649.0)]
    [InlineData(ElementType.Int32, Infinity)]
    [InlineData(ElementType.Int32, double.NaN)]
    [InlineData(ElementType.Int64, 9223372036854775808.0)]
    [InlineData(ElementType.Int64, -1e19)]
    [InlineData(ElementType.Int64, 1.5)]
    public void Number_ThatAnIntegerTypeCannotHold_IsRefused(ElementType type, double number)
    {
        var x = Tensor.Zeros([2], type);
        Assert.Throws<ElementTypeException>(() => x + number);
        Assert.Throws<ElementTypeException>(() => x < number);
        Assert.Throws<ElementTypeException>(() => Tensor.Equal(x, number));
        Assert.Throws<ElementTypeException>(() => Tensor.Full([2], number, type));
        Assert.Throws<ElementTypeException>(() => Tensor.Full([2], 2, ElementType.Boolean));
    }

    [Fact]
    public void Number_AtTheEndOfAnIntegerType_IsThatNumber()
    {
        Assert.Equal(
            [int.MaxValue, int.MinValue],
            Tensor.Concatenate(0, Tensor.Full([1], int.MaxValue, ElementType.Int32), Tensor.Full([1], int.MinValue, ElementType.Int32)).ToArray<int>());
        Assert.Equal([(1L << 53) - 1], (Tensor.From([0L]) + ((1L << 53) - 1)).ToArray<long>());
        Assert.Equal([5, long.MinValue], (Tensor.From([1_700_000_000_000_000_005, 1_700_000_000_000_000_000 + long.MinValue]) - 1.7e18).ToArray<long>());
        Assert.Equal([long.MinValue], Tensor.Full([1], long.MinValue, ElementType.Int64).ToArray<long>());
    }
}
