using Nabla.Cpu;
using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Cpu;

/// <summary>Tests of loops compiled at run time: how they iterate over different layouts, and which loops are compiled when.</summary>
/// <remarks><see cref="OperationTests"/> checks for each operation that the results are bitwise the same.</remarks>
public class EmittedLoopTests
{
    private static readonly int[] Widths = [0, 128, 256, 512];
    private static readonly int[] Lengths = [1, 2, 15, 16, 17, 63, 64, 65, 1023, 1024, 1025, 40_001];

    public static TheoryData<ElementType, int> TypesAndWidths =>
    [
        .. from type in (ElementType[])[ElementType.Float32, ElementType.Float64]
        from width in Widths
        select (type, width),
    ];

    [Theory]
    [MemberData(nameof(TypesAndWidths))]
    public void Run_OverAnInput_GivesWhatItGivesElsewhere(ElementType type, int width)
    {
        using var forced = new ForcedWidth(width);
        foreach (var length in Lengths)
        {
            var (a, b) = (Leaf(type, length), Leaf(type, length));
            // One kernel, and several kernels, the first and last of which read every input.
            foreach (var tensor in (Tensor[])[a * 0.5 + b.Abs(), ((a.Tanh() * b).Exp() - a).Sin() * b + a])
            {
                var loop = new SingleLoop(tensor);
                var expected = loop.Run(loop.Prepare(new BlocksExecutor()));
                foreach (var input in Enumerable.Range(0, loop.Types.Length).Where(i => loop.Types[i] == loop.Output))
                {
                    Assert.Equal(expected, loop.Run(loop.Prepare(AtOnce()), over: input));
                    Assert.Equal(expected, loop.Run(loop.Prepare(AtOnce()), over: input, threads: 2));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndWidths))]
    public void Run_WithBroadcasts_HasTheBitsOfBlocks(ElementType type, int width)
    {
        using var forced = new ForcedWidth(width);
        int[][][] shapes =
        [
            // Rows too short for row-by-row processing; long rows that end with or within a vector; more than one thread's share.
            [[40, 30], [30], [40, 1]], [[9, 256], [256], [9, 1]], [[6, 700], [700], [6, 1]], [[70, 701], [701], [70, 1]],
            // All inputs are strided.
            [[300], [5, 1], [1, 1]], [[7, 1], [1, 512], [7, 1]],
            // More axes; the last one constant for all inputs but one.
            [[3, 1, 2, 640], [4, 1, 640], [3, 4, 2, 1]], [[2, 3, 5], [3, 1], [2, 1, 1]], [[2, 3, 192], [3, 1], [2, 1, 192]],
        ];
        foreach (var shape in shapes)
        {
            var (a, b, c) = (Leaf(type, shape[0]), Leaf(type, shape[1]), Leaf(type, shape[2]));
            foreach (var tensor in (Tensor[])[a * b - c, ((a + b).Tanh() * c).Exp() + a])
            {
                var loop = new SingleLoop(tensor);
                var expected = loop.Run(loop.Prepare(new BlocksExecutor()));
                Assert.Equal(expected, loop.Run(loop.Prepare(AtOnce())));
                Assert.Equal(expected, loop.Run(loop.Prepare(AtOnce()), threads: 2));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndWidths))]
    public void Run_WithTruthValuesInMemory_HasTheBitsOfBlocks(ElementType type, int width)
    {
        using var forced = new ForcedWidth(width);
        int[][][] shapes =
        [
            .. Lengths.Select(length => (int[][])[[length], [length]]),
            [[40, 30], [30]], [[9, 256], [9, 1]], [[9, 256], [9, 256]], [[6, 700], [1]], [[70, 701], [701]], [[3, 4, 200], [3, 1, 200]],
        ];
        foreach (var shape in shapes)
        {
            var (a, row, condition) = (Leaf(type, shape[0]), Leaf(type, shape[0][^1]), Leaf(ElementType.Boolean, shape[1]));
            foreach (var tensor in (Tensor[])[Tensor.Where(condition, a + row, row), a * row < row, Tensor.Where(condition, a.Exp(), a + row).Tanh() <= a])
            {
                var loop = new SingleLoop(tensor);
                var expected = loop.Run(loop.Prepare(new BlocksExecutor()));
                Assert.Equal(expected, loop.Run(loop.Prepare(AtOnce())));
                Assert.Equal(expected, loop.Run(loop.Prepare(AtOnce()), threads: 2));
            }
        }
    }

    [Fact]
    public void Run_WithAStepAlongTheLastAxis_HasTheBitsOfBlocks()
    {
        // Movements are currently stored, so no graph has such a loop: a transposed matrix read in place.
        var straight = new SingleLoop(Leaf(ElementType.Float32, 300, 200) + Leaf(ElementType.Float32, 300, 200));
        var step = straight.Step with { Shape = [200, 300], Maps = [null, [1, 200]] };
        var (blocks, emitted) = (new BlocksExecutor().Prepare(step), AtOnce().Prepare(step));
        Assert.Equal(straight.Run(blocks), straight.Run(emitted));
        Assert.Equal(straight.Run(blocks), straight.Run(emitted, threads: 2));
    }

    [Fact]
    public void Prepare_OfFloatsOfOneType_MakesKernelsAndElseBlocks()
    {
        RequireDynamicCode();
        var (single, other, whole) = (Leaf(ElementType.Float32, 5), Leaf(ElementType.Float64, 5), Leaf(ElementType.Int32, 5));
        var condition = single < 0;
        var truth = Leaf(ElementType.Boolean, 5);
        Tensor[] emitted =
        [
            single + 1, other.Exp(), Tensor.Where(condition, single, single * 2), condition, condition.To(ElementType.Float32), truth.To(ElementType.Float64),
            Tensor.Where(truth, single, 0), single.To(ElementType.Boolean), Tensor.Where(!condition, single, 0),
            Tensor.Where(Tensor.Equal(truth, condition), single, 0), Tensor.Where(truth ^ condition, single, 0), Tensor.Where(truth <= condition, single, 0),
        ];
        Tensor[] blocks =
        [
            whole + 1, whole < 1, whole.To(ElementType.Float32), single.To(ElementType.Float64), single.To(ElementType.Int32).To(ElementType.Float32),
            Tensor.Where(truth, whole, 0), truth.To(ElementType.Int32), !truth,
        ];
        Assert.All(emitted, tensor => Assert.IsType<EmittedLoop>(new SingleLoop(tensor).Prepare(AtOnce())));
        Assert.All(blocks, tensor => Assert.IsType<BlockLoop>(new SingleLoop(tensor).Prepare(AtOnce())));
        foreach (var tensor in blocks.Concat(emitted))
        {
            var loop = new SingleLoop(tensor);
            Assert.Equal(loop.Run(loop.Prepare(new BlocksExecutor())), loop.Run(loop.Prepare(AtOnce())));
        }
    }

    [Fact]
    public void Run_OfANewLoop_MakesKernelsAfterTwentyRuns()
    {
        RequireDynamicCode();
        var loop = new SingleLoop(Leaf(ElementType.Float32, 100).Exp() + 1);
        var emitted = Assert.IsType<EmittedLoop>(loop.Prepare(new EmittedExecutor(new KernelCache())));
        var first = loop.Run(emitted);
        for (var i = 1; i < 20; i++) loop.Run(emitted);
        Assert.False(emitted.IsEmitted);
        Assert.Equal(first, loop.Run(emitted));
        Assert.True(emitted.IsEmitted);
    }

    [Fact]
    public void Run_OfALongLoop_MakesKernelsAfterAMillionNumbers()
    {
        RequireDynamicCode();
        var loop = new SingleLoop(Leaf(ElementType.Float32, 500_000) * 2);
        var emitted = Assert.IsType<EmittedLoop>(loop.Prepare(new EmittedExecutor(new KernelCache())));
        loop.Run(emitted);
        var second = loop.Run(emitted);
        Assert.False(emitted.IsEmitted);
        Assert.Equal(second, loop.Run(emitted));
        Assert.True(emitted.IsEmitted);
    }

    [Fact]
    public void Run_OnManyThreadsFromTheStart_IsTheSameOnEach()
    {
        var loop = new SingleLoop((Leaf(ElementType.Float32, 3000).Tanh() * 2).Sin());
        var expected = loop.Run(loop.Prepare(new BlocksExecutor()));
        var emitted = loop.Prepare(new EmittedExecutor(new KernelCache(), isAtOnce: true));
        var results = new byte[8][];
        Thread[] threads = [.. Enumerable.Range(0, results.Length).Select(i => new Thread(() => results[i] = loop.Run(emitted)))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void Cache_OfOtherSizesAndNumbers_DoesNotGrow()
    {
        RequireDynamicCode();
        var cache = new KernelCache();
        void Evaluate(int rows, int columns, double factor)
        {
            var (a, b) = (Leaf(ElementType.Float32, rows, columns), Leaf(ElementType.Float32, columns));
            new CpuEvaluator(new EmittedExecutor(cache, isAtOnce: true), 1).Evaluate([(a * factor + b).Tanh()]);
        }
        Evaluate(3, 5, 2);
        Assert.Equal(1, cache.Count);
        Evaluate(30, 7, 3);
        Evaluate(40, 700, -4);
        Assert.Equal(1, cache.Count);
        using var forced = new ForcedWidth(VectorWidth.Machine == 128 ? 256 : 128);
        Evaluate(3, 5, 2);
        Assert.Equal(2, cache.Count);
    }

    [Theory]
    [InlineData(ExecutorKind.Reference, typeof(ReferenceExecutor))]
    [InlineData(ExecutorKind.Blocks, typeof(BlocksExecutor))]
    [InlineData(ExecutorKind.Emitted, typeof(EmittedExecutor))]
    [InlineData(null, typeof(EmittedExecutor))]
    public void ChooseExecutor_OfAKind_IsThatExecutor(ExecutorKind? kind, Type type)
    {
        if (type == typeof(EmittedExecutor)) RequireDynamicCode();
        Assert.IsType(type, CpuEvaluator.ChooseExecutor(kind));
    }

    private static void RequireDynamicCode() =>
        Assert.SkipUnless(System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeCompiled, "Code generation at run time is not supported here.");

    private static EmittedExecutor AtOnce() => new(KernelCache.Shared, isAtOnce: true);

    private static Tensor Leaf(ElementType type, params int[] shape) => Tensor.Zeros((Shape)shape, type).Evaluate();
}
