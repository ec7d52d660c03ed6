using Nabla.Compiler;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>Tests that all kernels pass the validation, and that a wrong one is detected.</summary>
public class KernelValidationTests
{
    [Fact]
    public void Numbers_ThatAreNotFinite_RaiseNoAlarm()
    {
        var (x, w) = (Tensor.From([1f, 2, float.PositiveInfinity], [1, 1, 3]), Tensor.From([float.NaN, 1, 1], [1, 1, 3]));
        var rows = Tensor.From([2147483648f, -2147483648f, 2.13f, 1, float.NaN, 0], [2, 3]);
        var validated = new CpuEvaluator(new BlocksExecutor(), 1, isValidated: true);
        Tensor[] results = [x.Convolve(w, padding: 1), rows.Sum(1), rows.Mean(1)];
        validated.Evaluate(results);
        // Padding zeros are ordinary values.
        Assert.All(results[0].ToArray<float>(), number => Assert.True(float.IsNaN(number)));
    }

    [Fact]
    public void Validation_OfRightKernels_FindsNothing()
    {
        var evaluator = new CpuEvaluator(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 2, isValidated: true);
        var random = new Random(3);
        Tensor Matrix(int rows, int columns) =>
            Tensor.From(Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextDouble() * 4 - 2).ToArray(), [rows, columns]);
        var (x, w, b) = (Matrix(33, 20), new Variable(Matrix(20, 17)), new Variable(Matrix(1, 17)));
        var y = (x.MatMul(w) + b.Value).Tanh();
        var error = -(y.LogSoftmax() * Matrix(33, 17).Softmax()).Sum(1).Mean() + y.Exp().LogSumExp(0).Sum();
        evaluator.Evaluate([error, .. Reverse.Gradients(error, w, b), y.ArgMax(0), y.Transpose() * 2, Tensor.Concatenate(0, y, -y).Slice(0, 3..60, 2)]);
        Assert.True(double.IsFinite(error.ToDouble()));
    }

    [Fact]
    public void Validation_OfAWrongKernel_NamesItAndTheNumber()
    {
        var evaluator = new CpuEvaluator(new BlocksExecutor(), 1, isValidated: true);
        var wrong = Tensor.Apply(new AlmostNegate(), Tensor.From<double>([1, 2, 3]));
        var message = Assert.Throws<InvalidOperationException>(() => evaluator.Evaluate([wrong + 1])).Message;
        Assert.Contains("almost-negate", message);
        Assert.Contains("element 2", message);
        Assert.Contains("should be -3", message);
    }

    [Fact]
    public void Validation_OfAJointLoop_JudgesEachResultByItself()
    {
        // The exponential is large, and so are its rounding errors; the sum next to it is exact.
        var x = Tensor.From(Enumerable.Range(0, 1000).Select(i => i * 0.02f).ToArray());
        var evaluator = new CpuEvaluator(new OffByATenth(), 1, isValidated: true);
        Assert.Throws<InvalidOperationException>(() => evaluator.Evaluate([x * 2 + 1, x.Exp()]));
    }

    [Fact]
    public void Validation_OfAFunctionInSinglePrecisionAndAResultInDouble_AllowsForTheFormer()
    {
        var x = Tensor.From(Enumerable.Range(0, 2000).Select(i => i * 0.003f - 3).ToArray());
        var y = x.Tanh().To(ElementType.Float64) * 0.5;
        new CpuEvaluator(new BlocksExecutor(), 1, isValidated: true).Evaluate([y]);
        Assert.Equal(0.5 * Math.Tanh(-3), y.ToArray<double>()[0], 1e-7);
    }

    /// <summary>The blocks executor with a slightly wrong first result.</summary>
    private sealed unsafe class OffByATenth : Executor
    {
        private readonly BlocksExecutor blocks = new();

        public override Loop Prepare(LoopStep step) => new OffLoop(blocks.Prepare(step), step.Inputs.Length);

        public override void Reduce(ReductionStep step, ElementType type, byte* input, byte* output, int outer, int threads) =>
            blocks.Reduce(step, type, input, output, outer, threads);

        public override void Copy(in MovementPiece piece, int size, byte* source, byte* target, int threads) =>
            blocks.Copy(piece, size, source, target, threads);

        private sealed class OffLoop(Loop loop, int firstResult) : Loop
        {
            public override void RunRange(byte** places, int start, int end)
            {
                loop.RunRange(places, start, end);
                ((float*)places[firstResult])[start] += 0.1f;
            }
        }
    }

    /// <summary>−x, with a slightly wrong last element in the fast implementation.</summary>
    private sealed class AlmostNegate : OpaqueOperation
    {
        public override string Name => "almost-negate";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => -dy;

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        {
            var x = inputs[0].Span<double>();
            var y = output.Span<double>();
            for (var i = 0; i < x.Length; i++) y[i] = -x[i];
            if (!context.IsReference) y[^1] += 1e-6;
        }
    }
}
