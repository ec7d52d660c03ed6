using Xunit;

namespace Nabla.Tests.Differentiation;

/// <summary>Checks that the checker fails when it should.</summary>
public class GradientCheckTests
{
    private static readonly Tensor X = Tensor.From([0.7, -1.2, 1.5]);
    private static readonly Tensor Z = Tensor.From([1.1, 0.4, -0.6]);

    [Fact]
    public void Run_RightDerivatives_FindsErrorsFarBelowTheTolerance()
    {
        var result = GradientCheck.Check(x => Tensor.Apply(new Cube(3, 6), x[0]) * x[1].Sin(), [X, Z]);
        Assert.True(result.Passed, result.Failure);
        Assert.InRange(result.Reverse, 0, 1e-9);
        Assert.InRange(result.Forward, 0, 1e-9);
        Assert.InRange(result.InnerProduct, 0, 1e-14);
        Assert.InRange(result.SecondOrder!.Value, 0, 1e-9);
    }

    [Fact]
    public void Run_DerivativeWrongByAThousandth_FailsAtFirstOrder()
    {
        var result = GradientCheck.Check(x => Tensor.Apply(new Cube(3.003, 6), x[0]), [X], order: 1);
        Assert.False(result.Passed);
        Assert.InRange(result.Reverse, 1e-4, 2e-3);
        Assert.InRange(result.Forward, 1e-4, 2e-3);
        // Both modes take the same wrong partial derivative, and agree.
        Assert.InRange(result.InnerProduct, 0, 1e-14);
        Assert.Null(result.SecondOrder);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void Run_HugeOrTinyDerivativeWrongByAThousandth_FailsAsWell(double size)
    {
        Assert.True(GradientCheck.Check(x => Tensor.Apply(new Cube(3, 6), x[0]) * size, [X], order: 1).Passed);
        Assert.InRange(GradientCheck.Check(x => Tensor.Apply(new Cube(3.003, 6), x[0]) * size, [X], order: 1).Reverse, 1e-4, 2e-3);
    }

    [Fact]
    public void Run_SecondDerivativeWrongByAThousandth_FailsAtSecondOrderOnly()
    {
        var function = (Tensor[] x) => Tensor.Apply(new Cube(3, 6.006), x[0]);
        Assert.True(GradientCheck.Check(function, [X], order: 1).Passed);
        var result = GradientCheck.Check(function, [X]);
        Assert.False(result.Passed);
        Assert.InRange(result.Reverse, 0, 1e-9);
        Assert.InRange(result.SecondOrder!.Value, 1e-4, 2e-3);
        Assert.All(Lines(result).Skip(1), line => Assert.StartsWith("  gradient by input 0, input 0 (float64[3]): ", line));
    }

    [Fact]
    public void Run_OneElementOfTheGradientWrong_Fails()
    {
        var result = GradientCheck.Check(x => Tensor.Concatenate(0, x[0].Slice(0, ..2).Sin(), Tensor.Apply(new Crooked(), x[0].Slice(0, 2..))), [X], order: 1);
        Assert.InRange(result.Reverse, 1e-5, 2e-3);
    }

    [Fact]
    public void Run_ForwardModeAloneWrong_FailsAgainstDifferencesAndReverseMode()
    {
        var result = GradientCheck.Check(x => Tensor.Apply(new Lopsided(), x[0]), [X], order: 1);
        Assert.InRange(result.Reverse, 0, 1e-9);
        Assert.InRange(result.Forward, 1e-4, 2e-3);
        Assert.InRange(result.InnerProduct, 1e-5, 2e-3);
    }

    [Fact]
    public void Require_SecondInputWrong_NamesItWithItsErrors()
    {
        var exception = Assert.Throws<GradientCheckException>(
            () => GradientCheck.Require(x => x[0] + Tensor.Apply(new Cube(3.003, 6), x[1]), [X, Z], order: 1));
        var lines = Lines(exception.Result);
        Assert.Equal(exception.Message, exception.Result.Failure);
        Assert.Equal(3, lines.Length);
        Assert.Equal("gradient-check: errors above 1.0e-06:", lines[0]);
        Assert.Matches(@"^  input 1 \(float64\[3\]\): reverse mode against differences: relative error \d\.\de-0[34]$", lines[1]);
        Assert.Matches(@"^  input 1 \(float64\[3\]\): forward mode against differences: relative error \d\.\de-0[34]$", lines[2]);
    }

    [Fact]
    public void Run_AKinkWithinTheStep_Fails() =>
        Assert.False(GradientCheck.Check(x => x[0].Abs(), [Tensor.From([1e-4])], order: 1).Passed);

    [Fact]
    public void Run_NotANumber_Fails() =>
        Assert.False(GradientCheck.Check(x => x[0].Log(), [Tensor.From([-1.0])], order: 1).Passed);

    [Fact]
    public void Run_LooseTolerance_LetsTheSameErrorPass() =>
        Assert.True(GradientCheck.Check(x => Tensor.Apply(new Cube(3.003, 6), x[0]), [X], tolerance: 0.01, order: 1).Passed);

    [Fact]
    public void Run_NoNumbers_Passes() =>
        Assert.True(GradientCheck.Check(x => x[0].Exp(), [Tensor.Zeros([0, 3], ElementType.Float64)]).Passed);

    [Fact]
    public void Run_Float32Input_SaysThatDifferencesNeedFloat64()
    {
        var exception = Assert.Throws<ElementTypeException>(() => GradientCheck.Check(x => x[0] * x[1], [X, Tensor.Ones([3])]));
        Assert.Equal(
            "gradient-check: input 1 is float32[3], but float64 precision is required; convert it with To(ElementType.Float64).",
            exception.Message);
    }

    [Fact]
    public void Run_Float32Result_SaysThatDifferencesNeedFloat64()
    {
        var exception = Assert.Throws<ElementTypeException>(() => GradientCheck.Check(x => x[0].To(ElementType.Float32), [X]));
        Assert.StartsWith("gradient-check: the function's result is float32[3], ", exception.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Run_OrderThatIsNotOneOrTwo_Throws(int order) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Check(x => x[0], [X], order: order));

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-3)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Run_StepThatIsNoneAtAll_Throws(double step) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Check(x => x[0], [X], step: step));

