using System.Runtime.CompilerServices;
using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>Long graphs work: nothing recurses, nothing is quadratic. A stack overflow would end the process, not just the test.</summary>
public class LongChainTests
{
    private const int Nodes = 150_000;

    [Fact]
    public void Chain_Of150000Operations_IsBuiltDifferentiatedEvaluatedAndFreed()
    {
        var (middle, end) = Run();
        HistoryTests.Collect();
        Assert.False(middle.IsAlive);
        Assert.False(end.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Middle, WeakReference End) Run()
        {
            var w = new Variable(Tensor.Scalar(1.0));
            var y = w.Value;
            var middle = y;
            for (var i = 0; i < Nodes; i++)
            {
                y += 1;
                if (i == Nodes / 2) middle = y;
            }
            Assert.Equal(Nodes + 1, y.ToDouble());
            Assert.Equal(1, Reverse.Gradients(y, [w])[0].ToDouble());
            Assert.Equal(1, Forward.Jvp(y, [w], [Tensor.Scalar(1.0)]).ToDouble());
            return (new(middle), new(y));
        }
    }

    [Fact]
    public void Gradient_OfAChainThatIsNotLinear_IsTheProductOfItsDerivatives()
    {
        var w = new Variable(Tensor.Scalar(0.5));
        var y = w.Value;
        var (value, derivative) = (0.5, 1.0);
        for (var i = 0; i < Nodes / 2; i++)
        {
            y = y.Sin() * 1.00001;
            derivative *= Math.Cos(value) * 1.00001;
            value = Math.Sin(value) * 1.00001;
        }
        var gradient = Reverse.Gradients(y, [w])[0];
        Tensor.Evaluate(y, gradient);
        Assert.Equal(value, y.ToDouble(), 1e-9);
        Assert.Equal(derivative, gradient.ToDouble(), Math.Abs(derivative) * 1e-6);
    }

    [Fact]
    public void Chain_OfOpaqueOperationsWithoutForward_HasATangentInReasonableTime()
    {
        // Each node derives forward mode from reverse mode. If each walked the whole history, this would take minutes.
        var w = new Variable(Tensor.From([1.0]));
        var y = w.Value;
        for (var i = 0; i < 10_000; i++) y = Tensor.Apply(Squaring.Instance, y) * 0.5 + 0.5;
        Assert.Equal([1.0], Forward.Jvp(y, [w], [Tensor.From([1.0])]).ToArray<double>());
    }

    [Fact]
    public void Concatenate_OfVeryManyTensors_Works()
    {
        var parts = Enumerable.Range(0, 200_000).Select(_ => Tensor.Ones([1])).ToArray();
        Assert.Equal(200_000, Tensor.Concatenate(0, parts).Sum().ToDouble());
    }

    /// <summary>x² with a vector-Jacobian product only.</summary>
    private sealed class Squaring : OpaqueOperation
    {
        public static Squaring Instance { get; } = new();

        public override string Name => "squaring";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy * 2 * context[0];

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        {
            var x = inputs[0].Span<double>();
            var y = output.Span<double>();
            for (var i = 0; i < y.Length; i++) y[i] = x[i] * x[i];
        }
    }
}
