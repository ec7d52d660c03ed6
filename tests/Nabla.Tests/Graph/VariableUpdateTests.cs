using Xunit;

namespace Nabla.Tests.Graph;

public sealed class VariableUpdateTests
{
    [Fact]
    public void Value_UpdatedAMillionTimesUnread_HoldsFewGraphs()
    {
        var w = new Variable(Tensor.Scalar(0.0), "w");
        var first = new WeakReference[10];
        for (var i = 0; i < 1_000_000; i++)
        {
            w.Value = w + 1.0;
            if (i < first.Length) Remember(first, i, w);
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.All(first, reference => Assert.False(reference.IsAlive));
        Assert.Equal(1_000_000.0, w.Value.ToDouble());
    }

    [Fact]
    public void Value_TwoVariablesMadeFromEachOther_HoldFewGraphs()
    {
        var (a, b) = (new Variable(Tensor.Scalar(1.0), "a"), new Variable(Tensor.Scalar(1.0), "b"));
        var early = new WeakReference[1];
        for (var i = 0; i < 2000; i++)
        {
            a.Value = a + 0.5 * b;
            b.Value = b - 0.001 * a;
            if (i == 3) Remember(early, 0, a);
        }
        GC.Collect();
        Assert.False(early[0].IsAlive);
        Assert.True(double.IsFinite(a.Value.ToDouble() + b.Value.ToDouble()));
    }

    [Fact]
    public async Task Generator_DrawnFromByManyThreads_NeverGivesTheSameNumbersTwice()
    {
        var generator = new Generator(5);
        var draws = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(
                _ => Task.Run(() => Enumerable.Range(0, 50).Select(_ => generator.Uniform([4], type: ElementType.Float64).ToArray<double>()[0]).ToArray())));
        var all = draws.SelectMany(numbers => numbers).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public async Task CompiledSteps_OnManyThreads_LoseNoUpdateAndDrawNothingTwice()
    {
        var count = new Variable(Tensor.Scalar(0.0), "count");
        var step = Compile.Step(() => count.Value = count + 1.0);
        var generator = new Generator(7);
        var draw = Compile.Function(x => x + generator.Uniform([4], type: ElementType.Float64));
        var zeros = Tensor.Zeros([4], ElementType.Float64);
        var draws = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 500).SelectMany(_ =>
        {
            step();
            return draw(zeros).ToArray<double>();
        }).ToArray())));
        Assert.Equal(2000, count.Value.ToDouble());
        Assert.Equal(8000, draws.SelectMany(numbers => numbers).Distinct().Count());
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Remember(WeakReference[] references, int index, Variable variable) => references[index] = new(variable.Value);
}
