using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Training;

/// <summary>The messages of a trainer about losses that rise or are NaN, and about learning rates that are never read.</summary>
public sealed class DivergenceTests
{
    [Fact]
    public void ExplainDivergence_RateTooLarge_BlamesTheRate()
    {
        var data = Numbers(1);
        var trainer = Trainer(data, new SquaredErrorLoss(), 1e30);
        Assert.EndsWith(" before the first step: take a smaller learning rate than 1E+30.", trainer.ExplainDivergence(data));
    }

    [Fact]
    public void Divergence_LossThatRises_IsNoticedWithoutNaN()
    {
        var data = Numbers(0.1f);
        var network = Network();
        var trainer = new Trainer(network, new Objective(new SquaredErrorLoss()), new Sgd(network.Parameters(), 1.1));
        Assert.Null(trainer.Divergence);
        Assert.True(double.IsNaN(trainer.InitialLoss));
        var results = trainer.Fit(
            data, null, new() { Epochs = 30, BatchSize = 12, Schedule = null }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(results[^1].Training.Loss));
        Assert.Matches(@"^the loss rose from \d+\.\d before the first step to .* in epoch 30$", trainer.Divergence);
        Assert.Equal("Take a smaller learning rate than 1.1.", trainer.ExplainDivergence(data));
    }

    [Fact]
    public void LearningRateSearch_FindsTheLargestRateOfItsGridThatWorks()
    {
        var data = Numbers(0.1f);
        var options = new TrainingOptions { Epochs = 30, BatchSize = 12, Schedule = null };
        Trainer Create(double rate)
        {
            var network = Network();
            return new(network, new Objective(new SquaredErrorLoss()), new Sgd(network.Parameters(), rate));
        }
        var cancellation = TestContext.Current.CancellationToken;
        var found = LearningRateSearch.Find(Create, data, options, 1e30, TimeSpan.FromMinutes(1), cancellation);
        // The largest curvature of the mean of (wx + b − t)² is about 2.7, and steps above 2/2.7 diverge.
        Assert.Equal(0.3, found!.Value.Rate);
        Assert.Equal(Create(0.3).Fit(data, null, options, cancellation: cancellation)[^1].Training.Loss, found.Value.Loss);
        Assert.Equal(0.1, LearningRateSearch.Find(Create, data, options, 0.3, TimeSpan.FromMinutes(1), cancellation)!.Value.Rate);
        Assert.Null(LearningRateSearch.Find(Create, data, options, 1e-7, TimeSpan.FromMinutes(1), cancellation));
        Assert.Null(LearningRateSearch.Find(Create, data, options, 1e30, TimeSpan.Zero, cancellation));
        Assert.Throws<OperationCanceledException>(() => LearningRateSearch.Find(Create, data, options, 1, TimeSpan.FromMinutes(1), new(true)));
    }

    [Fact]
    public void ExplainDivergence_InputsBeyondReason_BlamesThem()
    {
        var data = Numbers(1e30f);
        Assert.EndsWith(
            " before the first step: the inputs reach 1.2000000785032504E+31; standardize them.",
            Trainer(data, new SquaredErrorLoss(), 0.01).ExplainDivergence(data));
    }

    [Fact]
    public void ExplainDivergence_LossThatIsNoNumber_BlamesTheLoss()
    {
        var data = Numbers(1);
        Assert.Contains("before the first step: look at the loss 'no number'", Trainer(data, new NoNumber(), 0.01).ExplainDivergence(data));
    }

    [Fact]
    public void ExplainDivergence_DerivativeThatIsNoNumber_BlamesTheDerivative()
    {
        var data = Numbers(1);
        Assert.Contains(
            "its gradient is not finite: look at the derivative of the loss 'no derivative'",
            Trainer(data, new NoDerivative(), 0.01).ExplainDivergence(data));
    }

