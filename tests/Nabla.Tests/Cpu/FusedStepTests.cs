using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>Tests that fused loops and row reductions give the same results as separate ones, however rows are split into stretches and pieces.</summary>
public class FusedStepTests
{
    public static TheoryData<int, int> Shapes => new()
    {
        { 1, 2 }, { 2, 1 }, { 7, 3 }, { 1, 16_384 }, { 1, 16_385 }, { 3, 5000 }, { 300, 50 }, { 65, 64 }, { 20_001, 2 }, { 5, 4097 }, { 0, 3 }, { 130, 127 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Pass_OfRowsOfAnyShape_HasTheNumbersOfSingleSteps(int rows, int columns)
    {
        var random = new Random(rows + columns);
        var x = Tensor.From(Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextDouble() * 6 - 3).ToArray(), [rows, columns]);
        var scale = Tensor.From(Enumerable.Range(0, columns).Select(i => 1 + i % 3f).ToArray());
        Executor[] executors = [new BlocksExecutor(), new EmittedExecutor(KernelCache.Shared, isAtOnce: true)];
        // One by one: every value is evaluated before the next one is built on it.
        var single = new CpuEvaluator(new BlocksExecutor(), 1);
        var expected = Function(x, scale, y =>
        {
            single.Evaluate([y]);
            return y;
        });
        foreach (var executor in executors)
        {
            foreach (var threads in (int[])[1, 2, 3])
            {
                var actual = Function(x, scale, y => y);
                new CpuEvaluator(executor, threads).Evaluate(actual);
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i].ToArray<float>(), actual[i].ToArray<float>());
            }
        }
    }

    [Fact]
    public void Pass_OfIntegersAndTruthValues_HasTheNumbersOfSingleSteps()
    {
        var x = Tensor.From(Enumerable.Range(0, 600 * 20).Select(i => i * 7919L % 101).ToArray(), [600, 20]);
        Tensor Function(Func<Tensor, Tensor> made)
        {
            var largest = made(x.Max([1], keepAxes: true));
            var isLargest = made(Tensor.Equal(x, largest));
            return made(Tensor.Where(isLargest, x - 5, x).Sum([1], keepAxes: true)) + x;
        }
        Assert.Equal(Function(y => y.Evaluate()).ToArray<long>(), Function(y => y).ToArray<long>());
    }

    /// <summary>A softmax with mean and variance, some of whose intermediate values are results.</summary>
    private static Tensor[] Function(Tensor x, Tensor scale, Func<Tensor, Tensor> made)
    {
        var largest = made(x.Max([1], keepAxes: true));
        var e = made((x - largest).Exp());
        var sum = made(e.Sum([1], keepAxes: true));
        var softmax = made(e / sum * scale);
        var mean = made(made(softmax.Sum([1], keepAxes: true)) * 0.25);
        var spread = made(made((softmax - mean).Square()).Sum([1], keepAxes: true));
        return [made((softmax - mean) / (spread + 1)), made(spread.Sqrt()), made(e * 2)];
    }
}
