using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests that loops that update a value but read another one do not start over in each iteration.</summary>
public class MaterializationPolicyTests
{
    private const int Rounds = 60;

    [Fact]
    public void Evaluate_InALoopThatReadsOnlyTheError_ComputesEachValueAFewTimes()
    {
        var evaluator = new CpuEvaluator(new BlocksExecutor(), 1);
        var x = Tensor.Scalar(2.0);
        for (var round = 0; round < Rounds; round++)
        {
            x -= 0.5 * ((x * x) - 2) / (2 * x);
            evaluator.Evaluate([((x * x) - 2).Abs()]);
        }
        Assert.InRange(evaluator.ProgramsMade, 1, 5);
        Assert.Equal(Math.Sqrt(2), x.ToDouble(), 12);
    }

    [Fact]
    public void Evaluate_SeveralThingsOfOneValue_KeepsIt()
    {
        var (evaluator, x) = (new CpuEvaluator(new BlocksExecutor(), 1), Tensor.From([1.0, 2.0, 3.0]));
        var value = x.Exp();
        for (var round = 0; round < 3; round++)
        {
            Assert.False(value.IsEvaluated);
            evaluator.Evaluate([(value.BroadcastTo([2, 3]) * (round + 1)).Sum()]);
        }
        Assert.True(value.IsEvaluated);
        Assert.Equal(Math.E, value.ToArray<double>()[0], 1e-14);
    }

    [Fact]
    public void Evaluate_SeveralThingsOfAllPairs_DoesNotWriteThemDown()
    {
        var (evaluator, x) = (new CpuEvaluator(new BlocksExecutor(), 1), Tensor.From(new float[1000]));
        var pairs = (x.Reshape(1000, 1) - x.Reshape(1, 1000)).Square();
        for (var round = 0; round < 5; round++) evaluator.Evaluate([(pairs * (round + 1)).Max()]);
        Assert.False(pairs.IsEvaluated);
    }
}
