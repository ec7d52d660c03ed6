using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning;

/// <summary>All methods of computing gradients agree on the same graph.</summary>
public class GradientComparisonTests
{
    private static readonly GradientMethod[] Ways = Enum.GetValues<GradientMethod>();

    [Theory]
    [InlineData("tanh", "squared-error", 1)]
    [InlineData("sigmoid", "huber", 2)]
    [InlineData("softplus", "absolute-error", 3)]
    [InlineData("silu", "squared-error", 4)]
    [InlineData("elu", "binary-cross-entropy", 5)]
    public void Perceptron_RandomOne_AllWaysAgree(string activation, string loss, int seed)
    {
        var random = new Random(seed);
        int[] widths = [3, random.Next(2, 6), random.Next(2, 6), 2];
        var comparison = Compare(Models.Perceptron(widths, activation, new Generator(seed), ElementType.Float64), loss, 3, 2, seed);
        var results = Run(comparison);
        Assert.All(results, result => Assert.Null(result.Refusal));
        Assert.Equal(Ways, results.Select(result => result.Method));
        AssertAgree(results);
    }

    [Fact]
    public void SkipConnections_AllWaysAgree_ButLayerByLayerDoesNotApply()
    {
        var generator = new Generator(1);
        Sequential network =
        [
            new Linear(3, 4, generator, type: ElementType.Float64), new Residual(Models.Perceptron([4, 3, 4], "tanh", generator, ElementType.Float64)),
            Activation.Tanh(), new Linear(4, 2, generator, type: ElementType.Float64),
        ];
        var results = Run(Compare(network, "squared-error", 3, 2, 2));
        AssertAgree(results.Where(result => result.Refusal is null));
        Assert.StartsWith("layer by layer: layer 1 is residual.", Assert.Single(results, result => result.Refusal is not null).Refusal);
    }

    [Fact]
    public void UnrolledRecurrentNetwork_AllWaysAgree_ButLayerByLayerDoesNotApply()
    {
        var generator = new Generator(1);
        Sequential network = [new ElmanNetwork(2, 3, 4, generator, ElementType.Float64), new Linear(3, 1, generator, type: ElementType.Float64)];
        var results = Run(Compare(network, "squared-error", 8, 1, 3));
        AssertAgree(results.Where(result => result.Refusal is null));
        Assert.StartsWith("layer by layer: layer 0 is elman", Assert.Single(results, result => result.Refusal is not null).Refusal);
    }

    [Fact]
    public void SoftmaxLoss_ComplexStepDoesNotApply_AndSaysWhy()
    {
        var network = Models.Perceptron([3, 4, 2], "tanh", new Generator(1), ElementType.Float64);
        var results = Run(Compare(network, "cross-entropy", 3, 2, 3));
        AssertAgree(results.Where(result => result.Refusal is null));
        var refused = Assert.Single(results, result => result.Refusal is not null);
        Assert.Equal(GradientMethod.ComplexStep, refused.Method);
        Assert.Equal(
            "complex-step: log-softmax is not defined on complex numbers here; use central differences, or forward or reverse mode.", refused.Refusal);
    }

    [Fact]
    public void Costs_AreExponential_PerWeight_AndConstant()
    {
        GradientMethodResult[] At(int depth) => Run(Compare(
            Models.Perceptron([3, .. Enumerable.Repeat(4, depth), 2], "tanh", new Generator(1), ElementType.Float64), "squared-error", 3, 2, 1));
        double Ratio(GradientMethod way) => (double)At(3).Single(result => result.Method == way).Operations
            / (double)At(1).Single(result => result.Method == way).Operations;
        // From 1 to 3 hidden layers of 4 units, the size of the network triples; the number of paths grows by a factor of 16 or more.
        Assert.InRange(Ratio(GradientMethod.Reverse), 1.5, 4);
        Assert.InRange(Ratio(GradientMethod.Layers), 1.5, 4);
        Assert.InRange(Ratio(GradientMethod.Forward), 4, 16);
        Assert.InRange(Ratio(GradientMethod.CentralDifferences), 4, 16);
        Assert.True(Ratio(GradientMethod.Paths) > 16);

        var comparison = Compare(Models.Perceptron([3, 4, 4, 4, 2], "tanh", new Generator(1), ElementType.Float64), "squared-error", 3, 2, 1);
        Assert.True(Run(comparison).Single(result => result.Method == GradientMethod.Reverse).Operations <= 4 * comparison.EvaluationOperations);
    }

    [Fact]
    public void Limits_AreKept_AndSaid()
    {
        var comparison = Compare(
            Models.Perceptron([3, .. Enumerable.Repeat(10, 30), 2], "tanh", new Generator(1), ElementType.Float64), "squared-error", 3, 2, 1);
        Assert.True(comparison.Paths > System.Numerics.BigInteger.Pow(10, 30));
        var results = comparison.Compare(Ways, pathLimit: 1000, sweepLimit: 100, cancellation: TestContext.Current.CancellationToken).ToArray();
        Assert.Equal(
            $"there are {comparison.Paths.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} paths, more than the limit of 1,000",
            results[0].Refusal);
        Assert.Equal(
            FormattableString.Invariant($"it takes {comparison.WeightCount + 1:N0} evaluations, more than the limit of 100"),
            results[1].Refusal);
        Assert.Equal([GradientMethod.Layers, GradientMethod.Reverse], results.Where(result => result.Refusal is null).Select(result => result.Method));
        Assert.Throws<OperationCanceledException>(() => comparison.Compare(Ways, cancellation: new(true)).ToArray());
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        var generator = new Generator(1);
        Assert.Throws<ElementTypeException>(() => new GradientComparison(
            new Linear(2, 2, generator), new Objective(new SquaredErrorLoss()), Tensor.Ones([1, 2]), Tensor.Ones([1, 2])));
        Assert.Throws<ArgumentException>(() => new GradientComparison(
            new Softmax(), new Objective(new SquaredErrorLoss()), Tensor.Ones([1, 2]), Tensor.Ones([1, 2])));
    }

    private static void AssertAgree(IEnumerable<GradientMethodResult> results) => Assert.All(results, result => Assert.InRange(
        result.Difference,
        0,
        // Forward differences are accurate to half the digits.
        result.Method == GradientMethod.ForwardDifferences ? 1e-6 : 1e-8));

    private static GradientMethodResult[] Run(GradientComparison comparison) =>
        [.. comparison.Compare(Ways, cancellation: TestContext.Current.CancellationToken)];

    private static GradientComparison Compare(Sequential network, string lossName, int inputs, int outputs, int seed)
    {
        const int Batch = 2;
        var generator = new Generator(seed);
        var loss = Loss.FromName(lossName);
        var x = generator.Normal([Batch, inputs], type: ElementType.Float64).Evaluate();
        var t = loss.IsRegression
            ? generator.Normal([Batch, outputs], type: ElementType.Float64).Evaluate()
            : loss.Encode(Tensor.From<long>([0, 1]), outputs, ElementType.Float64);
        return new(network, new Objective(loss, new L2Regularizer(), 0.1), x, t);
    }
}
