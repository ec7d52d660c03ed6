using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Losses;

/// <summary>Losses of pairs, triplets and sequences.</summary>
public class PairLossTests
{
    [Fact]
    public void CosineEmbedding_OfPairs_IsTheFormula()
    {
        var (a, b) = (Tensor.From(new double[,] { { 1, 0 }, { 1, 1 }, { 0, 2 } }), Tensor.From(new double[,] { { 1, 1 }, { 1, 0 }, { 3, 0 } }));
        var losses = new CosineEmbeddingLoss(0.5).PerExample(a, b, Tensor.From([true, false, false])).ToArray<double>();
        Assert.Equal(1 - Math.Sqrt(0.5), losses[0], 14);
        Assert.Equal(Math.Sqrt(0.5) - 0.5, losses[1], 14);
        Assert.Equal(0, losses[2]);
        GradientCheck.Require(x => new CosineEmbeddingLoss(0.5).PerExample(x[0], x[1], Tensor.From([true, false, false])).Sum(), [a + 0.1, b]);
        Assert.Throws<ShapeException>(() => new CosineEmbeddingLoss().PerExample(a, b, Tensor.From([true])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineEmbeddingLoss(2));
    }

    [Fact]
    public void Triplet_OfDistances_IsTheFormula()
    {
        Tensor a = Tensor.From(new double[,] { { 0, 0 }, { 0, 0 } }), p = Tensor.From(new double[,] { { 3, 4 }, { 1, 0 } });
        var n = Tensor.From(new double[,] { { 0, 5 }, { 9, 0 } });
        Assert.Equal([1.0, 0], new TripletLoss().PerExample(a, p, n).ToArray<double>());
        GradientCheck.Require(x => new TripletLoss().PerExample(x[0], x[1], x[2]).Sum(), [a + 0.1, p, n]);
        Assert.Throws<ShapeException>(() => new TripletLoss().PerExample(a, p, n.Slice(0, ..1)));
    }

    [Theory]
    [InlineData(new long[] { 1, 2 }, 4)]
    [InlineData(new long[] { 2, 2 }, 4)]
    [InlineData(new long[] { 1 }, 3)]
    [InlineData(new long[] { 1, 2, 1 }, 5)]
    public void Ctc_OfOneSequence_SumsOverAllAlignments(long[] target, int steps)
    {
        var outputs = new Generator(4).Normal([1, steps, 3], 0, 1, ElementType.Float64).Evaluate();
        var p = outputs.Softmax(2).ToArray<double>();
        var total = 0.0;
        for (var code = 0; code < Math.Pow(3, steps); code++)
        {
            var path = Enumerable.Range(0, steps).Select(t => code / (int)Math.Pow(3, t) % 3).ToArray();
            var collapsed = path.Where((k, t) => k != 0 && (t == 0 || path[t - 1] != k)).Select(k => (long)k);
            if (collapsed.SequenceEqual(target)) total += path.Select((k, t) => p[t * 3 + k]).Aggregate(1.0, (a, b) => a * b);
        }
        var loss = new CtcLoss();
        Assert.Equal(-Math.Log(total), loss.PerExample(outputs, Tensor.From(target, [1, target.Length])).ToDouble(), 12);
        GradientCheck.Require(x => loss.PerExample(x[0], Tensor.From(target, [1, target.Length])).Sum(), [outputs]);
    }

    [Fact]
    public void Ctc_OfABatchWithLengths_IsThatOfEachSequenceAlone()
    {
        var outputs = new Generator(6).Normal([3, 5, 4], 0, 1, ElementType.Float64).Evaluate();
        var targets = Tensor.From(new long[,] { { 1, 2, 3 }, { 3, 3, 1 }, { 2, 1, 1 } });
        int[] steps = [5, 4, 2], lengths = [3, 2, 0];
        var loss = new CtcLoss();
        var all = loss.PerExample(outputs, targets, Longs(steps), Longs(lengths)).ToArray<double>();
        for (var i = 0; i < 3; i++)
        {
            var (own, target) = (outputs.Slice(0, i..(i + 1)).Slice(1, ..steps[i]), targets.Slice(0, i..(i + 1)).Slice(1, ..lengths[i]));
            Assert.Equal(loss.PerExample(own, target).ToDouble(), all[i], 12);
        }
        // Two equal classes do not fit into two steps.
        Assert.True(loss.PerExample(outputs.Slice(0, ..1).Slice(1, ..2), Tensor.From(new long[,] { { 3, 3 } })).ToDouble() > 1e29);
        Assert.Throws<ShapeException>(() => loss.PerExample(outputs, targets.Slice(0, ..2)));
        Assert.Throws<ShapeException>(() => new CtcLoss(4).PerExample(outputs, targets));

        static Tensor Longs(int[] values) => Tensor.From(Array.ConvertAll(values, value => (long)value));
    }
}
