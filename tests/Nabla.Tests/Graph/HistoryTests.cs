using System.Runtime.CompilerServices;
using Xunit;

namespace Nabla.Tests.Graph;

public class HistoryTests
{
    [Fact]
    public void Variable_FormerContentPutBack_IsTheSameNode_SoThatOldGraphsAreCurrentAgain()
    {
        var w = new Variable(Tensor.Scalar(3.0), "w");
        var y = w.Value * w.Value;
        var kept = w.Value;

        w.Value = Tensor.Scalar(5.0);
        Assert.Throws<InvalidOperationException>(() => Reverse.Gradients(y, w));
        w.Value = kept;

        Assert.Same(kept, w.Value);
        Assert.Equal(6, Reverse.Gradients(y, w)[0].ToDouble());
    }

    [Fact]
    public void Variables_InArithmetic_AreTheirContents()
    {
        var (v, w, x) = (new Variable(Tensor.From([6.0])), new Variable(Tensor.From([2.0])), Tensor.From([5.0]));
        Tensor[] results = [-v, v + w, v + 1, 1 + v, v - w, v - 1, 1 - v, v * w, v * 3, 3 * v, v / w, v / 4, 3 / v, v * x, x - w];
        Assert.Equal([-6.0, 8, 7, 7, 4, 5, -5, 12, 18, 18, 3, 1.5, 0.5, 30, 3], results.Select(result => result.ToDouble()));
        Assert.Equal([2.0, 6], Reverse.Gradients((v * w).Sum(), [v, w]).Select(gradient => gradient.ToDouble()));
    }

    [Fact]
    public void Operations_BeforeReading_ComputeNothing()
    {
        var y = Tensor.From<float>([1, 2]) * 2 + 1;
        Assert.False(y.IsEvaluated);
        Assert.Equal([3f, 5], y.ToArray<float>());
        Assert.True(y.IsEvaluated);
    }

    [Fact]
    public void Kernels_OfATensorReadTwice_RunOnce()
    {
        var counting = new Counting();
        var y = Tensor.Apply(counting, Tensor.From<double>([1, 2]));
        Assert.Equal(0, counting.Runs);
        Assert.Equal(y.ToArray<double>(), y.ToArray<double>());
        _ = (y + 1).ToArray<double>();
        Assert.Equal(1, counting.Runs);
    }

    [Fact]
    public void Evaluate_SeveralTensors_SharesWhatTheyHaveInCommon()
    {
        var counting = new Counting();
        var common = Tensor.Apply(counting, Tensor.From<double>([1, 2]));
        var (a, b) = (common.Sum(), common.Max());
        Tensor.Evaluate(a, b);
        Assert.True(a.IsEvaluated && b.IsEvaluated);
        Assert.Equal(1, counting.Runs);
    }

    [Fact]
    public void Inputs_WithoutVariables_AreLetGoOnceEvaluated()
    {
        var y = Tensor.From<float>([1, 2]) + 1;
        Assert.Equal(2, y.Inputs.Count);
        Assert.False(y.RequiresGradient);
        y.Evaluate();
        Assert.Empty(y.Inputs);
    }

    [Fact]
    public void Inputs_WithAVariable_AreKept()
    {
        var w = new Variable(Tensor.From<float>([1, 2]));
        var y = (w.Value * 3).Evaluate();
        Assert.True(y.RequiresGradient);
        Assert.Equal(2, y.Inputs.Count);
        Assert.Equal([3f, 3], Reverse.Gradients(y.Sum(), [w])[0].ToArray<float>());
    }

