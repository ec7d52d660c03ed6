using Xunit;

namespace Nabla.Tests.Graph;

public class GeneratorTests
{
    [Fact]
    public void Uniform_EqualSeeds_GiveEqualNumbersAndOthersDoNot()
    {
        Assert.Equal(Two(new Generator(5)), Two(new Generator(5)));
        Assert.NotEqual(Two(new Generator(5)), Two(new Generator(6)));
        var generator = new Generator(5);
        Assert.NotEqual(generator.Uniform([4]).ToArray<float>(), generator.Uniform([4]).ToArray<float>());

        static float[] Two(Generator generator) => [.. generator.Uniform([3]).ToArray<float>(), .. generator.Normal([5]).ToArray<float>()];
    }

    [Fact]
    public void Numbers_ReadInAnotherOrder_AreTheSame()
    {
        var (forward, backward) = (new Generator(5), new Generator(5));
        var (a, b) = (forward.Uniform([7]), forward.Normal([2, 3]));
        var (c, d) = (backward.Uniform([7]), backward.Normal([2, 3]));
        var last = d.ToArray<float>();
        Assert.Equal(a.ToArray<float>(), c.ToArray<float>());
        Assert.Equal(b.ToArray<float>(), last);
    }

    [Fact]
    public void Numbers_DrawnInPieces_DoNotOverlap()
    {
        var generator = new Generator(3);
        var numbers = Enumerable.Range(0, 50).SelectMany(_ => generator.Uniform([8], type: ElementType.Float64).ToArray<double>()).ToArray();
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    [Fact]
    public void State_PutBack_RepeatsTheNumbers()
    {
        var generator = new Generator(5);
        generator.Uniform([9]).Evaluate();
        var kept = generator.State.Value;
        var first = generator.Normal([6]).ToArray<float>();
        generator.State.Value = kept;
        Assert.Equal(first, generator.Normal([6]).ToArray<float>());
        Assert.Equal("int64[2]", kept.Type.ToString());
    }

    [Fact]
    public void Uniform_FromLowToHigh_StaysInside()
    {
        var numbers = new Generator(1).Uniform([10_000], -2, 3).ToArray<float>();
        Assert.All(numbers, number => Assert.InRange(number, -2f, 3f));
        Assert.Equal(0.5, numbers.Average(), 0.1);
    }

    [Fact]
    public void Normal_WithMeanAndDeviation_HasThem()
    {
        var numbers = new Generator(1).Normal([10_000], 5, 2, ElementType.Float64).ToArray<double>();
        var mean = numbers.Average();
        Assert.Equal(5, mean, 0.1);
        Assert.Equal(2, Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean))), 0.1);
    }

    [Fact]
    public void Uniform_OfWholeNumbers_SaysWhatItMakes()
    {
        var exception = Assert.Throws<ElementTypeException>(() => new Generator(1).Uniform([2], type: ElementType.Int32));
        Assert.Equal("random-uniform: returns float32 or float64, not int32.", exception.Message);
    }

    [Fact]
    public void Bernoulli_OfManyDraws_HasItsProbabilities()
    {
        var p = Tensor.From<double>([0, 0.25, 0.9, 1]).Reshape(4, 1).BroadcastTo([4, 40_000]);
        var means = new Generator(1).Bernoulli(p).Mean([1]).ToArray<double>();
        // Five standard deviations.
        Assert.Equal([0, 1], [means[0], means[3]]);
        Assert.InRange(means[1], 0.25 - 0.011, 0.25 + 0.011);
        Assert.InRange(means[2], 0.9 - 0.0075, 0.9 + 0.0075);
        Assert.Equal(ElementType.Float32, new Generator(1).Bernoulli(Tensor.Full([2], 0.5)).ElementType);
        Assert.Throws<ElementTypeException>(() => new Generator(1).Bernoulli(Tensor.From<int>([1])));
    }

    [Fact]
    public void Categorical_OfManyDraws_HasTheProbabilitiesOfTheSoftmax()
    {
        const int Draws = 40_000;
        var logits = Tensor.From<double>([Math.Log(1), Math.Log(2), double.NegativeInfinity, Math.Log(5)]).BroadcastTo([Draws, 4]);
        var indices = new Generator(2).Categorical(logits);
        Assert.Equal((ElementType.Int64, 1), (indices.ElementType, indices.Rank));
        var counts = indices.ToArray<long>().CountBy(index => index).ToDictionary();
        Assert.False(counts.ContainsKey(2));
        foreach (var (index, probability) in (ReadOnlySpan<(long, double)>)[(0, 1 / 8.0), (1, 2 / 8.0), (3, 5 / 8.0)])
            Assert.InRange(
                counts[index],
                Draws * probability - 5 * Math.Sqrt(Draws * probability * (1 - probability)),
                Draws * probability + 5 * Math.Sqrt(Draws * probability * (1 - probability)));
        Assert.Throws<ShapeException>(() => new Generator(1).Categorical(Tensor.Zeros([3, 0])));
    }

    [Fact]
    public void Permutation_OfManyDraws_IsEveryOrderEquallyOften()
    {
        var generator = new Generator(3);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), generator.Permutation(1000).ToArray<long>().Order());
        Assert.Empty(generator.Permutation(0).ToArray<long>());
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Permutation(-1));
        const int Draws = 6000;
        var counts = Enumerable.Range(0, Draws).Select(_ => string.Join(" ", generator.Permutation(3).ToArray<long>())).CountBy(order => order).ToDictionary();
        Assert.Equal(6, counts.Count);
        // χ² with 5 degrees of freedom: exceeded with a probability of 10⁻⁷.
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - Draws / 6.0, 2) / (Draws / 6.0)), 0, 42);
    }

    [Fact]
    public void Uniform_OfManyDraws_StaysBelowItsUpperEnd()
    {
        Assert.True(new Generator(1).Uniform([20_000_000], 1, 2).Max().ToDouble() < 2);
        Assert.True(new Generator(1).Uniform([20_000_000], -1, 0).Max().ToDouble() < 0);
    }

    [Fact]
    public void Categorical_OfManyDraws_NeverTakesWhatHasNoProbability()
    {
        var logits = Tensor.From<float>([float.NegativeInfinity, 0]).BroadcastTo([8_000_000, 2]);
        Assert.Equal(1, new Generator(5).Categorical(logits).To(ElementType.Float64).Min().ToDouble());
    }

    [Fact]
    public void Bernoulli_OfFloat32_ComparesFloat64Numbers()
    {
        // Otherwise the spacing of float32 values would limit how rare an event can be.
        const float Rare = 1e-3f;
        var draws = new Generator(5).Bernoulli(Tensor.Full([20_000], Rare));
        var expected = new Generator(5).Uniform([20_000], type: ElementType.Float64) < (double)Rare;
        Assert.Equal(ElementType.Float32, draws.ElementType);
        Assert.Equal(expected.To(ElementType.Float32).ToArray<float>(), draws.ToArray<float>());
        Assert.InRange(draws.Sum().ToDouble(), 5, 40);
    }

    [Theory]
    [InlineData(ElementType.Float32, 3e38)]
    [InlineData(ElementType.Float64, 1.7e308)]
    public void Uniform_OverAlmostAllNumbers_IsSpreadOut(ElementType type, double end)
    {
        var numbers = new Generator(1).Uniform([1000], -end, end, type).To(ElementType.Float64).ToArray<double>();
        Assert.All(numbers, number => Assert.InRange(number, -end * 1.0001, end));
        Assert.InRange(numbers.Count(number => number < -end / 2), 180, 320);
        Assert.InRange(numbers.Count(number => number > end / 2), 180, 320);
    }

    [Fact]
    public void Distributions_ThatAreNone_AreRefused()
    {
        var generator = new Generator(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Uniform([2], 5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Uniform([2], double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Normal([2], 0, -1));
        Assert.Equal([5f, 5], generator.Uniform([2], 5, 5).ToArray<float>());
    }

    [Fact]
    public void Categorical_OfFloat32_DrawsFloat64Numbers()
    {
        var logits = Tensor.From([0f, -1, -3]).BroadcastTo([5000, 3]);
        var uniform = new Generator(5).Uniform([5000, 3], type: ElementType.Float64);
        var expected = (logits.To(ElementType.Float64) - (-uniform.Log()).Log()).ArgMax(-1);
        Assert.Equal(expected.ToArray<long>(), new Generator(5).Categorical(logits).ToArray<long>());
    }
}
