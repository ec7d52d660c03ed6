using Xunit;

namespace Nabla.PublicTests;

/// <summary>Operations written against the public API only. Everything that works for built-in operations works for them.</summary>
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
        // Forward mode is derived from the reverse rule.
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
        // Each result alone, and both together.
        GradientCheck.Require(inputs => Polar.Of(inputs[0], inputs[1]).Length, [x, y]);
        GradientCheck.Require(inputs => Polar.Of(inputs[0], inputs[1]).Angle, [x, y]);
        GradientCheck.Require(inputs => Polar.Of(inputs[0], inputs[1]) is var (length, angle) ? length * angle.Sin() + angle : inputs[0], [x, y]);

        var compiled = Compile.Function((a, b) => Polar.Of(a, b).Angle * 2);
        Assert.Equal((Polar.Of(x, y).Angle * 2).ToArray<double>(), compiled(x, y).ToArray<double>());
        var stack = Tensor.From([3.0, -1, 0.5, 1, 2, 3], [2, 3]);
        var mapped = Vectorize.Map(row => Polar.Of(row, y).Angle)(stack);
        Assert.Equal([2, 3], mapped.Shape.ToArray());
        Assert.Equal(polar.Angle.ToArray<double>(), mapped[0].ToArray<double>());
        Assert.Contains("result(index 1)", GraphPrinter.ToText(Polar.Of(x, y).Angle));
    }

    [Fact]
    public void Polar_WhereTheFirstResultIsGivenATangentToo_KeepsThatOfTheSecond()
    {
        var (x, y) = (new Variable(Tensor.Scalar(3.0)).Value, new Variable(Tensor.Scalar(4.0)).Value);
        var (length, angle) = Polar.Of(x, y);
        var one = Tensor.Scalar(1.0);
        // ∂angle/∂x = −y/r², whatever tangent the length is given.
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
        // Without fields, or with attributes, operations compare by value.
        Assert.Equal<Operation>(new Cube(), new Cube());
        Assert.Equal<Operation>(new Raise(2), new Raise(2));
        Assert.NotEqual<Operation>(new Raise(2), new Raise(3));
    }

    [Fact]
    public void Reduction_ToAnotherTypeOrOfTruthValues_IsRefused()
    {
        var truths = Tensor.From([true, false, true]);
        Assert.StartsWith(
            "largest: a reduction maps one tensor of numbers to numbers of the same type",
            Assert.Throws<ShapeException>(() => Tensor.Apply(new Largest(ElementType.Boolean), truths)).Message);
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

    [Fact]
    public void Interleave_AMovementOfTwoInputs_HasValuesAndDerivativesAndTakesStacks()
    {
        var (a, b) = (Tensor.From([1.0, 2, 3]), Tensor.From([4.0, 5, 6]));
        Assert.Equal([1, 4, 2, 5, 3, 6], Interleave.Of(a, b).ToArray<double>());
        Assert.Equal([2, 8, 4, 10, 6, 12], (Interleave.Of(a, b) * 2).ToArray<double>());
        GradientCheck.Require(inputs => Interleave.Of(inputs[0], inputs[1]).Sin(), [a, b]);
        var stack = Tensor.From([1.0, 2, 3, 7, 8, 9], [2, 3]);
        Assert.Equal([1, 4, 2, 5, 3, 6, 7, 4, 8, 5, 9, 6], Vectorize.Map(row => Interleave.Of(row, b))(stack).ToArray<double>());
        var compiled = Compile.Function((x, y) => Interleave.Of(x.Exp(), y) + 1);
        Assert.Equal((Interleave.Of(a.Exp(), b) + 1).ToArray<double>(), compiled(a, b).ToArray<double>());
    }

    [Fact]
    public void Every_AMovementOfOneInput_IsReadThroughAndChecked()
    {
        var x = Tensor.From([1.0, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 3, 5], Tensor.Apply(new Every(2, 0), x).ToArray<double>());
        Assert.Equal([2, 6, 10], (Tensor.Apply(new Every(2, 0), x) * 2).ToArray<double>());
        Assert.Equal(
            "every: a piece reads elements 0 to 8 of float64[6], which has 6.",
            Assert.Throws<InvalidOperationException>(() => Tensor.Apply(new Every(4, 0), x).ToArray<double>()).Message);
        Assert.Equal(
            "every: no piece writes element 2 of the result float64[3]; set ZeroFills if it should be zero.",
            Assert.Throws<InvalidOperationException>(() => Tensor.Apply(new Every(2, 1), x).ToArray<double>()).Message);
    }

    [Fact]
    public void Average_AReduction_HasValuesAndDerivatives()
    {
        var x = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal([2.5, 3.5, 4.5], Tensor.Apply(new Average(0, 1), x).ToArray<double>());
        Assert.Equal([2, 5], Tensor.Apply(new Average(1, 2), x).ToArray<double>());
        GradientCheck.Require(inputs => Tensor.Apply(new Average(1, 2), inputs[0]).Exp(), [x]);
    }

    [Fact]
    public void Norm_WithABatchingRule_TakesAStackAtOnce()
    {
        var stack = Tensor.From([3.0, 4, 6, 8], [2, 2]);
        Norm.Runs = 0;
        Assert.Equal([5, 10], Vectorize.Map(Norm.Of)(stack).ToArray<double>());
        Assert.Equal(1, Norm.Runs);
    }

    /// <summary>k·x, where k is missing from its attributes.</summary>
    private class Scale(double k) : ElementwiseOperation
    {
        protected double Factor => k;

        public override string Name => "scale";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => b.Multiply(x[0], b.Constant(k, x[0].Type));

        public override Tensor? Partial(int input, in OperationContext context) => Tensor.Full(context[0].Shape, k, context[0].ElementType);
    }

    /// <summary>The same, with k in its attributes.</summary>
    private sealed class Raise(double k) : Scale(k)
    {
        protected override OperationAttributes CreateAttributes() => new() { { "k", Factor } };
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

        public static (Tensor Length, Tensor Angle) Of(Tensor x, Tensor y) => Tensor.ApplyAll(new Polar(), x, y) is [var length, var angle]
            ? (length, angle)
            : default;

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
                if (outputs[0].IsRequested) outputs[0].Span<double>()[i] = Math.Sqrt(x[i] * x[i] + y[i] * y[i]);
                if (outputs[1].IsRequested) outputs[1].Span<double>()[i] = Math.Atan2(y[i], x[i]);
            }
        }
    }

    /// <summary>The Euclidean norm along the last axis, with a batching rule. Its derivative is x / y.</summary>
    private sealed class Norm : OpaqueOperation
    {
        public static int Runs { get; set; }

        public override string Name => "norm";

        public static Tensor Of(Tensor x) => Tensor.Apply(new Norm(), x);

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = inputs[0].Shape.ToArray()[..^1] };

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy.Unsqueeze(-1) * context[0] / context.Output.Unsqueeze(-1);

        protected override Tensor Vectorize(Tensor[] inputs, Tensor?[] stacked, int length) => Of(stacked[0]!);

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        {
            Runs++;
            var x = inputs[0].Span<double>();
            var y = output.Span<double>();
            var length = inputs[0].Type.Shape[^1];
            for (var row = 0; row < y.Length; row++)
            {
                var sum = 0.0;
                foreach (var value in x.Slice(row * length, length)) sum += value * value;
                y[row] = Math.Sqrt(sum);
            }
        }
    }

    /// <summary>The elements of a and b in turn: a₁, b₁, a₂, b₂, …</summary>
    private sealed class Interleave : MovementOperation
    {
        private static readonly Interleave Instance = new();

        public override string Name => "interleave";

        public static Tensor Of(Tensor a, Tensor b) => Tensor.Apply(Instance, a, b);

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0].Shape.Rank == 1 && inputs[1] == inputs[0]
            ? inputs[0] with { Shape = [2 * inputs[0].Shape[0]] }
            : throw new ShapeException(Name, $"needs two vectors of one type, got {inputs[0]} and {inputs[1]}.", [.. inputs]);

        public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs) =>
            [new(0, [inputs[0].Shape[0]], 0, [1], 0, [2]), new(1, [inputs[0].Shape[0]], 0, [1], 1, [2])];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy[AxisIndex.Step(2, input..)];

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) =>
            Of(dx[0] ?? Tensor.Zeros(context[0].Shape, context[0].ElementType), dx[1] ?? Tensor.Zeros(context[1].Shape, context[1].ElementType));
    }

    /// <summary>Three elements that are some steps apart; fewer where it leaves some out.</summary>
    private sealed class Every(int step, int missing) : MovementOperation
    {
        public override string Name => "every";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [3] };

        public override IEnumerable<MovementPiece> Pieces(TensorType output, TensorType[] inputs) => [new(0, [3 - missing], 0, [step], 0, [1])];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => null;

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => null;

        protected override OperationAttributes CreateAttributes() => new() { { "step", step }, { "missing", missing } };
    }

    /// <summary>The mean over one axis.</summary>
    private sealed class Average(int start, int end) : ReductionOperation(start, end)
    {
        public override string Name => "average";

        public override ReductionKind Kind => ReductionKind.Mean;

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) =>
            (dy / context[0].Shape[Start]).Unsqueeze(Start).BroadcastTo(context[0].Shape);

        public override Tensor? Forward(in OperationContext context, ReadOnlySpan<Tensor?> dx) => dx[0] is { } tangent ? Tensor.Apply(this, tangent) : null;
    }
}
