using Nabla.Compiler;
using Nabla.Cpu;
using Nabla.Kernels;
using Nabla.Tests.Cpu;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests that loops over the same elements become one loop with multiple results, bitwise the same.</summary>
public class MultiOutputFusionTests
{
    private const int Length = 1003;

    [Fact]
    public void AdamOfOneParameter_IsOneLoopOfThreeResults()
    {
        var parameter = new Variable(Numbers(100, 200), "w");
        var optimizer = new Nabla.Learning.Adam([parameter]);
        var gradient = Numbers(100, 200);
        var trace = new Trace();
        trace.Run(() =>
        {
            optimizer.Step([gradient]);
            return 0;
        });
        var loop = Assert.Single(Run(Pipeline.Canonicalize(trace, []).Graph).OfType<LoopStep>(), loop => loop.Count > 1);
        Assert.Equal(3, loop.Results.Length);
        // Mean, square, weight and gradient are read once each; the rest are scalars.
        Assert.Equal(4, loop.Inputs.Where((_, i) => loop.IsStraight(i)).Count());
    }

    [Fact]
    public void ValueThatOnlyTheOtherLoopReads_IsNotWritten()
    {
        var x = Numbers(Length);
        var middle = x.Exp();
        var steps = Run(Pipeline.Canonicalize([middle * 2 + x, middle.Square()]).Graph);
        var loop = Assert.IsType<LoopStep>(Assert.Single(steps));
        Assert.Equal(2, loop.Results.Length);
        Assert.Single(loop.Inputs, input => loop.IsStraight(Array.IndexOf(loop.Inputs, input)));
    }

    [Fact]
    public void ReductionBetweenLoops_KeepsThemApart_AndWhatItReadsIsWritten()
    {
        var x = Numbers(30, 40);
        var e = x.Exp();
        var pass = Assert.IsType<FusedStep>(Assert.Single(Run(Pipeline.Canonicalize([e / e.Sum([1], keepAxes: true)]).Graph)));
        Assert.Equal(3, pass.Stages.Count());
        Assert.Equal(3, pass.Outputs.Count);
    }

    [Fact]
    public void LoopsOfSeveralFunctions_OrOfOtherTypes_StayApart()
    {
        var x = Numbers(Length);
        // A kernel holds at most one function.
        Assert.Equal(2, StagesOf([x.Exp() + 1, x.Sin() + 1]));
        Assert.Equal(1, StagesOf([x.Exp() + 1, x + 1]));
        Assert.Equal(2, StagesOf([x * 2, x.To(ElementType.Float64) * 2]));
        // Broadcast rows and columns: each is read with its own strides along its own axes.
        var y = Numbers(30, 40);
        Assert.Equal(1, StagesOf([y + Numbers(40), y * 2]));
        Assert.Equal(1, StagesOf([y + Numbers(40), y * Numbers(30, 1)]));
        var turned = y.Reshape(40, 30);
        Assert.Equal(2, StagesOf([y + Numbers(40), turned * Numbers(30)]));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void JointLoop_HasTheBitsOfSingleOnes(int length)
    {
        foreach (var width in (int[])[512, 256, 128, 0])
        {
            if (width > VectorWidth.Machine) continue;
            using var forced = new ForcedWidth(width);
            var x = Numbers(length);
            var y = Numbers(length) + 0.25;
            var (plain, expected) = (new CpuEvaluator(new BlocksExecutor(), 1), new List<float[]>());
            foreach (var result in Function(x, y))
            {
                // One by one: nothing to fuse.
                plain.Evaluate([result]);
                expected.Add(result.To(ElementType.Float32).ToArray<float>());
            }
            foreach (var executor in (Executor[])[new BlocksExecutor(), new ReferenceExecutor(), new EmittedExecutor(new KernelCache(), isAtOnce: true)])
            {
                foreach (var threads in (int[])[1, 2])
                {
                    var actual = Function(x, y);
                    new CpuEvaluator(executor, threads).Evaluate(actual);
                    for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i].To(ElementType.Float32).ToArray<float>());
                }
            }
        }
    }

    public static TheoryData<int> Lengths => [0, 1, 2, 15, 16, 17, 1003, 1024, 40_001];

    [Fact]
    public void InstructionThatIsTwoResults_IsWrittenTwice()
    {
        foreach (var executor in (Executor[])[new BlocksExecutor(), new ReferenceExecutor(), new EmittedExecutor(new KernelCache(), isAtOnce: true)])
        {
            var x = Numbers(Length);
            var sum = x + 1;
            var same = Tensor.Apply(new Same(), sum);
            new CpuEvaluator(executor, 1).Evaluate([sum, same, same * 2]);
            Assert.Equal(sum.ToArray<float>(), same.ToArray<float>());
            Assert.Equal(x.ToArray<float>().Select(number => number + 1), same.ToArray<float>());
        }
    }

    [Fact]
    public void VariablesMadeOfEachOther_AreWrittenOverTogether()
    {
        // Every executor must read each old value before it is overwritten.
        foreach (var executor in (Executor[])[new BlocksExecutor(), new ReferenceExecutor(), new EmittedExecutor(new KernelCache(), isAtOnce: true)])
        {
            Variable[] variables = [.. Enumerable.Range(1, 3).Select(i => new Variable(Tensor.Full([Length], i)))];
            double[] expected = [1, 2, 3];
            var trace = new Trace();
            trace.Run(() =>
            {
                var (a, b, c) = (variables[0].Value, variables[1].Value, variables[2].Value);
                variables[0].Value = b + c;
                variables[1].Value = c - a;
                variables[2].Value = a - b * 2;
                return 0;
            });
            var program = new CpuEvaluator(executor, 1).Compile(trace, []);
            for (var run = 0; run < 4; run++)
            {
                program.Run([]);
                expected = [expected[1] + expected[2], expected[2] - expected[0], expected[0] - expected[1] * 2];
            }
            for (var i = 0; i < expected.Length; i++) Assert.All(variables[i].Value.ToArray<float>(), number => Assert.Equal(expected[i], number));
        }
    }

    /// <summary>Interdependent values, among them truth values and one that is two results. Arithmetic only, which all executors round alike.</summary>
    private static Tensor[] Function(Tensor x, Tensor y)
    {
        var product = x * y + 1;
        var isLarge = product > 1.5;
        var chosen = Tensor.Where(isLarge, product, y);
        return [product, isLarge, chosen.Square() - x, (chosen / 3).Sqrt(), product.Reshape(product.Shape.ElementCount) - 2, -chosen];
    }

    /// <summary>The identity as an operation of its own.</summary>
    private sealed class Same : ElementwiseOperation
    {
        public override string Name => "same";

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override ElementValue Body(ElementwiseBuilder b, ReadOnlySpan<ElementValue> x) => x[0];

        public override Tensor? Partial(int input, in OperationContext context) => null;
    }

    private static int StagesOf(Tensor[] tensors) => Run(Pipeline.Canonicalize(tensors).Graph).Sum(step => step is FusedStep pass ? pass.Stages.Count() : 1);

    private static IReadOnlyList<Step> Run(CanonicalGraph graph)
    {
        var steps = Passes.After(nameof(MultiOutputFusion), graph);
        Verifier.Steps(graph, steps);
        return steps;
    }

    private static Tensor Numbers(params int[] shape)
    {
        var random = new Random(shape.Length);
        return Tensor.From(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.NextDouble() * 2).ToArray(), shape);
    }
}
