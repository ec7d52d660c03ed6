using Nabla.Compiler;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Compiler;

/// <summary>Tests of loops that read through movements.</summary>
public class IndexMapTests
{
    public static TheoryData<string, Func<Tensor, Tensor>> Moves => new()
    {
        { "transpose", x => x.Transpose() },
        { "slice", x => x.Slice(0, 2..7) },
        { "slice of columns", x => x.Slice(1, 1..^2, 2) },
        { "slice of the transpose", x => x.Transpose().Slice(0, 3..9, 3) },
        { "transpose of a slice of a slice", x => x.Slice(0, 1..8, 2).Slice(1, 2..9).Transpose() },
        { "repeated column", x => x.Slice(1, 4..5).BroadcastTo(Shape.Create([8, 6])) },
        { "repeated row of the transpose", x => x.Transpose().Slice(0, 4..5).BroadcastTo(Shape.Create([5, 8])) },
        { "repeated along a new axis, turned", x => x.BroadcastTo(Shape.Create([3, 8, 10])).Permute(2, 0, 1) },
        { "one element", x => x.Slice(0, 3..4).Slice(1, 7..8).Transpose() },
    };

    [Theory]
    [MemberData(nameof(Moves))]
    public void Loop_AfterMoves_ReadsThroughThem(string name, Func<Tensor, Tensor> move)
    {
        Assert.NotEmpty(name);
        var x = Tensor.From(Enumerable.Range(0, 80).Select(i => (float)i).ToArray(), [8, 10]);
        Assert.Single(Steps(move(x) * 2 + 1));
        var expected = Array.ConvertAll(move(x).Evaluate().ToArray<float>(), number => number * 2 + 1);
        foreach (var executor in (Executor[])[new ReferenceExecutor(), new BlocksExecutor(), new EmittedExecutor(KernelCache.Shared, isAtOnce: true)])
        {
            var y = move(x) * 2 + 1;
            new CpuEvaluator(executor, 2).Evaluate([y]);
            Assert.Equal(expected, y.ToArray<float>());
        }
    }

    [Fact]
    public void MoveThatIsWanted_IsWrittenOut_AndReadFromThere()
    {
        var x = Tensor.From(new float[80], [8, 10]);
        var moved = x.Transpose();
        Assert.Equal(2, Steps(moved, moved * 2).Length);
    }

    [Fact]
    public void LargeTranspose_IsAKernelOfItsOwn_AndALargeSliceIsNot()
    {
        var x = Tensor.From(new float[700 * 700], [700, 700]);
        Assert.Equal(2, Steps(x.Transpose() * 2).Length);
        Assert.Single(Steps(x.Slice(0, 10..) * 2));
        Assert.Single(Steps(x.Slice(1, 10..) * 2));
    }

    [Fact]
    public void LeadingRows_AreReadStraight()
    {
        var loop = Assert.IsType<LoopStep>(Assert.Single(Steps(Tensor.From(new float[80], [8, 10]).Slice(0, ..5).Sin())));
        Assert.True(loop.IsStraight(0));
    }

    private static Step[] Steps(params Tensor[] roots) => Passes.After(nameof(Lowering), Pipeline.Canonicalize(roots).Graph);
}