    [Fact]
    public void Fit_RuleThatKeepsItsOwnRate_IsRefusedWhereTheRateDecays()
    {
        var data = Numbers(1);
        var network = Network();
        var fit = () => new Trainer(network, new SquaredErrorLoss(), new OwnRate(network)).Fit(
            data, null, new() { Epochs = 2, BatchSize = 4 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(
            "OwnRate: its learning rate changes, but Learn does not read it: read Rate(type) there, or set Schedule to null and leave the rate alone.",
            Assert.Throws<InvalidOperationException>(() => { fit(); }).Message);
        _ = new Trainer(network, new SquaredErrorLoss(), new OwnRate(network)).Fit(
            data, null, new() { Epochs = 2, BatchSize = 4, Schedule = null }, cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Fit_RuleThatReadsTheRateAsANumber_IsRefused()
    {
        var data = Numbers(1);
        var network = Network();
        Assert.StartsWith(
            "NumberRate: LearningRate is read while the rule is compiled, which would make its value a constant",
            Assert.Throws<InvalidOperationException>(() =>
            {
                new Trainer(network, new SquaredErrorLoss(), new NumberRate(network)).Fit(
                    data, null, new(), cancellation: TestContext.Current.CancellationToken);
            }).Message);
    }

    [Fact]
    public void Fit_RuleThatReadsTheRate_FollowsItsDecay()
    {
        var data = Numbers(1);
        var network = Network();
        var rule = new GoodRate(network);
        var before = network.Parameters()[1].Value.ToArray<float>();
        new Trainer(network, new SquaredErrorLoss(), rule).Fit(
            data, null, new() { Epochs = 1, BatchSize = 3 }, cancellation: TestContext.Current.CancellationToken);
        // The bias moves by the rate in each of four steps: 1 with cosine decay.
        var moved = network.Parameters()[1].Value.ToArray<float>()[0] - before[0];
        Assert.Equal(Enumerable.Range(0, 4).Sum(step => 0.5 * (1 + Math.Cos(Math.PI * step / 4))), moved, 1e-5);
        Assert.Equal(1, rule.LearningRate);
    }

    [Fact]
    public void Optimizer_RateReadWhileCompiling_IsRefused()
    {
        var w = new Variable(Tensor.Scalar(1.0), "w");
        var optimizer = new Sgd([w], 0.5);
        var step = Compile.Step(() => w.Value = w - optimizer.LearningRate * Reverse.Gradients(w.Value.Square(), w)[0]);
        Assert.StartsWith("optimizer: LearningRate is read while a function is compiled", Assert.Throws<InvalidOperationException>(step).Message);
        Assert.Equal(1.0, w.Value.ToDouble());
    }

    private static Sequential Network() => new() { new Linear(1, 1, new Generator(1)) };

    private static Dataset Numbers(float scale) =>
        Dataset.ForRegression("numbers", [.. Enumerable.Range(1, 12).Select(i => i * scale)], [1], [.. Enumerable.Range(1, 12).Select(i => (float)i)], ["y"]);

    private static Trainer Trainer(Dataset data, Loss loss, double rate)
    {
        var network = Network();
        var trainer = new Trainer(network, new Objective(loss), new Sgd(network.Parameters(), rate));
        var results = trainer.Fit(data, null, new() { Epochs = 30, BatchSize = 4 }, cancellation: TestContext.Current.CancellationToken);
        Assert.False(double.IsFinite(results[^1].Training.Loss));
        return trainer;
    }

    private sealed class NoNumber : Loss
    {
        public override string Name => "no number";

        public override string Description => "a test loss";

        public override bool IsRegression => true;

        public override Tensor PerExample(Tensor y, Tensor t) => ((y - t).Square() - 1e6).Log().Sum(1);
    }

    private sealed class NoDerivative : Loss
    {
        public override string Name => "no derivative";

        public override string Description => "a test loss";

        public override bool IsRegression => true;

        public override Tensor PerExample(Tensor y, Tensor t) => ((y - t) * 0).Sqrt().Sum(1);
    }

    private sealed class OwnRate(Sequential network) : LearningRule(1)
    {
        public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
        {
            var y = network.Forward(x);
            return (y.Sum(), y);
        }
    }

    private sealed class NumberRate(Sequential network) : LearningRule(1)
    {
        public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
        {
            var y = network.Forward(x);
            return (y.Sum() * LearningRate, y);
        }
    }

    private sealed class GoodRate(Sequential network) : LearningRule(1)
    {
        public override (Tensor Error, Tensor Outputs) Learn(Tensor x, Tensor t)
        {
            var y = network.Forward(x);
            var bias = network.Parameters()[1];
            bias.Value = bias + Rate(ElementType.Float32);
            return (y.Sum(), y);
        }
    }
}