    [Fact]
    public void Run_InputsSmallerThanTheStep_PassWithASmallerOne()
    {
        var small = X * X * 1e-5;
        Assert.False(GradientCheck.Check(x => x[0].Log(), [small]).Passed);
        GradientCheck.Require(x => x[0].Log(), [small], step: 1e-8);
        Assert.False(GradientCheck.Check(x => x[0].Log() + Tensor.Apply(new Cube(3.003, 6), x[0] * 1e5), [small], order: 1, step: 1e-8).Passed);
    }

    [Fact]
    public void Run_ADerivativeThatCancelsOut_Passes()
    {
        var x = Tensor.From([1.3, 2.7]);
        foreach (var function in new Func<Tensor, Tensor>[] { y => y.Log().Exp(), y => y.Square().Sqrt(), y => y * y / y })
            GradientCheck.Require(y => function(y[0]), [x]);
    }

    private static string[] Lines(GradientCheckResult result) => result.Failure!.Split('\n');

    [Fact]
    public void Precision_OfFunctionsThatLoseDigits_ShowsIt()
    {
        var x = Tensor.From<double>([1e-3, 0.5]);
        var sure = GradientCheck.Precision(x => x[0].ExpM1(), [x]);
        Assert.InRange(sure.Value, 0, 1.5);
        Assert.InRange(sure.Gradient, 0, 2);
        // (1 + x)² − 1 − 2x cancels: little of x² = 10⁻⁶ is left in float32.
        var lossy = GradientCheck.Precision(x => (x[0] + 1).Square() - 1 - 2 * x[0], [Tensor.From<double>([1e-3])]);
        Assert.True(lossy.Value > 1e4, $"{lossy.Value}");
        Assert.Equal(0, GradientCheck.Precision(x => x[0] * 2, [x]).Value);
        Assert.Throws<ElementTypeException>(() => GradientCheck.Precision(x => x[0].ArgMax(), [x]));
    }

    /// <summary>x³ with the derivative first · x², whose own derivative is second · x.</summary>
    private sealed class Cube(double first, double second) : ElementwiseOperation
    {
        public override string Name => "cube";

        protected override OperationAttributes CreateAttributes() => new() { { "first", first }, { "second", second } };

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Multiply(x[0], b.Multiply(x[0], x[0]));

        public override Tensor? Partial(int input, in OperationContext context) => Tensor.Apply(new Square(first, second), context[0]);
    }

    private sealed class Square(double factor, double derivative) : ElementwiseOperation
    {
        public override string Name => "square";

        protected override OperationAttributes CreateAttributes() => new() { { "factor", factor }, { "derivative", derivative } };

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) =>
            b.Multiply(b.Constant(factor, x[0].Type), b.Multiply(x[0], x[0]));

        public override Tensor? Partial(int input, in OperationContext context) => derivative * context[0];
    }

    /// <summary>sin(x) with a derivative that is off by a thousandth.</summary>
    private sealed class Crooked : ElementwiseOperation
    {
        public override string Name => "crooked";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sin(x[0]);

        public override Tensor? Partial(int input, in OperationContext context) => 1.001 * context[0].Cos();
    }

    /// <summary>sin(x) with a derivative that is right in reverse mode and wrong in forward mode.</summary>
    private sealed class Lopsided : ElementwiseOperation
    {
        public override string Name => "lopsided";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Sin(x[0]);

        public override Tensor? Partial(int input, in OperationContext context) => context[0].Cos();

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
            dx[0] is { } tangent ? tangent * (1.001 * context[0].Cos()) : null;
    }
}
