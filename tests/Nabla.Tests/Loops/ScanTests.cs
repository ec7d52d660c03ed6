using Nabla.Compiler;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Loops;

/// <summary>Scans against the same loops unrolled in C#, in values and in derivatives of both modes and orders.</summary>
public class ScanTests
{
    private static readonly Generator Random = new(7);

    /// <summary>A recurrent network with an output per step: every kind of dependence on carry, slices and constants.</summary>
    private sealed record Network(Tensor Initial, Tensor Inputs, Tensor InWeight, Tensor Weight, Tensor Bias, Tensor Out)
    {
        public Tensor[] All => [Initial, Inputs, InWeight, Weight, Bias, Out];

        public static Network Of(Tensor[] all) => new(all[0], all[1], all[2], all[3], all[4], all[5]);

        public static Network Draw(int steps, int batch = 3, int inputs = 2, int units = 4)
        {
            var g = new Generator(11);
            return new(N(batch, units), N(steps, batch, inputs), N(units, inputs), N(units, units), N(units), N(units, 2));

            Tensor N(params int[] shape) => g.Normal(shape, 0, 0.6, ElementType.Float64).Evaluate();
        }

        public (Tensor Carry, Tensor Output) Step(Tensor h, Tensor x)
        {
            var next = (x.MatMul(InWeight, transposeB: true) + h.MatMul(Weight, transposeB: true) + Bias).Tanh();
            return (next, (next * h).MatMul(Out).Sigmoid());
        }

        public (Tensor Carry, Tensor Outputs) Scanned(bool isReversed = false, bool checkpoint = false) =>
            Tensor.Scan(Step, Initial, Inputs, isReversed, checkpoint);

        public (Tensor Carry, Tensor Outputs) Unrolled(bool isReversed = false)
        {
            var (h, outputs) = (Initial, new Tensor[Inputs.Shape[0]]);
            for (var i = 0; i < outputs.Length; i++)
            {
                var t = isReversed ? outputs.Length - 1 - i : i;
                (h, outputs[t]) = Step(h, Inputs[t]);
            }
            return (h, Tensor.Stack(0, outputs));
        }
    }

