using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>Every kernel beside the reference, and a wrong one found.</summary>
public class KernelValidationTests
{
    [Fact]
    public void Validation_OfRightKernels_FindsNothing()
    {
        var evaluator = new CpuEvaluator(new EmittedExecutor(KernelCache.Shared, isAtOnce: true), 2, isValidated: true);
        var random = new Random(3);
        Tensor Matrix(int rows, int columns) => Tensor.From(Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextDouble() * 4 - 2).ToArray(), [rows, columns]);
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

    /// <summary>−x, but for the last number, which is a little off where it is fast.</summary>
    private sealed class AlmostNegate : OpaqueOperation
    {
        public override string Name => "almost-negate";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor? Reverse(int input, in Site site, Tensor dy) => -dy;

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        {
            var x = inputs[0].Span<double>();
            var y = output.Span<double>();
            for (var i = 0; i < x.Length; i++) y[i] = -x[i];
            if (!context.IsReference) y[^1] += 1e-6;
        }
    }
}
