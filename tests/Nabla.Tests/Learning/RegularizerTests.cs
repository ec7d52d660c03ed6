using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

/// <summary>Penalties on weights.</summary>
public class RegularizerTests
{
    private static readonly Tensor W = Tensor.From(new double[,] { { 1, -2, 0.5 }, { -3, 0.25, 4 } });

    public static TheoryData<string> Names => [.. Regularizer.All.Select(regularizer => regularizer.Name)];

    [Theory]
    [InlineData("l2", 1 + 4 + 0.25 + 9 + 0.0625 + 16)]
    [InlineData("l1", 1 + 2 + 0.5 + 3 + 0.25 + 4)]
    [InlineData("elastic-net", (30.3125 + 10.75) / 2)]
    public void Of_Weights_IsTheFormula(string name, double expected) => Assert.Equal(expected, Regularizer.FromName(name).Penalty(W).ToDouble(), 1e-12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivative_AnyRegularizer_IsTheFormulaThatReverseModeFinds(string name)
    {
        var regularizer = Regularizer.FromName(name);
        Assert.Equal(Derivative.Gradient(regularizer.Penalty)(W).ToArray<double>(), regularizer.Derivative(W).ToArray<double>());
        GradientCheck.Require(x => regularizer.Penalty(x[0]), [W]);
    }

    [Fact]
    public void ElasticNet_AtItsEnds_IsRidgeAndLasso()
    {
        Assert.Equal(new L1Regularizer().Penalty(W).ToDouble(), new ElasticNetRegularizer(1).Penalty(W).ToDouble());
        Assert.Equal(new L2Regularizer().Penalty(W).ToDouble(), new ElasticNetRegularizer(0).Penalty(W).ToDouble());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticNetRegularizer(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ElasticNetRegularizer(double.NaN));
    }

    [Fact]
    public void Named_UnknownName_ListsThemAll() =>
        Assert.StartsWith(
            "Unknown regularizer 'l3'; the regularizers are l2, l1, elastic-net.",
            Assert.Throws<ArgumentException>(() => Regularizer.FromName("l3")).Message);
}
