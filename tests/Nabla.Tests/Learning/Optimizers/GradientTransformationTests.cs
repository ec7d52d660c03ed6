using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Optimizers;

public class GradientTransformationTests
{
    private static readonly Tensor[] Gradients = [Tensor.From([3f, 0]), Tensor.From([0f, -4], [1, 2])];

    [Theory]
    [InlineData(10, 1)]
    [InlineData(5, 1)]
    [InlineData(2.5, 0.5)]
    public void ClipByGlobalNorm_ScalesAllGradientsTogether(double limit, double factor)
    {
        var clipped = new ClipByGlobalNorm(limit).Transform(Gradients, Parameters());
        Assert.Equal([3 * (float)factor, 0], clipped[0].ToArray<float>());
        Assert.Equal([0, -4 * (float)factor], clipped[1].ToArray<float>());
    }

    [Fact]
    public void ClipByGlobalNorm_OfHugeGradients_NeitherOverflowsNorHidesWhatIsNotFinite()
    {
        var clip = new ClipByGlobalNorm(1);
        Assert.Equal([0.6f, 0.8f], clip.Transform([Tensor.From([3e30f, 4e30f])], Parameters()[..1])[0].ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.All(clip.Transform([Tensor.From([float.NaN, 1])], Parameters()[..1])[0].ToArray<float>(), value => Assert.True(float.IsNaN(value)));
        Assert.Equal([0f, 0], clip.Transform([Tensor.From([0f, 0])], Parameters()[..1])[0].ToArray<float>());
    }

    [Fact]
    public void ClipByValue_LimitsEveryElement()
    {
        var clipped = new ClipByValue(3.5).Transform(Gradients, Parameters());
        Assert.Equal([3f, 0], clipped[0].ToArray<float>());
        Assert.Equal([0f, -3.5f], clipped[1].ToArray<float>());
    }

    [Fact]
    public void WeightDecay_AddsToWeightsOnly()
    {
        var decayed = new WeightDecay(0.5).Transform(Gradients, Parameters());
        Assert.Equal([3f, 0], decayed[0].ToArray<float>());
        Assert.Equal([0.5f, -3.5f], decayed[1].ToArray<float>());
    }

    [Theory]
    [InlineData(false, "sgd")]
    [InlineData(true, "sgd")]
    [InlineData(false, "adam")]
    [InlineData(true, "adam")]
    public void Accumulate_OfThreeSteps_EqualsOneStepOfTheirMean(bool compile, string name)
    {
        var data = Enumerable.Range(0, 6).Select(i => Tensor.From([i + 1f, i * i - 2])).ToArray();
        var (often, once) = (new Variable(Tensor.From([1f, -1]), "w"), new Variable(Tensor.From([1f, -1]), "w"));
        var accumulating = Make(often);
        accumulating.Transformations.Add(new GradientAccumulation(3, [often]));
        Func<Tensor, Tensor> step = target =>
        {
            accumulating.Step(Reverse.Gradients((often.Value * target).Sin().Sum(), [often]));
            return target;
        };
        if (compile) step = Compile.Function(step);
        var plain = Make(once);
        var before = often.Value.ToArray<float>();
        for (var i = 0; i < data.Length; i++)
        {
            step(data[i]).Evaluate();
            if (i % 3 != 2) Assert.Equal(before, often.Value.ToArray<float>());
            else
            {
                var gradients = Enumerable.Range(i - 2, 3).Select(j => Reverse.Gradients((once.Value * data[j]).Sin().Sum(), [once])[0]);
                plain.Step([gradients.Aggregate((sum, term) => sum + term) / 3]);
                Assert.Equal(once.Value.ToArray<float>(), often.Value.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-6f);
                before = often.Value.ToArray<float>();
            }
        }

        Optimizer Make(Variable w) => name == "sgd" ? new Sgd([w], 0.1, 0.9) : new Adam([w], 0.1);
    }

    [Fact]
    public void Chain_OfSeveral_IsAppliedInOrder()
    {
        var w = new Variable(Tensor.From([0.0, 0]), "w");
        new Sgd([w], 1) { Transformations = { new ClipByValue(1), new ClipByGlobalNorm(1) } }.Step([Tensor.From([5.0, -7])]);
        Assert.Equal([-Math.Sqrt(0.5), Math.Sqrt(0.5)], w.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void WrongArguments_AreRefused()
    {
        foreach (var limit in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new ClipByGlobalNorm(limit));
            Assert.Throws<ArgumentOutOfRangeException>(() => new ClipByValue(limit));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightDecay(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientAccumulation(0, Parameters()));
        var mismatched = new Sgd(Parameters()[..1], 1) { Transformations = { new GradientAccumulation(2, Parameters()) } };
        var error = Assert.Throws<ArgumentException>(() => mismatched.Step(Gradients[..1]));
        Assert.StartsWith("accumulate: created for 2 parameters, but there ar", error.Message);
        Assert.Throws<NotSupportedException>(() => new GradientAccumulation(2, Parameters()).Transform(Gradients, Parameters()));
    }

    private static Variable[] Parameters() => [new(Tensor.From([1f, 1]), "bias"), new(Tensor.From([1f, 1], [1, 2]), "weight")];
}
