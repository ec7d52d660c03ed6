using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Learning.Modules;

/// <summary>Fixed basis functions.</summary>
public sealed class BasisTests : IDisposable
{
    private const ElementType Double = ElementType.Float64;

    private readonly DataFolder folder = new();

    public static TheoryData<string> Names => [.. Basis.Names];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("additive-polynomial", 0.5, new[] { 0.5, 0.25, 0.125 })]
    [InlineData("additive-gaussian", 0.0, new[] { 0.60653065971263342, 1, 0.60653065971263342 })]
    [InlineData("additive-gaussian", 3.0, new[] { 0.1353352832366127, 0.60653065971263342, 1 })]
    [InlineData("additive-sigmoidal", 0.0, new[] { 0.7310585786300049, 0.5, 0.2689414213699951 })]
    [InlineData("additive-fourier", 1.5, new[] { 1, 0, 0.0 })]
    [InlineData("polynomial", 0.5, new[] { 0.5, 0.25, 0.125 })]
    public void Forward_OfOneNumber_IsTheFormula(string name, double x, double[] expected)
    {
        var y = Basis.FromName(name, 1, 3, new Generator(0)).Forward(Tensor.From<double>([x], [1, 1])).ToArray<double>();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], y[i], 1e-15);
    }

    [Fact]
    public void AdditivePolynomial_OfSeveralInputs_HasNoProducts_AndPolynomialHasAll()
    {
        var x = Tensor.From<double>([2, 3], [1, 2]);
        Assert.Equal([2.0, 3, 4, 9, 8, 27], new AdditivePolynomialBasis(2, 3).Forward(x).ToArray<double>());
        Assert.Equal([2.0, 3, 4, 6, 9, 8, 12, 18, 27], new PolynomialBasis(2, 3).Forward(x).ToArray<double>());
        Assert.Equal(
            [2.0, 3, 5, 4, 6, 10, 9, 15, 25], new PolynomialBasis(3, 2).Forward(Tensor.From<double>([2, 3, 5], [1, 3])).ToArray<double>());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 100, 100)]
    [InlineData(4, 3, 34)]
    [InlineData(64, 2, 2144)]
    [InlineData(100_000, 1, 100_000)]
    public void Polynomial_HasOneFunctionPerMonomial(int inputs, int degree, int count) => Assert.Equal(count, new PolynomialBasis(inputs, degree).Outputs);

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_AnyBasis_LearnsNothing_AndRefusesOtherShapes(string name)
    {
        var basis = Basis.FromName(name, 2, 3, new Generator(0));
        Assert.Empty(basis.Parameters());
        Assert.Equal([5, basis.Outputs], basis.Forward(Tensor.Ones([5, 2])).Shape);
        Assert.Equal($"{name}: needs [batch, 2], got [1, 3].", Assert.Throws<ShapeException>(() => basis.Forward(Tensor.Ones([1, 3]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Basis.FromName(name, 2, 0, new Generator(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Basis.FromName(name, 0, 2, new Generator(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Basis.FromName(name, 2, 100_001, new Generator(0)));
    }

    [Fact]
    public void Create_TooManyFunctions_SaysHowManyAndWhatToTake()
    {
        Assert.Equal(
            "polynomial of degree 2: 784 inputs make 308,504 functions, more than 100,000; "
            + "take a lower degree, or additive-polynomial, which has no products of different inputs.",
            Assert.Throws<ArgumentException>(() => new PolynomialBasis(784, 2)).Message);
        Assert.Throws<ArgumentException>(() => new PolynomialBasis(int.MaxValue, 100));
        Assert.Equal(
            "784 inputs with 128 functions each make more than 100,000 functions; take fewer.",
            Assert.Throws<ArgumentException>(() => new AdditiveFourierBasis(784, 128)).Message);
        Assert.StartsWith(
            "Unknown basis 'wavelet'; the bases are polynomial, gaussian, sigmoidal, fourier, additive-polynomial, additive-gaussian,",
            Assert.Throws<ArgumentException>(() => Basis.FromName("wavelet", 1, 1, new Generator(0))).Message);
    }

    [Fact]
    public void Gaussian_DependsOnTheDistanceFromItsCenterAlone()
    {
        var basis = new GaussianBasis(3, 2, new Generator(1), Double);
        basis.Centers.Value = Tensor.From(new double[,] { { 1, 2, 3 }, { 0, 0, 0 } });
        basis.Width.Value = Tensor.Scalar(2.0);
        // (1, 2, 3) + (2, 0, 0) and + (0, 0, −2) are at distance 2 from the first center.
        var y = basis.Forward(Tensor.From(new double[,] { { 3, 2, 3 }, { 1, 2, 1 }, { 1, 2, 3 } })).ToArray<double>();
        Assert.Equal(Math.Exp(-0.5), y[0], 1e-15);
        Assert.Equal(Math.Exp(-0.5), y[2], 1e-15);
        Assert.Equal(1, y[4]);
        Assert.Equal(Math.Exp(-22.0 / 8), y[1], 1e-15);
    }

    [Fact]
    public void GaussianFit_PutsTheCentersIntoTheClusters_AndTheWidthBetweenThem()
    {
        var data = SyntheticData.Xor(2000, 0.1, new HostRandom(3));
        var (first, second) = (new GaussianBasis(2, 4, new Generator(1), Double), new GaussianBasis(2, 4, new Generator(2), Double));
        first.Fit(data, 5);
        second.Fit(data, 5);
        Assert.Equal(first.Centers.Value.ToArray<double>(), second.Centers.Value.ToArray<double>());
        var centers = first.Centers.Value.ToArray<double>().Chunk(2).Select(c => (Math.Round(c[0], 1), Math.Round(c[1], 1))).Order().ToArray();
        Assert.Equal([(-1.0, -1.0), (-1, 1), (1, -1), (1, 1)], centers);
        Assert.Equal(Math.Sqrt(2), first.Width.Value.ToDouble(), 0.05);
    }

    [Fact]
    public void GaussianFit_OfOneCenter_IsTheMeanAndTheRootMeanSquareDistance()
    {
        var data = SyntheticData.Xor(400, 0.1, new HostRandom(3));
        var basis = new GaussianBasis(2, 1, new Generator(1), Double);
        basis.Fit(data, 5);
        Assert.All(basis.Centers.Value.ToArray<double>(), center => Assert.Equal(0, center, 0.02));
        Assert.Equal(Math.Sqrt(2.02), basis.Width.Value.ToDouble(), 0.02);
    }

    [Fact]
    public void GaussianFit_FewerDifferentExamplesThanCenters_IsRefusedAndChangesNothing()
    {
        var data = SyntheticData.Xor(400, 0, new HostRandom(3));
        var basis = new GaussianBasis(2, 5, new Generator(1));
        var before = basis.Centers.Value.ToArray<float>();
        Assert.Equal(
            "xor: 5 centers need as many different examples, but there are 4; use gaussian:4 or fewer.",
            Assert.Throws<DataException>(() => basis.Fit(data, 1)).Message);
        Assert.Equal(before, basis.Centers.Value.ToArray<float>());
        Assert.Equal(
            "xor: an example has 2 numbers, but the basis takes 3.",
            Assert.Throws<DataException>(() => new GaussianBasis(3, 2, new Generator(1)).Fit(data, 1)).Message);
    }

    [Fact]
    public void SigmoidalAndFourier_AreTheirFormulas()
    {
        var x = new Generator(3).Normal([4, 3], type: Double).Evaluate();
        var steps = new SigmoidalBasis(3, 5, new Generator(1), Double);
        var waves = new FourierBasis(3, 5, new Generator(1), Double);
        Equal(steps.Forward(x), steps.Weight, steps.Bias, z => 1 / (1 + Math.Exp(-z)));
        Equal(waves.Forward(x), waves.Weight, waves.Bias, Math.Cos);

        void Equal(Tensor y, Variable weight, Variable bias, Func<double, double> function)
        {
            var (found, inputs, w, b) = (y.ToArray<double>(), x.ToArray<double>(), weight.Value.ToArray<double>(), bias.Value.ToArray<double>());
            for (var i = 0; i < 4; i++)
            {
                for (var k = 0; k < 5; k++)
                    Assert.Equal(function(Enumerable.Range(0, 3).Sum(j => w[3 * k + j] * inputs[3 * i + j]) + b[k]), found[5 * i + k], 1e-14);
            }
        }
    }

    [Fact]
    public void Fourier_MeanProducts_ApproachTheGaussianKernel()
    {
        var x = new Generator(3).Normal([6, 4], type: Double).Evaluate();
        var y = new FourierBasis(4, 50_000, new Generator(1), Double).Forward(x);
        var kernel = (y.MatMul(y, transposeB: true) * (2.0 / 50_000)).ToArray<double>();
        var expected = ((x.Unsqueeze(1) - x.Unsqueeze(0)).Square().Sum(2) / -4).Exp().ToArray<double>();
        // The standard error of a mean of 50,000 products is below 0.005.
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], kernel[i], 0.02);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_AnyBasis_PassTheCheck(string name)
    {
        Basis basis = name switch
        {
            "gaussian" => new GaussianBasis(2, 3, new Generator(1), Double),
            "sigmoidal" => new SigmoidalBasis(2, 3, new Generator(1), Double),
            "fourier" => new FourierBasis(2, 3, new Generator(1), Double),
            _ => Basis.FromName(name, 2, 3, new Generator(1)),
        };
        GradientCheck.Require(x => basis.Forward(x[0]), [new Generator(7).Normal([4, 2], type: Double).Evaluate()]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SaveAndLoad_AnyBasis_GivesTheSameOutputs(string name)
    {
        var data = SyntheticData.Moons(100, 0.1, new HostRandom(3));
        var basis = Basis.FromName(name, 2, 3, new Generator(1));
        if (basis is GaussianBasis radial) radial.Fit(data, 1);
        var model = TrainedModel.Create(new Sequential(basis, new Linear(basis.Outputs, 2, new Generator(2))), data, new CrossEntropyLoss());
        ModelFile.Save(folder.In("model.safetensors"), model);
        var features = data.Features.Span[..20];
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(model.Predict(features, cancellation), ModelFile.Load(folder.In("model.safetensors")).Predict(features, cancellation));
    }
}
