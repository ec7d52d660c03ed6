using Nabla.Compiler;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests the number of programs, their steps and the size of their arenas, but not their speed.</summary>
public class ProgramTests
{
    private static readonly Tensor X = Tensor.From(Enumerable.Range(0, 12).Select(i => i * 0.25f).ToArray(), [3, 4]);
    private static readonly Tensor Y = Tensor.From(Enumerable.Range(0, 12).Select(i => 1 - i * 0.125f).ToArray(), [3, 4]);

    [Fact]
    public void Evaluate_EqualStructure_MakesOneProgram()
    {
        var evaluator = NewEvaluator();
        evaluator.Evaluate([Function(X, 2)]);
        evaluator.Evaluate([Function(X, 2)]);
        evaluator.Evaluate([Function(Y, 2)]);
        Assert.Equal(1, evaluator.ProgramsMade);
    }

    [Fact]
    public void Evaluate_OtherScalarConstants_UsesTheSameProgramWithThem()
    {
        var evaluator = NewEvaluator();
        // Starts at 2: a factor of 1 is removed, which gives another program.
        var results = Enumerable.Range(2, 20).Select(i => Function(X, i)).ToArray();
        foreach (var result in results) evaluator.Evaluate([result]);
        Assert.Equal(1, evaluator.ProgramsMade);
        var x = X.ToArray<float>();
        Assert.All(results.Select((result, i) => (result, i)), pair =>
            Assert.Equal(x.Select(value => MathF.Tanh(value * (pair.i + 2))), pair.result.ToArray<float>(), (a, b) => MathF.Abs(a - b) < 1e-6f));
    }

    [Fact]
    public void Evaluate_OtherShapeTypeOperationOrSharing_MakesAProgramOfItsOwn()
    {
        var evaluator = NewEvaluator();
        Tensor[] different =
        [
            X + Y, X - Y, X + X, X.Reshape(4, 3) + Y.Reshape(4, 3), X.To(ElementType.Float64) + Y.To(ElementType.Float64),
            X.Sum(0), X.Sum(1), X.Max(0), X.Min(0), X.ArgMax(0), X.ArgMax(1), X.Slice(0, ..2), X.Slice(0, 1..),
            X.MatMul(Y, transposeB: true), X.MatMul(Y, transposeA: true), X.To(ElementType.Int32), X.To(ElementType.Int64),
        ];
        foreach (var tensor in different) evaluator.Evaluate([tensor]);
        Assert.Equal(different.Length, evaluator.ProgramsMade);
    }

    [Fact]
    public void Evaluate_ATrainingLoop_MakesOneProgram()
    {
        var evaluator = NewEvaluator();
        var w = new Variable(Tensor.Full([4, 2], 0.1));
        for (var i = 0; i < 25; i++)
        {
            var loss = X.MatMul(w.Value).Tanh().Square().Mean();
            w.Value -= (0.5 / (i + 1)) * Reverse.Gradients(loss, [w])[0];
            evaluator.Evaluate([loss]);
        }
        // The first value of w is an expression (a filled tensor), so that step has a structure of its own.
        Assert.InRange(evaluator.ProgramsMade, 1, 2);
    }

    [Fact]
    public void Cache_OfEverNewShapes_DoesNotGrowWithoutBound()
    {
        var evaluator = NewEvaluator();
        for (var i = 1; i <= 600; i++) evaluator.Evaluate([Tensor.From(new float[i]) + 1]);
        Assert.Equal(600, evaluator.ProgramsMade);
        evaluator.Evaluate([Tensor.From(new float[600]) + 1]);
        Assert.Equal(600, evaluator.ProgramsMade);
        evaluator.Evaluate([Tensor.From(new float[1]) + 1]);
        Assert.Equal(601, evaluator.ProgramsMade);
    }

    [Fact]
    public void Chain_OfTenElementwiseOperations_IsOneStepWithoutMemory()
    {
        var y = ((X * 2 + 1).Tanh().Exp() - 3).Abs().Sqrt().Relu().Sigmoid().Sin();
        var program = Program(y);
        Assert.Equal(1, program.StepCount);
        // One line for each of the three values, none for intermediates.
        Assert.Equal(3 * 64, program.ArenaBytes);
    }

