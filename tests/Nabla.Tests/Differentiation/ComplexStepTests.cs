using Xunit;

namespace Nabla.Tests.Differentiation;

/// <summary>The complex step: exact up to rounding where it applies, an error where it does not.</summary>
public class ComplexStepTests
{
    public static TheoryData<string> Rows => [.. OperationCases.All.Values.Where(row => row.Order > 0).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryOperation_WhereItApplies_EqualsReverseModeToRounding(string name)
    {
        var row = OperationCases.All[name];
        foreach (var shapes in row.Shapes.Where(shapes => shapes.All(shape => !shape.Contains(0))))
        {
            var inputs = row.Inputs(shapes).Select(numbers => Tensor.From(numbers.Values, numbers.Shape)).ToArray();
            for (var by = 0; by < inputs.Length; by++)
            {
                Tensor Function(Tensor x) => Weighted(row.Function([.. inputs[..by], x, .. inputs[(by + 1)..]]));
                var expected = Derivative.Gradient(Function)(inputs[by]).ToArray<double>();
                double[] found;
                try
                {
                    found = Numerical.ComplexStep(Function, inputs[by]).ToArray<double>();
                }
                catch (NotSupportedException exception)
                {
                    Assert.Contains(row.Operation, DoNotApply);
                    Assert.StartsWith("complex-step: ", exception.Message, StringComparison.Ordinal);
                    continue;
                }
                Assert.DoesNotContain(row.Operation, DoNotApply);
                for (var i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-12 * (1 + Math.Abs(expected[i])));
            }
        }
    }

    // Their kernels support only real numbers.
    private static readonly Type[] DoNotApply =
    [
        typeof(Scan), typeof(Erf), typeof(LogSumExp), typeof(LogSoftmax), typeof(ArgMax), typeof(ArgSort), typeof(TopK), typeof(OneHot), typeof(WindowLargest),
        typeof(MeanAndVariance), typeof(MaxPoolWithIndices),
        typeof(LinearRecurrence), typeof(Cholesky), typeof(SolveTriangular), typeof(Solve), typeof(Determinant), typeof(Qr), typeof(SymmetricEigen),
        typeof(LogErfc), typeof(Cofactors),
        typeof(CofactorsAlong), typeof(CheckedLogits),
    ];

    [Fact]
    public void CancellingFunction_WhereDifferencesLoseHalfTheDigits_KeepsThemAll()
    {
        // exp(x)/(sin³x + cos³x) at 1.5, the classic example; its derivative in closed form.
        static Tensor Function(Tensor x) => x.Exp() / (x.Sin().Pow(3) + x.Cos().Pow(3));
        var (s, c) = Math.SinCos(1.5);
        var (denominator, slope) = (s * s * s + c * c * c, 3 * s * s * c - 3 * c * c * s);
        var exact = Math.Exp(1.5) * (denominator - slope) / (denominator * denominator);
        var x = Tensor.Scalar(1.5);
        Assert.Equal(exact, Numerical.ComplexStep(Function, x).ToDouble(), 1e-13 * exact);
        Assert.NotEqual(exact, Numerical.Gradient(Function, x).ToDouble(), 1e-13 * exact);
    }

    [Theory]
    [InlineData(3, -3.0, 27)]
    [InlineData(1, -100.0, 1)]
    [InlineData(4, -3.0, -108)]
    [InlineData(0.5, 4.0, 0.25)]
    [InlineData(-1, 1e-100, -1e200)]
    [InlineData(2, 0.0, 0)]
    [InlineData(1, 0.0, 1)]
    public void Power_OfAnyBase_IsExact(double exponent, double x, double expected) =>
        Assert.Equal(expected, Numerical.ComplexStep(t => Tensor.Power(t, Tensor.Scalar(exponent)), Tensor.Scalar(x)).ToDouble(), 1e-12 * Math.Abs(expected));

    [Fact]
    public void WrongTypes_AreRefused()
    {
        Assert.Throws<ElementTypeException>(() => Numerical.ComplexStep(x => x, Tensor.Scalar(1f)));
        Assert.Throws<ShapeException>(() => Numerical.ComplexStep(x => x, Tensor.From<double>([1, 2])));
        Assert.Throws<ElementTypeException>(() => Numerical.ComplexStep(x => x.To(ElementType.Float32), Tensor.Scalar(1.0)));
        Assert.Equal(0, Numerical.ComplexStep(_ => Tensor.Scalar(3.0), Tensor.Scalar(1.0)).ToDouble());
    }

    private static Tensor Weighted(Tensor y) => (y * (Tensor.Range(y.ElementCount, ElementType.Float64) + 1.0).Reshape(y.Shape)).Sum();
}
