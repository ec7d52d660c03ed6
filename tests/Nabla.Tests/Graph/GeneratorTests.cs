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
        var (forwards, backwards) = (new Generator(5), new Generator(5));
        var (a, b) = (forwards.Uniform([7]), forwards.Normal([2, 3]));
        var (c, d) = (backwards.Uniform([7]), backwards.Normal([2, 3]));
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
        var exception = Assert.Throws<ShapeException>(() => new Generator(1).Uniform([2], type: ElementType.Int32));
        Assert.Equal("random-uniform: makes float32 or float64, not int32.", exception.Message);
    }
}
