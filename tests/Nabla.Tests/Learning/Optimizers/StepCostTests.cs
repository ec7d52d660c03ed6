using Nabla.Cpu;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Optimizers;

/// <summary>Counts programs and bytes of the whole process, so nothing may run in parallel.</summary>
[CollectionDefinition("Process-wide counts", DisableParallelization = true)]
public sealed class ProcessWideCounts;

/// <summary>The cost of many training steps beyond their arithmetic: neither new programs nor memory.</summary>
[Collection("Process-wide counts")]
public sealed class StepCostTests
{
    [Theory]
    [InlineData("momentum")]
    [InlineData("adamw")]
    public void Step_LearningRateChanged_MakesNoNewProgram(string name)
    {
        var training = new Steps(parameters => name == "adamw" ? new AdamW(parameters, weightDecay: 0.1) : new Sgd(parameters, 0.1, 0.9));
        var evaluator = Assert.IsType<CpuEvaluator>(Evaluator.Current);
        var before = evaluator.ProgramsMade;
        training.Take(5);
        var warm = evaluator.ProgramsMade;
        Assert.True(warm > before, "The steps compiled no program: the counter does not work.");

        for (var i = 0; i < 20; i++)
        {
            training.Optimizer.LearningRate *= 0.9;
            training.Take(1);
        }

        Assert.Equal(warm, evaluator.ProgramsMade);
    }

    [Fact]
    public void Step_TenThousandTimes_KeepsNoMemory()
    {
        const long Bound = 256 * 1024;
        var training = new Steps(parameters => new Adam(parameters));
        training.Take(2_000);
        var early = GC.GetTotalMemory(forceFullCollection: true);

        training.Take(8_000);

        var growth = GC.GetTotalMemory(forceFullCollection: true) - early;
        Assert.True(growth < Bound, $"8,000 steps left {growth:N0} bytes behind.");
        GC.KeepAlive(training);
    }

    private sealed class Steps
    {
        private readonly Sequential network = Models.Perceptron([2, 8, 2], "tanh", new Generator(1));
        private readonly Objective objective = new(new CrossEntropyLoss(), new L2Regularizer(), 1e-3);
        private readonly Tensor x = Tensor.From<float>([1, 1, -1, 1, 1, -1, -1, -1], [4, 2]);
        private readonly Tensor t = new CrossEntropyLoss().Encode(Tensor.From<long>([0, 1, 1, 0]), 2).Evaluate();

        public Steps(Func<IReadOnlyList<Variable>, Optimizer> create) => Optimizer = create(network.Parameters());

        public Optimizer Optimizer { get; }

        public void Take(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                var error = objective.Compute(network.Forward(x), t, Optimizer.Parameters);
                Optimizer.Step(Reverse.Gradients(error, Optimizer.Parameters));
                Assert.True(double.IsFinite(error.ToDouble()));
            }
        }
    }
}