    [Fact]
    public void Memory_BehindEvaluatedData_IsFreed()
    {
        var (y, x) = Make();
        Collect();
        Assert.False(x.IsAlive);
        Assert.Equal([2f, 3], y.ToArray<float>());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor Y, WeakReference X) Make()
        {
            var x = Tensor.From<float>([1, 2]);
            return ((x + 1).Evaluate(), new(x));
        }
    }

    [Fact]
    public void Value_Set_CutsHistory()
    {
        var w = new Variable(Tensor.From<float>([1, 2]));
        w.Value = w.Value * 2;
        Assert.Empty(w.Value.Inputs);
        Assert.True(w.Value.RequiresGradient);
        Assert.Equal([2f, 4], w.Value.ToArray<float>());
        Assert.Equal([1f, 1], Reverse.Gradients(w.Value.Sum(), [w])[0].ToArray<float>());
    }

    [Fact]
    public void Value_SetAndNotRead_IsComputedTogetherWithTheLoss()
    {
        var w = new Variable(Tensor.From<float>([1, 2]));
        var loss = (w.Value * w.Value).Sum();
        w.Value -= 0.5 * Reverse.Gradients(loss, [w])[0];
        Assert.False(w.Value.IsEvaluated);
        Assert.Equal(5, loss.ToDouble());
        Assert.True(w.Value.IsEvaluated);
        Assert.Equal([0f, 0], w.Value.ToArray<float>());
    }

    [Fact]
    public void Value_SetManyTimesUnread_IsTheLastOfAllSteps()
    {
        var w = new Variable(Tensor.Scalar(0L));
        for (var i = 0; i < 5000; i++) w.Value += 1;
        Assert.Equal(5000, w.Value.Item<long>());
    }

    [Fact]
    public void OldContent_AfterSet_KeepsItsNumbers()
    {
        var w = new Variable(Tensor.From<float>([1, 2]));
        var before = w.Value;
        var y = before * 10;
        w.Value = Tensor.From<float>([7, 8]);
        Assert.Equal([10f, 20], y.ToArray<float>());
        Assert.Equal([1f, 2], before.ToArray<float>());
        Assert.Equal([7f, 8], w.Value.ToArray<float>());
    }

    [Fact]
    public void Value_SetToAnotherType_NamesVariableAndTypes()
    {
        var w = new Variable(Tensor.From<float>([1, 2]), "bias");
        var exception = Assert.Throws<ElementTypeException>(() => w.Value = Tensor.From<double>([1, 2]));
        Assert.Equal("set: variable 'bias' holds float32[2] and cannot take float64[2].", exception.Message);
        Assert.Equal([1f, 2], w.Value.ToArray<float>());
    }

    [Fact]
    public void Gradient_ByPlainData_SaysWhatToDo()
    {
        var x = Tensor.From<float>([1, 2]);
        var exception = Assert.Throws<InvalidOperationException>(() => Reverse.Gradients(x.Sum(), x));
        Assert.Equal(
            "gradient: input 0 (float32[2]) is plain data, for which no history is kept. Make it a Variable, or pass the function to Derivative.Gradient.",
            exception.Message);
        exception = Assert.Throws<InvalidOperationException>(() => Forward.Jvp(x.Sum(), [x], [x]));
        Assert.Equal(
            "forward: input 0 (float32[2]) is plain data, for which no history is kept. Make it a Variable, or pass the function to Derivative.",
            exception.Message);
    }

    [Fact]
    public void Gradient_AfterTheVariableWasSet_SaysWhatToDo()
    {
        var w = new Variable(Tensor.From<float>([1, 2]), "w");
        var loss = w.Value.Sum();
        w.Value = Tensor.From<float>([3, 4]);
        var exception = Assert.Throws<InvalidOperationException>(() => Reverse.Gradients(loss, [w]));
        Assert.Equal(
            "gradient: input 0, variable 'w', was set after the output was computed from it. Take the gradient before setting the variable.",
            exception.Message);
    }

    [Fact]
    public void Gradient_ByWhatTheOutputDoesNotDependOn_IsZero()
    {
        var (w, v) = (new Variable(Tensor.From<float>([1, 2])), new Variable(Tensor.From<double>([1, 2, 3])));
        var gradients = Reverse.Gradients(w.Value.Sum(), w, v);
        Assert.Equal("float64[3]", gradients[1].Type.ToString());
        Assert.Equal([0.0, 0, 0], gradients[1].ToArray<double>());
        Assert.Equal([1f, 1], gradients[0].ToArray<float>());
        // Also if the output is plain data, and if no derivative flows.
        Assert.Equal([0f, 0], Reverse.Gradients(Tensor.Scalar(1f), [w])[0].ToArray<float>());
        Assert.Equal([0f, 0], Reverse.Gradients(w.Value.Sign().Sum(), [w])[0].ToArray<float>());
        Assert.Equal([0f, 0], Forward.Jvp(w.Value.Floor(), [w], [Tensor.Ones([2])]).ToArray<float>());
    }

    [Fact]
    public void Gradient_ByANodeInTheMiddle_IsTheDerivativeFromThere()
    {
        var w = new Variable(Tensor.From<double>([1, 2]));
        var middle = w.Value * 3;
        var gradients = Reverse.Gradients((middle * middle).Sum(), middle, w);
        Assert.Equal([6.0, 12], gradients[0].ToArray<double>());
        Assert.Equal([18.0, 36], gradients[1].ToArray<double>());
    }

    [Fact]
    public void Gradient_OfManyNumbers_SaysToSum()
    {
        var w = new Variable(Tensor.From<float>([1, 2]));
        var exception = Assert.Throws<ShapeException>(() => Reverse.Gradients(w.Value * 2, [w]));
        Assert.Equal("gradient: the output must be a single float number, got float32[2]; sum it, or give a cotangent to Vjp.", exception.Message);
    }

    [Fact]
    public void Gradient_ByWholeNumbers_SaysThatOnlyFloatsCan()
    {
        var w = new Variable(Tensor.From<long>([1, 2]));
        var exception = Assert.Throws<ElementTypeException>(() => Reverse.Gradients(Tensor.Scalar(1f), [w]));
        Assert.Equal("gradient: input 0 is int64[2]; only float32 and float64 are differentiable.", exception.Message);
    }

    [Fact]
    public void Gradient_Nested_KeepsItsLevelsApart()
    {
        // d/dx (x · d/dy (x + y)) = 1: the inner derivative must not see the outer argument.
        var outer = Derivative.Gradient(x => x * Derivative.Gradient(y => x + y)(Tensor.Scalar(1.0)));
        Assert.Equal(1, outer(Tensor.Scalar(1.0)).ToDouble());
        var fourth = Derivative.Gradient(Derivative.Gradient(Derivative.Gradient(Derivative.Gradient(x => x.Sin()))));
        Assert.Equal(Math.Sin(0.3), fourth(Tensor.Scalar(0.3)).ToDouble(), 1e-14);
        var mixed = Derivative.Jvp(Derivative.Gradient(x => x * x * x))(Tensor.Scalar(2.0), Tensor.Scalar(1.0));
        Assert.Equal((12.0, 12.0), (mixed.Value.ToDouble(), mixed.Tangent.ToDouble()));
    }

    internal static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>Copies its input and counts its runs.</summary>
    private sealed class Counting : OpaqueOperation
    {
        public int Runs { get; private set; }

        public override string Name => "counting";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor? Reverse(int input, in OperationContext context, Tensor dy) => dy;

        public override void Run(ReadOnlySpan<Operand> inputs, Operand output, in KernelContext context)
        {
            Runs++;
            inputs[0].Span<double>().CopyTo(output.Span<double>());
        }

        protected override bool SameValue(Operation other) => false;
    }
}