    [Fact]
    public void BiasAfterAMatrixProduct_IsNotWrittenOut()
    {
        var (x, w, b) = (Tensor.From(new float[256 * 32], [256, 32]), Tensor.From(new float[32 * 512], [32, 512]), Tensor.From(new float[512]));
        var program = Program((x.MatMul(w) + b).Relu());
        Assert.Equal(2, program.StepCount);
        Assert.Equal(256 * 512 * 4, program.ArenaBytes);
    }

    [Fact]
    public void ColumnsAndRowsBroadcastAgainstEachOther_AreOneStep()
    {
        var (column, row) = (Tensor.From(new float[30], [30, 1]), Tensor.From(new float[20]));
        var program = Program((column - row) * (column + row) * 2);
        Assert.Equal(1, program.StepCount);
        Assert.Equal(64, program.ArenaBytes);
    }

    [Fact]
    public void ResultThatIsAlsoAnIntermediate_IsWrittenOnceAndRead()
    {
        var middle = X * 2;
        var end = middle + 1;
        Assert.Equal(1, Program(end).StepCount);
        // Two loops in one pass: the second reads the result of the first.
        Assert.Equal(1, Program(middle, end).StepCount);
    }

    [Fact]
    public void ReshapesAndArguments_TakeNoStep()
    {
        Assert.Equal(0, Program(X.Reshape(12).Reshape(2, 6)).StepCount);
        Assert.Equal(1, Program(Tensor.Argument(X.Reshape(12)) + 1).StepCount);
    }

    [Fact]
    public void LongElementwiseChain_IsCutIntoFewLoops_ThatRunAsOnePass()
    {
        var y = X;
        for (var i = 0; i < 200; i++) y = y.Sin();
        var graph = Pipeline.Canonicalize([y]).Graph;
        Assert.InRange(Passes.After(nameof(Lowering), graph).Length, 2, 10);
        Assert.Single(Passes.After(nameof(RowFusion), graph));
    }

    [Fact]
    public void BiasAndRelu_IsOnePassAfterTheProduct_AndItsGradientOneBeforeTheNext()
    {
        var (x, w, b) = (Tensor.From(new float[8 * 4], [8, 4]), new Variable(Tensor.From(new float[5 * 4], [5, 4])), new Variable(Tensor.From(new float[5])));
        var y = (x.MatMul(w, transposeB: true) + b.Value).Relu();
        Assert.Equal(2, Program(y).StepCount);
        // Given dy: the product; bias, ReLU and the mask of its derivative; dW; db.
        var dy = Tensor.From(new float[8 * 5], [8, 5]);
        Assert.Equal(4, Program([y, .. Reverse.Vjp(y, dy, w, b)]).StepCount);
    }

    [Fact]
    public void SoftmaxCrossEntropyWithItsGradient_IsThreeKernels()
    {
        var (t, y) = (Tensor.From(new float[8 * 10], [8, 10]), new Variable(Tensor.From(new float[8 * 10], [8, 10])));
        var error = new Nabla.Learning.CrossEntropyLoss().Mean(y, t);
        // Log-softmax; then by rows t times it and its sum, −t/B and its sum, and the gradient; the mean.
        Assert.Equal(3, Program([error, .. Reverse.Gradients(error, y)]).StepCount);
    }

    [Fact]
    public void SignOfAnInput_ReadTwice_IsComputedTwiceRatherThanStored_AndAFunctionIsNot()
    {
        var w = Tensor.From(new float[64 * 64], [64, 64]);
        int Loops(Func<Tensor, Tensor> function)
        {
            var x = Tensor.From(new float[64 * 64], [64, 64]);
            var graph = Pipeline.Canonicalize([(function(x) + x).MatMul(w), (function(x) * x).MatMul(w)]).Graph;
            return Passes.After(nameof(Lowering), graph).Count(step => step is LoopStep);
        }
        Assert.Equal(2, Loops(x => -x));
        Assert.Equal(3, Loops(x => x.Sin()));
    }

    [Fact]
    public void LayerNorm_IsOneKernel_ThatKeepsNothingInMemory()
    {
        var (x, scale, shift) = (Tensor.From(new float[1000 * 64], [1000, 64]), Tensor.From(new float[64]), Tensor.From(new float[64]));
        var program = Program(LayerNorm(x, scale, shift));
        Assert.Equal(1, program.StepCount);
        // Three values and no intermediates.
        Assert.InRange(program.ArenaBytes, 0, 3 * 64);
    }

