using Xunit;

namespace Nabla.PublicTests;

/// <summary>Operations written with nothing but the public API: everything works for them that works for the library's own.</summary>
public class OutsideOperationTests
{
    private static readonly double[] Numbers = [0.5, -1.25, 2];

    [Fact]
    public void Cube_Elementwise_HasValueAndDerivativesOfBothOrdersAndModes()
    {
        var x = Tensor.From(Numbers);
        Assert.Equal(Numbers.Select(value => value * value * value), Cube.Of(x).ToArray<double>());
        var gradient = Derivative.Gradient(argument => Cube.Of(argument).Sum());
        Assert.Equal(Numbers.Select(value => 3 * value * value), gradient(x).ToArray<double>());
        Assert.Equal(Numbers.Select(value => 6 * value), Derivative.Gradient(argument => gradient(argument).Sum())(x).ToArray<double>());
        Assert.Equal([0.75, 0, 0], Derivative.Jvp(Cube.Of)(x, Tensor.From([1.0, 0, 0])).Tangent.ToArray<double>());
        GradientCheck.Require(inputs => Cube.Of(inputs[0]), [x]);
    }

    [Fact]
    public void Cube_InFloat32AndWithinAFusedChain_IsComputedAsWell()
    {
        var x = Tensor.From(Enumerable.Range(0, 3001).Select(i => i / 1000f).ToArray());
        var expected = x.ToArray<float>().Select(value => MathF.Max(0, value * value * value * 2 - 1));
        Assert.Equal(expected, (Cube.Of(x) * 2 - 1).Relu().ToArray<float>(), (a, b) => MathF.Abs(a - b) <= 1e-5f);
    }

    [Fact]
    public void Norm_OpaqueWithReverseAlone_HasValueAndDerivativesOfBothOrdersAndModes()
    {
        var x = Tensor.From(Numbers);
        var length = Math.Sqrt(Numbers.Sum(value => value * value));
        Assert.Equal(length, Norm.Of(x).ToDouble(), 1e-14);
        AssertNear(Numbers.Select(value => value / length), Derivative.Gradient(Norm.Of)(x));
        // Forward mode is not written: it comes from differentiating the reverse rule.
        Assert.Equal(Numbers[0] / length, Derivative.Jvp(Norm.Of)(x, Tensor.From([1.0, 0, 0])).Tangent.ToDouble(), 1e-14);
        var second = Derivative.Gradient(argument => Derivative.Gradient(Norm.Of)(argument).Slice(0, ..1).Sum())(x);
        AssertNear(Numbers.Select((value, i) => (i == 0 ? 1 / length : 0) - Numbers[0] * value / Math.Pow(length, 3)), second);
        GradientCheck.Require(inputs => Norm.Of(inputs[0]) * inputs[0].Sin(), [x]);
    }

