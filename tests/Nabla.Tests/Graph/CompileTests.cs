using Nabla.Compiler;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Graph;

/// <summary>Compiled functions: traced once, bit-identical to plain evaluation, state neither lost nor partly updated.</summary>
public class CompileTests
{
    [Fact]
    public void Function_CalledAgain_IsNotTracedAgain()
    {
        var traces = 0;
        var square = Compile.Function(x =>
        {
            traces++;
            return x * x;
        });
        Assert.Equal([1f, 4, 9], square(Tensor.From<float>([1, 2, 3])).ToArray<float>());
        Assert.Equal([16f, 25, 36], square(Tensor.From<float>([4, 5, 6])).ToArray<float>());
        Assert.Equal(1, traces);
        Assert.Equal([4f], square(Tensor.From<float>([2])).ToArray<float>());
        Assert.Equal(2, traces);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("momentum")]
    [InlineData("sgd")]
    public void TrainingStep_Compiled_GivesTheSameBitsAsUncompiled(string name)
    {
        static (Action Step, Func<float[]> Weights, Variable Error) Setup(string name, bool compiled)
        {
            var generator = new Generator(1);
            var network = Models.Perceptron([5, 7, 6, 3], "relu", generator);
            var parameters = network.Parameters();
            Optimizer optimizer = name == "adam" ? new AdamW(parameters, 0.01, weightDecay: 0.1) : new Sgd(parameters, 0.05, name == "momentum" ? 0.9 : 0);
            var objective = new Objective(new CrossEntropyLoss(), new L2Regularizer(), 0.01);
            var x = generator.Normal([9, 5]).Evaluate();
            var t = Tensor.From<long>([0, 1, 2, 0, 1, 2, 0, 1, 2]).OneHot(3);
            var last = new Variable(Tensor.Zeros([]), "error");
            void Step()
            {
                var error = objective.Compute(network.Forward(x), t, parameters);
                optimizer.Step(Reverse.Gradients(error, parameters));
                last.Value = error;
            }
            return (
                compiled ? Compile.Step(Step) : () =>
                {
                    Step();
                    last.Value.Evaluate();
                },
                () => [.. parameters.SelectMany(parameter => parameter.Value.ToArray<float>())],
                last);
        }
        var (plain, compiled) = (Setup(name, false), Setup(name, true));
        for (var step = 0; step < 25; step++)
        {
            plain.Step();
            compiled.Step();
            Assert.Equal(plain.Error.Value.ToDouble(), compiled.Error.Value.ToDouble());
        }
        Assert.Equal(plain.Weights(), compiled.Weights());
    }

