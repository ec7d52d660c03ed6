using Nabla.Cpu;
using Nabla.Kernels;
using Xunit;

namespace Nabla.Tests.Kernels;

/// <summary>How evenly kernels split their work, counted for more workers than this machine has.</summary>
public sealed unsafe class PartitionTests
{
    public static TheoryData<int, int, int> Products => new()
    {
        { 1024, 1024, 1024 },
        { 1040, 1040, 100 },
        { 1500, 1500, 100 },
        { 2048, 2048, 50 },
        { 3000, 1100, 50 },
        { 1024, 5000, 30 },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public void Product_OfAtLeastAThousandRowsAndColumns_KeepsWorkersBusy(int rows, int columns, int inner)
    {
        var (a, b) = (Numbers(rows * inner), Numbers(inner * columns));
        var expected = Multiply(a, b, rows, columns, inner, 1);
        foreach (var workers in new[] { 1, 2, 3, 4, 8, 16, 64 })
        {
            var result = new float[1];
            var partition = Partition.Of(workers, () => result = Multiply(a, b, rows, columns, inner, workers));
            Assert.Equal(expected, result);
            Assert.InRange(partition.IdleShare, 0, 0.1);
            Assert.InRange(partition.Pieces, 0, workers);
        }
    }

    [Fact]
    public void ConvolutionByWeights_OfManyChannels_KeepsWorkersBusyWithTheSameBits()
    {
        var sizes = new ConvolutionSizes(64, 1, 32, 64, new(9, 3, 1, 0, 1), new(9, 3, 1, 0, 1));
        var (x, dy) = (Numbers(64 * 32 * 81), Numbers(64 * 64 * 49));
        var expected = Weights(1);
        foreach (var workers in new[] { 4, 8, 16, 64 })
        {
            var result = new float[1];
            var partition = Partition.Of(workers, () => result = Weights(workers));
            Assert.Equal(expected, result);
            Assert.InRange(partition.IdleShare, 0, 0.1);
        }

        float[] Weights(int threads)
        {
            var dw = new float[64 * 32 * 9];
            fixed (float* a = x, b = dy, c = dw) ConvolutionProduct.Weights(sizes, a, b, c, threads);
            return dw;
        }
    }

    [Fact]
    public void SumsOverRowsAndColumns_OfManyElements_KeepWorkersBusyWithTheSameBits()
    {
        var x = new Generator(3).Normal([256, 4096]).Evaluate();
        foreach (var sums in new Func<Tensor>[] { () => x.Sum(0), () => x.Mean(0), () => x.Max(0), () => x.Reshape(4096, 256).Sum(1) })
        {
            var expected = sums().ToArray<float>();
            foreach (var workers in new[] { 4, 16 })
            {
                var result = sums();
                var partition = Partition.Of(workers, () => new CpuEvaluator(new BlocksExecutor(), workers).Evaluate([result]));
                Assert.Equal(expected, result.ToArray<float>());
                Assert.InRange(partition.IdleShare, 0, 0.1);
            }
        }
    }

    [Fact]
    public void IdleShare_OfUnequalPieces_IsThatOfTheBusiestWorker()
    {
        var ran = new int[5];
        // Two workers: the caller takes 4 and 1, the other one 1, 1, 1 from the end.
        var partition = Partition.Of(2, () => Workers.For(5, 2, new Sizes([4, 1, 1, 1, 1], ran)));
        Assert.Equal(5, partition.Pieces);
        Assert.Equal(8, partition.Work);
        Assert.Equal(4, partition.Span);
        Assert.Equal(0, partition.IdleShare);
        Assert.All(ran, runs => Assert.Equal(1, runs));

        var uneven = Partition.Of(4, () => Workers.For(5, 4, new Sizes([1, 1, 1, 1, 1], ran)));
        Assert.Equal(1 - 5.0 / 8, uneven.IdleShare);
    }

    [Fact]
    public void IdleShare_OfWorkThatIsNotSplit_IsAllButOneWorker()
    {
        Assert.Equal(0.75, Partition.Of(4, () => { }).IdleShare);
        Assert.Equal(0.75, Partition.Of(4, () => Workers.For(3, 1, new Sizes([1, 2, 3], new int[3]))).IdleShare);
        Assert.Null(Partition.Recorded);
    }

    [Fact]
    public void Partition_OfATrainingStep_CountsEveryKernelAndChangesNothing()
    {
        var weights = new Variable(new Generator(1).Normal([64, 64]), "w");
        var x = new Generator(2).Normal([512, 64]).Evaluate();
        var before = weights.Value.ToArray<float>();
        var stop = TestContext.Current.CancellationToken;
        var partition = Profiler.Partition(Step, 4, 1, stop);
        Assert.Equal(before, weights.Value.ToArray<float>());
        Assert.Equal(4, partition.Workers);
        Assert.All(partition.Kernels, kernel => Assert.InRange(kernel.IdleShare, 0, 0.75));
        Assert.Contains(partition.Kernels, kernel => kernel.Name.StartsWith("matmul", StringComparison.Ordinal) && kernel.Pieces > 1);
        Assert.InRange(partition.Speedup, 1, 4);
        Assert.Equal(1 - partition.Speedup / 4, partition.IdleShare, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => Profiler.Partition(Step, 0, 1, stop));

        void Step() => weights.Value -= 0.1f * Derivative.Gradient(w => x.MatMul(w).Square().Sum())(weights.Value);
    }

    private static float[] Numbers(int count)
    {
        var random = new HostRandom(count);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
    }

    private static float[] Multiply(float[] a, float[] b, int rows, int columns, int inner, int threads)
    {
        var c = new float[rows * columns];
        fixed (float* x = a, y = b, z = c) Gemm.Multiply(x, y, z, rows, columns, inner, false, false, threads);
        return c;
    }

    private readonly struct Sizes(double[] sizes, int[] ran) : IPieces
    {
        public void Run(int piece) => Interlocked.Increment(ref ran[piece]);

        public double Work(int piece) => sizes[piece];
    }
}