    [Fact]
    public void Polar_OfTwoResults_HasValuesAndDerivativesOfBothOrdersAndModesAndTakesStacks()
    {
        var (x, y) = (Tensor.From([3.0, -1, 0.5]), Tensor.From([4.0, 2, -0.25]));
        var polar = Polar.Of(x, y);
        Assert.Equal([5, Math.Sqrt(5), Math.Sqrt(0.3125)], polar.Length.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal([Math.Atan2(4, 3), Math.Atan2(2, -1), Math.Atan2(-0.25, 0.5)], polar.Angle.ToArray<double>());
        // One result alone, the other alone, and both, which share a cotangent.
        GradientCheck.Require(inputs => Polar.Of(inputs[0], inputs[1]).Length, [x, y]);
        GradientCheck.Require(inputs => Polar.Of(inputs[0], inputs[1]).Angle, [x, y]);
        GradientCheck.Require(inputs => Polar.Of(inputs[0], inputs[1]) is var (length, angle) ? length * angle.Sin() + angle : inputs[0], [x, y]);

        var compiled = Compile.Function((a, b) => Polar.Of(a, b).Angle * 2);
        Assert.Equal((Polar.Of(x, y).Angle * 2).ToArray<double>(), compiled(x, y).ToArray<double>());
        var stack = Tensor.From([3.0, -1, 0.5, 1, 2, 3], [2, 3]);
        var mapped = Vectorize.Map(row => Polar.Of(row, y).Angle)(stack);
        Assert.Equal([2, 3], mapped.Shape.ToArray());
        Assert.Equal(polar.Angle.ToArray<double>(), mapped[0].ToArray<double>());
        Assert.Contains("result(1)", GraphPrinter.ToText(Polar.Of(x, y).Angle));
    }

    [Fact]
    public void Polar_WhereTheFirstResultIsGivenATangentToo_KeepsThatOfTheSecond()
    {
        var (x, y) = (new Variable(Tensor.Scalar(3.0)).Value, new Variable(Tensor.Scalar(4.0)).Value);
        var (length, angle) = Polar.Of(x, y);
        var one = Tensor.Scalar(1.0);
        // ∂angle/∂x = −y/r², whatever the length is said to do.
        Assert.Equal(-0.16, Forward.Jvp(angle, [x], [one]).ToDouble(), 1e-15);
        Assert.Equal(-0.16, Forward.Jvp(angle, [x, length], [one, one]).ToDouble(), 1e-15);
        Assert.Equal(1, Forward.Jvp(length, [x, length], [one, one]).ToDouble());
    }

    [Fact]
    public void Polar_ReadOneAfterTheOther_IsComputedOnce()
    {
        Polar.Runs = 0;
        var (length, angle) = Polar.Of(Tensor.From([3.0]), Tensor.From([4.0]));
        Assert.Equal(5, length[0].ToDouble(), 1e-14);
        Assert.Equal(Math.Atan2(4, 3), angle[0].ToDouble(), 1e-14);
        Assert.Equal(1, Polar.Runs);
    }

    [Fact]
    public void Kernel_ThatReadsAnotherType_IsToldSo()
    {
        var y = Norm.Of(Tensor.From(Numbers).To(ElementType.Float32));
        var exception = Assert.Throws<InvalidOperationException>(() => y.Evaluate());
        Assert.Equal("The operand holds float32, not Double.", exception.Message);
    }

    [Fact]
    public void Operations_ThatDifferInAFieldAlone_DoNotShareAProgram()
    {
        var x = Tensor.From(Numbers);
        Assert.Equal(Numbers.Select(value => 2 * value), Tensor.Apply(new Scale(2), x).ToArray<double>());
        Assert.Equal(Numbers.Select(value => 3 * value), Tensor.Apply(new Scale(3), x).ToArray<double>());
        Assert.NotEqual<Operation>(new Scale(2), new Scale(2));
        // Without fields, or with settings, equal is what says the same.
        Assert.Equal<Operation>(new Cube(), new Cube());
        Assert.Equal<Operation>(new Raise(2), new Raise(2));
        Assert.NotEqual<Operation>(new Raise(2), new Raise(3));
    }

    [Fact]
    public void Reduction_ToAnotherTypeOrOfTruthValues_IsRefused()
    {
        var truths = Tensor.From([true, false, true]);
        Assert.StartsWith("largest: a reduction goes from one tensor of numbers to numbers of the same type", Assert.Throws<ShapeException>(() => Tensor.Apply(new Largest(ElementType.Boolean), truths)).Message);
        Assert.Throws<ShapeException>(() => Tensor.Apply(new Largest(ElementType.Int64), Tensor.From([1, 2])));
        Assert.Equal(2, Tensor.Apply(new Largest(ElementType.Int32), Tensor.From([1, 2])).ToDouble());
    }

    private static void AssertNear(IEnumerable<double> expected, Tensor actual) =>
        Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) <= 1e-13);

    /// <summary>x³. Derivative 3x².</summary>
    private sealed class Cube : ElementwiseOperation
    {
        public override string Name => "cube";

        public static Tensor Of(Tensor x) => Tensor.Apply(new Cube(), x);

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Multiply(x[0], b.Multiply(x[0], x[0]));

        public override Tensor? Partial(int input, in OperationContext context) => 3 * context[0] * context[0];
    }

    /// <summary>k·x, with a k that it does not mention.</summary>
    private class Scale(double k) : ElementwiseOperation
    {
        public override string Name => "scale";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Multiply(x[0], b.Constant(k, x[0].Type));

        public override Tensor? Partial(int input, in OperationContext context) => Tensor.Full(context[0].Shape, k, context[0].ElementType);
    }

    /// <summary>The same, with k among its settings.</summary>
    private sealed class Raise(double k) : Scale(k)
    {
        public override string Settings { get; } = $"k {k}";
    }

    /// <summary>A maximum over the first axis.</summary>
    private sealed class Largest(ElementType type) : ReductionOperation(0, 1)
    {
        public override string Name => "largest";

        public override ReductionKind Kind => ReductionKind.Maximum;

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => base.Infer(inputs) with { Element = type };

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => null;
    }

    /// <summary>√(x² + y²) and the angle of (x, y). Derivatives (x, y)/r and (−y, x)/r².</summary>
    private sealed class Polar : MultiResultOperation
    {
        public static int Runs { get; set; }

        public override string Name => "polar";

        public override int ResultCount => 2;

        public static (Tensor Length, Tensor Angle) Of(Tensor x, Tensor y) => Tensor.ApplyAll(new Polar(), x, y) is [var length, var angle] ? (length, angle) : default;

        public override TensorType[] InferAll(ReadOnlySpan<TensorType> inputs) => [inputs[0], inputs[0]];

        public override Tensor? Reverse(int input, in OperationContext context, ReadOnlySpan<Tensor?> dy)
        {
            var r = context.Outputs[0];
            var byLength = dy[0] is { } dr ? dr * context[input] / r : null;
            var byAngle = dy[1] is { } da ? da * (input == 0 ? -context[1] : context[0]) / (r * r) : null;
            return byLength is null ? byAngle : byAngle is null ? byLength : byLength + byAngle;
        }

        public override void Run(ReadOnlySpan<Operand> inputs, ReadOnlySpan<Operand> outputs, in KernelContext context)
        {
            Runs++;
            var x = inputs[0].Span<double>();
            var y = inputs[1].Span<double>();
            for (var i = 0; i < x.Length; i++)
            {
                if (outputs[0].IsWanted) outputs[0].Span<double>()[i] = Math.Sqrt(x[i] * x[i] + y[i] * y[i]);
                if (outputs[1].IsWanted) outputs[1].Span<double>()[i] = Math.Atan2(y[i], x[i]);
            }
        }
    }

    /// <summary>√Σx². Derivative x/y.</summary>
    private sealed class Norm : OpaqueOperation
    {
        public override string Name => "norm";

        public static Tensor Of(Tensor x) => Tensor.Apply(new Norm(), x);

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [] };

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy * context[0] / context.Output;

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        {
            var sum = 0.0;
            foreach (var value in inputs[0].Span<double>()) sum += value * value;
            output.Span<double>()[0] = Math.Sqrt(sum);
        }
    }
}