    [Fact]
    public void LayerNorm_WithItsGradient_IsFourKernels()
    {
        var x = new Variable(Tensor.From(new float[1000 * 64], [1000, 64]));
        var (scale, shift) = (new Variable(Tensor.From(new float[64])), new Variable(Tensor.From(new float[64])));
        var y = LayerNorm(x, scale, shift);
        var gradients = Reverse.Vjp(y, Tensor.From(new float[1000 * 64], [1000, 64]), x, scale, shift);
        // They include two sums over the batch, for scale and shift.
        Assert.Equal(4, Program([y, .. gradients]).StepCount);
    }

    [Fact]
    public void SoftmaxByHand_IsOneKernel()
    {
        var x = Tensor.From(new float[300 * 40], [300, 40]);
        var e = (x - x.Max([1], keepAxes: true)).Exp();
        var program = Program(e / e.Sum([1], keepAxes: true));
        Assert.Equal(1, program.StepCount);
        Assert.Equal(0, program.ArenaBytes);
    }

    [Fact]
    public void AdamStepOverSixParameters_IsTwoKernels()
    {
        Variable Parameter(params int[] shape) => new(Tensor.From(new float[shape.Aggregate(1, (a, b) => a * b)], shape), "w");
        Variable[] parameters = [Parameter(16, 2), Parameter(16), Parameter(16, 16), Parameter(16), Parameter(2, 16), Parameter(2)];
        var optimizer = new Nabla.Learning.Adam(parameters);
        var gradients = Array.ConvertAll(parameters, parameter => Tensor.From(new float[parameter.Shape.ElementCount], parameter.Shape));
        var trace = new Trace();
        trace.Run(() =>
        {
            optimizer.Step(gradients);
            return 0;
        });
        // The values of the whole step, followed by all means, squares and weights.
        var graph = Pipeline.Canonicalize(trace, []).Graph;
        Assert.Equal(2, Passes.After(nameof(RowFusion), graph).Length);
    }

    [Fact]
    public void TrainingStepOfAPerceptronWithAdam_IsTwentyKernels()
    {
        var generator = new Generator(1);
        var network = Nabla.Learning.Models.Perceptron([784, 128, 128, 10], "relu", generator);
        var optimizer = new Nabla.Learning.Adam(network.Parameters());
        var (x, t) = (Tensor.From(new float[32 * 784], [32, 784]), Tensor.From(new float[320], [32, 10]));
        var trace = new Trace();
        trace.Run(() =>
        {
            var error = new Nabla.Learning.CrossEntropyLoss().Mean(network.Forward(x), t);
            optimizer.Step(Reverse.Gradients(error, network.Parameters()));
            return 0;
        });
        // Eight products; three for bias and nonlinearity; log-softmax and its gradient; two masks, three sums over the batch; the rest is Adam: the
        // largest weights separately, all others together.
        var graph = Pipeline.Canonicalize(trace, []).Graph;
        Assert.Equal(20, Passes.After(nameof(RowFusion), graph).Length);
    }

    [Fact]
    public void MemoryOfDeadIntermediates_IsUsedAgain()
    {
        var x = Tensor.Ones([64, 64]).Evaluate();
        var y = x;
        for (var i = 0; i < 20; i++) y = y.MatMul(x);
        // Two at a time: one being read and one being written.
        Assert.Equal(2 * 64 * 64 * 4, Program(y).ArenaBytes);
    }

    [Fact]
    public void Gradient_OfALinearLayerWithTanh_HasNoMoreStepsThanItNeeds()
    {
        var (w, b) = (new Variable(X.Transpose().Evaluate()), new Variable(Tensor.From(new float[3])));
        w.Value.Evaluate();
        var loss = (X.MatMul(w.Value) + b.Value).Tanh().Square().Mean();
        var gradients = Reverse.Gradients(loss, w, b);
        // Product; bias, tanh, the mean and the cotangent; dW; db.
        Assert.InRange(Program([loss, .. gradients]).StepCount, 4, 5);
    }

    private static Tensor LayerNorm(Tensor x, Tensor scale, Tensor shift)
    {
        var centered = x - x.Mean([1], keepAxes: true);
        return centered / (centered.Square().Mean([1], keepAxes: true) + 1e-5).Sqrt() * scale + shift;
    }

    private static Tensor Function(Tensor x, double factor) => (x * factor).Tanh();

    private static CpuEvaluator NewEvaluator() => new(new BlocksExecutor(), 1);

    private static CpuProgram Program(params Tensor[] roots) => NewEvaluator().ProgramFor(Pipeline.Canonicalize(roots).Graph);
}