    private static Tensor Loss((Tensor Carry, Tensor Outputs) result) => (result.Carry * result.Carry).Sum() + (result.Outputs * 0.7).Exp().Sum();

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(5, false, false)]
    [InlineData(5, true, false)]
    [InlineData(7, false, true)]
    [InlineData(9, true, true)]
    [InlineData(10, true, true)]
    public void Scan_OfANetwork_EqualsTheUnrolledLoop(int steps, bool isReversed, bool checkpoint)
    {
        var network = Network.Draw(steps);
        var (scanned, unrolled) = (network.Scanned(isReversed, checkpoint), network.Unrolled(isReversed));
        Near(unrolled.Carry, scanned.Carry);
        Near(unrolled.Outputs, scanned.Outputs);
        var expected = Derivative.Gradients(x => Loss(Network.Of(x).Unrolled(isReversed)))(network.All);
        var actual = Derivative.Gradients(x => Loss(Network.Of(x).Scanned(isReversed, checkpoint)))(network.All);
        for (var i = 0; i < expected.Length; i++) Near(expected[i], actual[i]);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Scan_HigherDerivatives_EqualThoseOfTheUnrolledLoop(bool isReversed, bool checkpoint)
    {
        var network = Network.Draw(5);
        Tensor[] directions = [.. network.All.Select(x => Random.Normal(x.Shape, 0, 1, ElementType.Float64).Evaluate())];
        Func<Tensor[], Tensor> scanned = x => Loss(Network.Of(x).Scanned(isReversed, checkpoint)), unrolled = x => Loss(Network.Of(x).Unrolled(isReversed));
        Near(Tangent(unrolled, network.All, directions), Tangent(scanned, network.All, directions));
        var (expected, actual) = (
            Derivative.HessianVectorProduct(unrolled)(network.All, directions), Derivative.HessianVectorProduct(scanned)(network.All, directions));
        for (var i = 0; i < expected.Length; i++) Near(expected[i], actual[i]);
        // Reverse over reverse.
        expected = Derivative.Gradients(x => Norm(Derivative.Gradients(unrolled)(x)))(network.All);
        actual = Derivative.Gradients(x => Norm(Derivative.Gradients(scanned)(x)))(network.All);
        for (var i = 0; i < expected.Length; i++) Near(expected[i], actual[i]);

        static Tensor Norm(Tensor[] all) => all.Select(x => (x * x).Sum()).Aggregate((a, b) => a + b);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Scan_Vectorized_EqualsOneExampleAfterAnother(bool isReversed, bool checkpoint)
    {
        var network = Network.Draw(5);
        // Every subset of stacked inputs has a rule of its own.
        for (var subset = 1; subset < 64; subset += 6)
        {
            bool[] isStack = [.. Enumerable.Range(0, 6).Select(i => (subset >> i & 1) != 0)];
            Tensor[] stacks = [.. network.All.Select((x, i) => isStack[i] ? Random.Normal(x.Shape.Stacked(3), 0, 0.5, ElementType.Float64).Evaluate() : x)];
            var gradients = Derivative.Gradients(x => Loss(Network.Of(x).Scanned(isReversed, checkpoint)));
            var mapped = Vectorize.Map(gradients, isStack)(stacks);
            for (var example = 0; example < 3; example++)
            {
                var expected = gradients([.. stacks.Select((x, i) => isStack[i] ? x[example] : x)]);
                for (var i = 0; i < expected.Length; i++) Near(expected[i], mapped[i][example]);
            }
        }
    }

    [Fact]
    public void Scan_Compiled_EqualsUncompiledBitForBit()
    {
        var network = Network.Draw(6);
        var gradients = Derivative.Gradients(x => Loss(Network.Of(x).Scanned()));
        var (plain, compiled) = (gradients(network.All), Compile.Function(gradients)(network.All));
        for (var i = 0; i < plain.Length; i++) Assert.Equal(plain[i].ToArray<double>(), compiled[i].ToArray<double>());
        // Inside and outside of a compiled function, and twice.
        var value = Compile.Function(x => [Loss(Network.Of(x).Scanned())]);
        var outside = Derivative.Gradients(x => value(x)[0])(network.All);
        for (var i = 0; i < plain.Length; i++) Near(plain[i], outside[i]);
    }

    [Fact]
    public void Scan_OfScans_EqualsTheUnrolledLoops()
    {
        // A running product of matrices, each raised to a power by a loop of its own.
        var g = new Generator(3);
        Tensor[] all = [g.Normal([3, 3], 0, 0.5, ElementType.Float64).Evaluate(), g.Normal([4, 3, 3], 0, 0.5, ElementType.Float64).Evaluate()];
        var (scanned, unrolled) = (Derivative.Gradients(Scanned), Derivative.Gradients(Unrolled));
        Near(Unrolled(all), Scanned(all));
        Tensor[] directions = [g.Normal([3, 3], 0, 1, ElementType.Float64), g.Normal([4, 3, 3], 0, 1, ElementType.Float64)];
        var (expected, actual) = (
            Derivative.HessianVectorProduct(Unrolled)(all, directions), Derivative.HessianVectorProduct(Scanned)(all, directions));
        for (var i = 0; i < 2; i++)
        {
            Near(unrolled(all)[i], scanned(all)[i]);
            Near(expected[i], actual[i]);
        }

        static Tensor Scanned(Tensor[] x)
        {
            var (after, _) = Tensor.Scan(
                (c, a) =>
                {
                    var (power, _) = Tensor.Scan((p, _) => ([(p[0].MatMul(a) + c).Tanh()], []), [a], [], length: 3);
                    return (power[0], power[0].Sum());
                },
                x[0],
                x[1]);
            return (after * after).Sum();
        }

        static Tensor Unrolled(Tensor[] x)
        {
            var c = x[0];
            for (var t = 0; t < 4; t++)
            {
                var p = x[1][t];
                for (var k = 0; k < 3; k++) p = (p.MatMul(x[1][t]) + c).Tanh();
                c = p;
            }
            return (c * c).Sum();
        }
    }

    [Fact]
    public void Scan_WithoutSteps_ReturnsTheCarry()
    {
        var network = Network.Draw(3) with { Inputs = Tensor.Zeros([0, 3, 2], ElementType.Float64) };
        var (carry, outputs) = network.Scanned();
        Near(network.Initial, carry);
        Assert.Equal([0, 3, 2], outputs.Shape.ToArray());
        var gradients = Derivative.Gradients(x => Loss(Network.Of(x).Scanned()))(network.All);
        Near(2 * network.Initial, gradients[0]);
        Assert.All(gradients[2..], gradient => Assert.All(gradient.ToArray<double>(), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void Scan_WithIntegersAndTruthValues_CarriesThem()
    {
        // The carry counts the steps above a threshold, and remembers whether there was one below.
        var x = Tensor.From([1.0, -2, 3, 4]);
        var (carry, outputs) = Tensor.Scan(
            (c, s) => ([c[0] + (s[0] > 0).To(ElementType.Int64), c[1] | (s[0] < 0)], [c[0], s[0] * 2, Tensor.Ones([2])]),
            [Tensor.Scalar(0L), Tensor.Scalar(false)],
            [x]);
        Assert.Equal(3, carry[0].Item<long>());
        Assert.True(carry[1].Item<bool>());
        Assert.Equal([0L, 1, 1, 2], outputs[0].ToArray<long>());
        Assert.Equal([2.0, -4, 6, 8], outputs[1].ToArray<double>());
        Assert.Equal([4, 2], outputs[2].Shape.ToArray());
    }

    [Fact]
    public void Scan_InputsThatDoNotDependOnTheCarry_AreComputedForAllStepsAtOnce()
    {
        var network = Network.Draw(50);
        var (_, outputs) = network.Scanned();
        var scan = Assert.IsType<Scan>(outputs.Inputs[0].Operation);
        // The loop has the product with the state and the one with the output matrix, but not the one with the inputs.
        Assert.Equal(2, scan.Body.Order.Count(entry => entry.Node.Operation is MatMul));
        var text = GraphPrinter.ToText(outputs);
        Assert.Contains("float64[150, 4]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_ByAMatrixThatIsTheSameInEveryStep_IsOneProductAfterTheLoop()
    {
        var network = Network.Draw(50);
        Tensor[] all = [.. network.All.Select(x => new Variable(x).Value)];
        var gradients = Reverse.Gradients(Loss(Network.Of(all).Scanned()), all);
        var walk = new GraphWalk(static _ => true, static node => node.InputArray);
        foreach (var gradient in gradients) walk.Add(gradient);
        var loops = walk.Order.Where(entry => entry.Node.Operation is Scan).ToList();
        Assert.Equal(2, loops.Count);
        // The backward loop carries the cotangent of the state and nothing of the shape of a weight.
        var backward = (Scan)loops.Single(entry => ((Scan)entry.Node.Operation).IsBackward).Node.Operation;
        Assert.Equal(1, backward.CarryCount);
        Assert.Contains(walk.Order, entry => entry.Node.Operation is MatMul && Array.TrueForAll(entry.Inputs, input => input.Shape.ToArray() is [150, 4]));
    }

    [Fact]
    public void Scan_OfAnyLength_IsOneProgramOfTheSameSize()
    {
        Assert.Equal(Steps(10_000), Steps(20_000));

        static int Steps(int length)
        {
            var network = Network.Draw(length, batch: 1);
            Tensor[] all = [.. network.All.Select(x => new Variable(x).Value)];
            return Pipeline.Run(Pipeline.Canonicalize(Reverse.Gradients(Loss(Network.Of(all).Scanned()), all)).Graph, PipelineOptions.Default).Steps.Length;
        }
    }

    [Fact]
    public void Scan_Checkpointed_StoresSegmentsInsteadOfSteps()
    {
        var (plain, checkpointed) = (Bytes(false), Bytes(true));
        // 1,024 steps of a carry of 8 KB: 8 MB and its product against 32 carries and 32 steps of a segment.
        Assert.True(plain > 1024 * 8192, $"{plain}");
        Assert.True(checkpointed < plain / 8, $"{checkpointed} against {plain}");

        static long Bytes(bool checkpoint)
        {
            var g = new Generator(1);
            var (weight, start) = (new Variable(g.Normal([32, 32], 0, 0.2).Evaluate()), new Variable(g.Normal([64, 32]).Evaluate()));
            var trace = new Trace();
            var gradients = trace.Run(() =>
            {
                var (after, _) = Tensor.Scan(
                    (h, x) => ((h.MatMul(weight) + x).Tanh(), h.Sum()), start.Value, Tensor.Zeros([1024, 1, 1]), checkpoint: checkpoint);
                return Reverse.Gradients(after.Sum(), start.Value, weight.Value);
            });
            return new CpuProgram(Pipeline.Canonicalize(trace, gradients).Graph, CpuEvaluator.ChooseExecutor(null)).ArenaBytes;
        }
    }

    [Fact]
    public void Scan_BadBodies_AreRefusedWithAWayOut()
    {
        var (x, state) = (Tensor.Zeros([3, 2]), new Variable(Tensor.Zeros([2])));
        var generator = new Generator(1);
        Message<ShapeException>("scan: carry 0 is float32[2], but the body returns float32[1, 2]", (c, s) => (c.Reshape(1, 2), s));
        Message<ElementTypeException>("scan: carry 0 is float32[2], but the body returns float64[2]", (c, s) => (c.To(ElementType.Float64), s));
        Message<InvalidOperationException>("scan: the body sets variable ''", Writing);
        Message<InvalidOperationException>("draw random numbers before the loop", (c, s) => (c + generator.Normal([2]), s));
        Message<InvalidOperationException>("scan: the body returned null", (_, s) => (null!, s));
        Message<InvalidOperationException>("read while its function was being traced", (c, s) => (c.ToArray<float>()[0] > 0 ? c : s, s));
        Assert.Contains("has no axis", Assert.Throws<ShapeException>(
            () => Tensor.Scan((c, s) => (c, s), state, Tensor.Scalar(1f))).Message, StringComparison.Ordinal);
        Assert.Contains("has 4 slices for 3 steps", Assert.Throws<ShapeException>(
            () => Tensor.Scan((c, s) => (c, []), [state], [x, Tensor.Zeros([4])])).Message, StringComparison.Ordinal);
        Assert.Contains("must be given", Assert.Throws<ArgumentException>(() => Tensor.Scan((c, s) => (c, []), [state], [])).Message, StringComparison.Ordinal);
        // The variable and the generator are as before.
        Assert.Equal([0f, 0], state.Value.ToArray<float>());
        Assert.Equal(new Generator(1).Normal([2]).ToArray<float>(), generator.Normal([2]).ToArray<float>());

        (Tensor, Tensor) Writing(Tensor c, Tensor s)
        {
            state.Value = c;
            return (c, s);
        }

        void Message<TException>(string part, Func<Tensor, Tensor, (Tensor, Tensor)> body)
            where TException : Exception =>
            Assert.Contains(part, Assert.Throws<TException>(() => Tensor.Scan(body, Tensor.Zeros([2]), x)).Message, StringComparison.Ordinal);
    }

    private static Tensor Tangent(Func<Tensor[], Tensor> function, Tensor[] x, Tensor[] directions)
    {
        Tensor[] at = [.. x.Select(value => new Variable(value).Value)];
        return Forward.Jvp(function(at), at, directions);
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        var (a, b) = (expected.ToArray<double>(), actual.ToArray<double>());
        for (var i = 0; i < a.Length; i++) Assert.True(Math.Abs(a[i] - b[i]) <= 1e-11 * (1 + Math.Abs(a[i])), $"element {i}: {b[i]} instead of {a[i]}");
    }
}