    [Fact]
    public void Step_ThatReturnsNothing_AllocatesNothing()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("NABLA_EXECUTOR") == "reference" || Verifier.IsWanted, "The reference is simple, not thrifty.");
        var generator = new Generator(1);
        var network = Models.Perceptron([4, 8, 3], "tanh", generator);
        var optimizer = new Adam(network.Parameters());
        var x = generator.Normal([16, 4]).Evaluate();
        var t = Tensor.From(new long[16]).OneHot(3).Evaluate();
        var step = Compile.Step(() => optimizer.Step(Reverse.Gradients(new CrossEntropyLoss().Mean(network.Forward(x), t), network.Parameters())));
        for (var warm = 0; warm < 50; warm++) step();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 100; run++) step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Variables_AreInputsAndOutputs_WithoutBeingListed()
    {
        var (a, b) = (new Variable(Tensor.Scalar(1.0), "a"), new Variable(Tensor.Scalar(1.0), "b"));
        // Read, set, read again, set again: Fibonacci.
        var step = Compile.Step(() =>
        {
            var next = a.Value + b.Value;
            a.Value = b.Value;
            b.Value = next;
        });
        for (var i = 0; i < 10; i++) step();
        Assert.Equal((89.0, 144.0), (a.Value.ToDouble(), b.Value.ToDouble()));
        a.Value = Tensor.Scalar(0.0);
        step();
        Assert.Equal((144.0, 144.0), (a.Value.ToDouble(), b.Value.ToDouble()));
    }

    [Fact]
    public void Contents_ThatSomebodyHolds_NeverChange()
    {
        var w = new Variable(Tensor.From<double>([1, 2]), "w");
        var step = Compile.Step(() => w.Value = w.Value * 2.0);
        var contents = new List<(Tensor Content, double Expected)>();
        for (var i = 0; i < 20; i++)
        {
            if (i % 3 == 0) contents.Add((w.Value, Math.Pow(2, i)));
            step();
        }
        foreach (var (content, expected) in contents) Assert.Equal([expected, 2 * expected], content.ToArray<double>());
    }

    [Fact]
    public void Results_ThatAreArgumentsVariablesConstantsOrTheSame_BelongToTheCaller()
    {
        var w = new Variable(Tensor.From<double>([1, 2]), "w");
        var function = Compile.Function(x =>
        {
            var y = x[0] + w.Value;
            w.Value = y;
            return [x[0], w.Value, y, y.Reshape(2, 1), Tensor.Full([], 7, ElementType.Float64), x[0].Reshape(2, 1)];
        });
        var x = Tensor.From<double>([10, 20]);
        var first = function([x]);
        var second = function([x]);
        Assert.Equal([10.0, 20], first[0].ToArray<double>());
        Assert.All([first[1], first[2], first[3]], tensor => Assert.Equal([11.0, 22], tensor.ToArray<double>()));
        Assert.All([second[1], second[2], second[3]], tensor => Assert.Equal([21.0, 42], tensor.ToArray<double>()));
        Assert.Equal(7, first[4].ToDouble());
        Assert.Equal([2, 1], first[5].Shape);
        Assert.Equal([21.0, 42], w.Value.ToArray<double>());
        Assert.False(first[2].RequiresGradient);
    }

    [Fact]
    public void Function_ThatThrowsWhileTraced_ChangesNothing_AndCanBeCalledAgain()
    {
        var w = new Variable(Tensor.Scalar(1.0), "w");
        var fails = true;
        var step = Compile.Step(() =>
        {
            w.Value = w.Value + 1.0;
            if (fails) throw new InvalidOperationException("half-way");
        });
        Assert.Equal("half-way", Assert.Throws<InvalidOperationException>(step).Message);
        Assert.Equal(1, w.Value.ToDouble());
        fails = false;
        step();
        Assert.Equal(2, w.Value.ToDouble());
    }

    [Fact]
    public void Program_ThatFailsWhileItRuns_ChangesNothing()
    {
        var (w, v) = (new Variable(Tensor.From<double>([1, 2]), "w"), new Variable(Tensor.Scalar(0.0), "v"));
        var step = Compile.Function(index =>
        {
            v.Value = v.Value + 1.0;
            w.Value = w.Value + w.Value.Gather(index).Sum();
            return w.Value.Sum();
        });
        step(Tensor.From<long>([0]));
        Assert.Throws<IndexOutOfRangeException>(() => step(Tensor.From<long>([5])));
        Assert.Equal([2.0, 3], w.Value.ToArray<double>());
        Assert.Equal(1, v.Value.ToDouble());
        step(Tensor.From<long>([1]));
        Assert.Equal([5.0, 6], w.Value.ToArray<double>());
    }

    [Fact]
    public void Function_OfTooManyTypes_NamesTheArgumentThatChanged()
    {
        var add = Compile.Function((x, y) => x + y.Sum(), limit: 2);
        add(Tensor.Ones([2]), Tensor.Ones([3]));
        add(Tensor.Ones([2]), Tensor.Ones([4]));
        var error = Assert.Throws<InvalidOperationException>(() => add(Tensor.Ones([2]), Tensor.Ones([5])));
        Assert.Equal(
            "compile: the function was compiled for 2 combinations of argument types, its limit: argument 1 is float32[5] but was float32[4] last time. "
                + "Pad the arguments to fewer shapes, or raise the limit.",
            error.Message);
    }

    [Fact]
    public void ValueReadInsideATrace_IsAnErrorThatSaysWhatToDo()
    {
        var w = new Variable(Tensor.Scalar(1.0), "w");
        var known = Tensor.Scalar(3.0) * 2.0;
        Assert.StartsWith(
            "compile: the values of a tensor were read while its function was being traced",
            Assert.Throws<InvalidOperationException>(() => Compile.Function(x => x.ToDouble() > 0 ? x : -x)(Tensor.Scalar(1.0))).Message);
        Assert.Throws<InvalidOperationException>(() => Compile.Step(() => w.Value = Tensor.Scalar(w.Value.ToDouble()))());
        // Tensors that do not depend on the trace can be read.
        Assert.Equal(7, Compile.Function(x => x + known.ToDouble())(Tensor.Scalar(1.0)).ToDouble());
    }

    [Fact]
    public void Function_InsideAnother_IsInlined_AndCanBeDifferentiated()
    {
        var inner = Compile.Function(x => x * x * x);
        Assert.Equal(16, Compile.Function(x => inner(x) * 2.0)(Tensor.Scalar(2.0)).ToDouble());
        Assert.Equal(12, Derivative.Gradient(inner)(Tensor.Scalar(2.0)).ToDouble());
        Assert.Equal(12, Compile.Function(Derivative.Gradient(x => x * x * x))(Tensor.Scalar(2.0)).ToDouble());
        Assert.Equal(12, Compile.Function(Derivative.Gradient(Derivative.Gradient(inner)))(Tensor.Scalar(2.0)).ToDouble());
    }

    [Fact]
    public void RandomNumbers_InsideAStep_AreNewInEveryRun_AndThoseOfThePlainLoop()
    {
        var (plain, traced) = (new Generator(5), new Generator(5));
        var draw = Compile.Function((Tensor[] _) => [traced.Normal([3]), traced.Uniform([2])]);
        for (var i = 0; i < 4; i++)
        {
            var drawn = draw([]);
            Assert.Equal(plain.Normal([3]).ToArray<float>(), drawn[0].ToArray<float>());
            Assert.Equal(plain.Uniform([2]).ToArray<float>(), drawn[1].ToArray<float>());
        }
    }

    [Fact]
    public void LearningRate_ChangedBetweenSteps_IsReadAnew_WithoutAnotherTrace()
    {
        var w = new Variable(Tensor.Scalar(10.0), "w");
        var descent = new Sgd([w], 1);
        var traces = 0;
        var step = Compile.Step(() =>
        {
            traces++;
            descent.Step([Tensor.Ones([], ElementType.Float64)]);
        });
        step();
        descent.LearningRate = 0.5;
        step();
        Assert.Equal((8.5, 1), (w.Value.ToDouble(), traces));
    }

    [Fact]
    public void VariablesMadeWhileTraced_LiveWithTheTraceOrForGood()
    {
        Variable? kept = null;
        var step = Compile.Function(x =>
        {
            kept ??= new Variable(Tensor.Scalar(100.0), "kept");
            var local = new Variable(x * 2.0, "local");
            local.Value = local.Value + 1.0;
            kept.Value = kept.Value + local.Value;
            return local.Value;
        });
        Assert.Equal(7, step(Tensor.Scalar(3.0)).ToDouble());
        Assert.Equal(9, step(Tensor.Scalar(4.0)).ToDouble());
        Assert.Equal(116, kept!.Value.ToDouble());
    }

    [Fact]
    public async Task TwoTrainingAndFourInferring_AtOnce_GetTheirOwnRightResults()
    {
        static (Action Step, Func<double> Weight) Training(int seed)
        {
            var w = new Variable(Tensor.Full([64, 64], seed / 64.0, ElementType.Float64).Evaluate(), "w");
            var step = Compile.Step(() => w.Value = w.Value.MatMul(w) / w.Value.MatMul(w).Max() * seed);
            return (step, () => w.Value.Sum().ToDouble());
        }
        var expected = new double[2];
        for (var seed = 0; seed < 2; seed++)
        {
            var (step, weight) = Training(seed + 1);
            for (var i = 0; i < 100; i++) step();
            expected[seed] = weight();
        }
        var network = Models.Perceptron([8, 32, 4], "tanh", new Generator(1));
        var apply = Compile.Function(network.Forward);
        var x = new Generator(2).Normal([16, 8]).Evaluate();
        var right = network.Forward(x).ToArray<float>();
        var cancellation = TestContext.Current.CancellationToken;
        var tasks = Enumerable.Range(0, 2).Select(seed => Task.Run(
            () =>
            {
                var (step, weight) = Training(seed + 1);
                for (var i = 0; i < 100; i++) step();
                Assert.Equal(expected[seed], weight());
            },
            cancellation)).Concat(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 300; i++) Assert.Equal(right, apply(x).ToArray<float>());
            },
            cancellation)));
        await Task.WhenAll(tasks);
    }

    [Fact]
    public async Task Reader_BesideATrainingStep_NeverSeesHalfOfAChange()
    {
        var w = new Variable(Tensor.Zeros([5000], ElementType.Float64).Evaluate(), "w");
        var step = Compile.Step(() => w.Value = w.Value + 1.0);
        var sum = Compile.Function((Tensor[] _) => [w.Value.Max(), w.Value.Min()]);
        var cancellation = TestContext.Current.CancellationToken;
        var training = Task.Run(
            () =>
            {
                for (var i = 0; i < 2000; i++) step();
            },
            cancellation);
        while (!training.IsCompleted)
        {
            var (held, bounds) = (w.Value, sum([]));
            Assert.Equal(bounds[0].ToDouble(), bounds[1].ToDouble());
            var numbers = held.ToArray<double>();
            Assert.All([numbers[0], numbers[2500], numbers[^1]], number => Assert.Equal(numbers[0], number));
        }
        await training;
        Assert.Equal(2000, w.Value.Max().ToDouble());
    }

    [Fact]
    public void EqualSubexpressions_AreComputedOnce()
    {
        var x = Tensor.From<double>([1, 2, 3]);
        var once = Nabla.Compiler.Pipeline.Canonicalize([x.Exp() + x.Exp() * x.Exp()]);
        // x, exp, product, sum.
        Assert.Equal(4, once.Graph.Nodes.Length);
    }

    [Fact]
    public void Result_OfAFunctionThatReadsAVariable_IsNotDifferentiatedByIt()
    {
        var (v, w) = (new Variable(Tensor.From([1.0, 2.0]), "v"), new Variable(Tensor.From([3.0, 4.0]), "w"));
        var f = Compile.Function(x => (w.Value * x).Square());
        var y = f(Tensor.From([1.0, 1.0])).Sum();
        var sum = y + (v.Value * w.Value).Sum();
        foreach (var output in new[] { y, y.Evaluate() + 1, sum })
        {
            var error = Assert.Throws<InvalidOperationException>(() => Reverse.Gradients(output, v, w));
            Assert.StartsWith("gradient: the output depends on the result of a compiled function that reads input 1, variable 'w'. ", error.Message);
            Assert.Throws<InvalidOperationException>(() => Forward.Jvp(output, [w.Value], [w.Value]));
        }
        // Differentiating by a variable that the function did not read, or through StopGradient, is allowed.
        Assert.Equal([3, 4], Reverse.Gradients(sum, v)[0].ToArray<double>());
        Assert.Equal([1, 2], Reverse.Gradients(y.StopGradient() + (v.Value * w.Value).Sum(), w)[0].ToArray<double>());
    }
}
