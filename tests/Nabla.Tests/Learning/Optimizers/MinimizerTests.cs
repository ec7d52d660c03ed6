using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Optimizers;

public class MinimizerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["l-bfgs", "conjugate gradients"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Minimize_RosenbrocksValley_FindsItsMinimum(string kind)
    {
        var x = new Variable(Tensor.From([-1.2, 1.0]), "x");
        var result = Create(kind, [x]).Minimize(() => 100 * (x.Value[1] - x.Value[0].Square()).Square() + (1 - x.Value[0]).Square(), 500, 1e-8, null, Token);
        Assert.True(result.HasConverged, result.ToString());
        Assert.All(x.Value.ToArray<double>(), value => Assert.Equal(1, value, 1e-6));
        Assert.InRange(result.Evaluations, 20, kind == "l-bfgs" ? 80 : 400);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Minimize_AQuadraticOfSeveralVariables_SolvesItsEquations(string kind)
    {
        var g = new Generator(2);
        var a = g.Normal([6, 6], 0, 1, ElementType.Float64).Evaluate();
        var matrix = (a.MatMul(a, transposeB: true) + Tensor.Identity(6, ElementType.Float64)).Evaluate();
        var right = g.Normal([6], 0, 1, ElementType.Float64).Evaluate();
        Variable[] parts = [new(Tensor.Zeros([2], ElementType.Float64), "first"), new(Tensor.Zeros([4], ElementType.Float64), "second")];
        Tensor All() => Tensor.Concatenate(0, parts[0].Value, parts[1].Value);
        var result = Create(kind, parts).Minimize(() => 0.5 * (All() * matrix.MatMul(All())).Sum() - (right * All()).Sum(), 200, 1e-9, null, Token);
        Assert.True(result.HasConverged, result.ToString());
        var expected = matrix.Solve(right.Reshape(6, 1)).ToArray<double>();
        var found = All().ToArray<double>();
        for (var i = 0; i < 6; i++) Assert.Equal(expected[i], found[i], 1e-7);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Minimize_WhereStepsLeaveTheDomain_StaysInside(string kind)
    {
        var x = new Variable(Tensor.From([3.0]), "x");
        var result = Create(kind, [x]).Minimize(() => (x.Value - x.Value.Log()).Sum(), 100, 1e-9, null, Token);
        Assert.True(result.HasConverged, result.ToString());
        Assert.Equal(1, x.Value.ToArray<double>()[0], 1e-8);
    }

    [Fact]
    public void Minimize_CanceledOrWithoutIterations_KeepsWhatItHas()
    {
        var x = new Variable(Tensor.From([3f]), "x");
        var none = new Lbfgs([x]).Minimize(() => x.Value.Square().Sum(), 0, cancellation: Token);
        Assert.Equal((0, 9.0, false), (none.Iterations, none.Value, none.HasConverged));
        Assert.Equal([3f], x.Value.ToArray<float>());
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Equal(0, new Lbfgs([x]).Minimize(() => x.Value.Square().Sum(), cancellation: source.Token).Iterations);
        var error = Assert.Throws<ArithmeticException>(() => new Lbfgs([x]).Minimize(() => (x.Value - 4).Log().Sum(), cancellation: Token));
        Assert.Contains("not finite at the start", error.Message, StringComparison.Ordinal);
        Assert.Equal([3f], x.Value.ToArray<float>());
        Assert.Throws<ArgumentException>(() => new Lbfgs([]));
    }

    [Fact]
    public void Groups_WithRatesOfTheirOwn_FollowOneFactor()
    {
        Variable[] w = [new(Tensor.From([1.0]), "a"), new(Tensor.From([1.0]), "b"), new(Tensor.From([1.0]), "c")];
        var groups = new ParameterGroups(new Sgd([w[0]], 0.1), new Sgd([w[1], w[2]], 0.01));
        Tensor[] ones = [.. w.Select(_ => Tensor.From([1.0]))];
        groups.Step(ones);
        Assert.Equal([0.9, 0.99, 0.99], w.Select(variable => Math.Round(variable.Value.ToDouble(), 12)));
        groups.LearningRate = 0.5;
        groups.Step(ones);
        Assert.Equal([0.85, 0.985, 0.985], w.Select(variable => Math.Round(variable.Value.ToDouble(), 12)));
        Assert.Equal(["group0.0.velocity", "group1.0.velocity"], new ParameterGroups(
            new Sgd([w[0]], 0.1, 0.9), new Sgd([w[1]], 0.1, 0.9)).StateVariables.Select(entry => entry.Name));
        Assert.Throws<ArgumentException>(() => new ParameterGroups(new Sgd([w[0]], 0.1), new Sgd([w[0]], 0.1)));
        Assert.Throws<ArgumentException>(() => new ParameterGroups(new Sgd([w[0]], 0.1) { Transformations = { new ClipByGlobalNorm(1) } }));
    }

    [Fact]
    public void Average_OfParameters_IsTheRecurrenceAndSwaps()
    {
        var w = new Variable(Tensor.From([0.0]), "w");
        var average = new ExponentialMovingAverage([w], 0.5);
        var expected = 0.0;
        for (var t = 0; t < 6; t++)
        {
            w.Value = Tensor.From([t + 1.0]);
            average.Update();
            var kept = Math.Min(0.5, (1.0 + t) / (10 + t));
            expected = kept * expected + (1 - kept) * (t + 1);
        }
        average.Swap();
        Assert.Equal(expected, w.Value.ToDouble(), 12);
        average.Swap();
        Assert.Equal(6, w.Value.ToDouble());
    }

    private static Minimizer Create(string kind, Variable[] parameters) => kind == "l-bfgs" ? new Lbfgs(parameters) : new ConjugateGradient(parameters);
}
