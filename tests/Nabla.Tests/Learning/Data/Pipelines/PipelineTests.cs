using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Pipelines;

/// <summary>Sources made from others, and from records.</summary>
public sealed class PipelineTests
{
    private static readonly Dataset Digits = DigitGenerator.Create(50, 1);
    private static readonly int[] Numbers = [.. Enumerable.Range(0, 1000)];

    [Fact]
    public void Map_ToAnotherShape_HasIt()
    {
        var flat = Digits.Map(batch => batch with { Inputs = batch.Inputs.Reshape(batch.Count, 784) }, [784]);
        Assert.Equal([784], flat.ExampleShape);
        Assert.Equal(Shape.Create([20, 784]), flat.Batches(20).First().Inputs.Shape);

        var wrong = Digits.Map(batch => batch with { Inputs = batch.Inputs.Reshape(batch.Count, 784) });
        Assert.Contains("examples of [28, 28] were announced", Assert.Throws<DataException>(() => wrong.Batches(20).First()).Message);
        var few = Digits.Map(batch => batch with { Inputs = batch.Inputs.Slice(0, ..3) });
        Assert.Contains("must keep its 20 examples", Assert.Throws<DataException>(() => few.Batches(20).First()).Message);
    }

    [Fact]
    public void Take_Batches_KeepsTheSameExamplesInEveryEpoch()
    {
        var few = Digits.Take(2, 8, new HostRandom(5));
        Assert.Equal(16, few.Count);
        Assert.Equal((true, 10), (few.IsClassification, few.OutputWidth));
        var expected = Digits.Batches(8, new HostRandom(5)).Take(2).SelectMany(Sums).Order();
        foreach (var seed in (long[])[1, 2]) Assert.Equal(expected, few.Batches(5, new HostRandom(seed)).SelectMany(Sums).Order());
        // All, if there are no more.
        Assert.Equal(50, Digits.Take(100, 8).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Take(0, 8));
    }

    [Fact]
    public void FromTensors_OfShapesThatDoNotFit_AreRefused()
    {
        Assert.Throws<DataException>(() => BatchSources.FromTensors("t", Tensor.Zeros([3, 2]), Tensor.Zeros([4, 1])));
        Assert.Throws<DataException>(() => BatchSources.FromTensors("t", Tensor.Zeros([3, 2]), Tensor.Zeros([3])));
        Assert.Throws<DataException>(() => BatchSources.FromTensors("t", Tensor.Zeros([3, 2]), Tensor.Zeros([3]), classes: 2));
        Assert.Throws<DataException>(() => BatchSources.FromTensors("t", Tensor.Zeros([3]), Tensor.Zeros([3, 1])));
    }

    [Fact]
    public void Balanced_UnequalClasses_AreDrawnEquallyOften()
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i < 950 ? 0 : i < 990 ? 1 : 2)];
        var data = Dataset.ForClassification("rare", new float[1000], [1], labels, ["a", "b", "c"]);
        var drawn = data.Balanced().Batches(100, new HostRandom(3)).SelectMany(batch => batch.Targets.ToArray<long>()).GroupBy(label => label)
            .ToDictionary(group => group.Key, group => group.Count());
        // A third of 1000 each; three standard deviations are 45.
        Assert.All((long[])[0, 1, 2], label => Assert.InRange(drawn[label], 288, 379));
        Assert.Equal(950, data.Balanced().Batches(100).SelectMany(batch => batch.Targets.ToArray<long>()).Count(label => label == 0));
        Assert.Throws<DataException>(() => Dataset.ForRegression("r", [1, 2], [1], [1, 2], ["y"]).Balanced());
    }

    [Fact]
    public void Weighted_Rows_AreDrawnInProportionAndNeverAtZero()
    {
        var data = Dataset.ForRegression("w", [0, 1, 2, 3], [1], [0, 1, 2, 3], ["y"]);
        var source = data.Weighted([0, 1, 0, 3]);
        var drawn = Enumerable.Range(0, 1000).SelectMany(epoch => source.Batches(4, new HostRandom(epoch)))
            .SelectMany(batch => batch.Inputs.ToArray<float>()).ToList();
        Assert.Equal(4000, drawn.Count);
        Assert.Equal([1f, 3f], drawn.Distinct().Order());
        // Standard deviation 27.
        Assert.InRange(drawn.Count(value => value == 1), 918, 1082);
        foreach (var weights in (double[][])[[1, 1, 1], [1, 1, 1, -1], [0, 0, 0, 0], [1, 1, 1, double.NaN], [1, 1, 1, double.PositiveInfinity]])
            Assert.Throws<DataException>(() => data.Weighted(weights));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Records_InRandomOrder_AreAllThereOnce(int buffer)
    {
        var source = Squares(buffer);
        Assert.Equal(1000, source.Count);
        var (first, again, other) = (Read(source, 1), Read(source, 1), Read(source, 2));
        Assert.Equal(Numbers, first.Order());
        Assert.Equal(first, again);
        Assert.Equal(buffer == 1, first.SequenceEqual(Numbers));
        if (buffer > 1) Assert.NotEqual(first, other);
        // A record comes no earlier than the buffer can hold.
        Assert.All(first.Select((number, place) => number - place), lead => Assert.InRange(lead, int.MinValue, buffer - 1));
        Assert.Equal(Numbers, Read(source, null));
    }

    [Fact]
    public void Records_ThatArriveAsynchronously_AreRead()
    {
        static async IAsyncEnumerable<int> Arriving()
        {
            foreach (var number in Numbers)
            {
                if (number % 100 == 0) await Task.Yield();
                yield return number;
            }
        }

        var source = RecordSource.OfClasses(
            "parity", () => Arriving().ToBlockingEnumerable(), [1], (number, x) => x[0] = number, 2, number => number % 2, count: 1000);
        Assert.Equal(Numbers, Read(source.Prefetch(), null));
    }

    [Fact]
    public void Records_ThatAreWrong_AreRefusedByNumber()
    {
        static void Nothing(int record, Span<float> values)
        {
        }

        string Message(RowSource source) => Assert.Throws<DataException>(() => source.Batches(10).Count()).Message;
        Assert.Equal("r: record 3: feature 0 is NaN, not a finite number.", Message(RecordSource.OfValues(
            "r", () => Numbers, [1], (number, x) => x[0] = number == 3 ? float.NaN : 0, 1, Nothing)));
        Assert.Equal("r: record 4: target 1 is Infinity, not a finite number.", Message(RecordSource.OfValues(
            "r", () => Numbers, [1], Nothing, 2, (number, y) => y[1] = number == 4 ? float.PositiveInfinity : 0)));
        Assert.Equal("r: record 2: class 2 is outside 0 to 1.", Message(RecordSource.OfClasses("r", () => Numbers, [1], Nothing, 2, number => number)));
        Assert.Equal("r: there are no records.", Message(RecordSource.OfClasses("r", () => (int[])[], [1], Nothing, 2, number => 0)));
        Assert.Equal("r: has more than 10 rows, but 10 were announced or counted before.", Message(RecordSource.OfClasses(
            "r", () => Numbers, [1], Nothing, 2, number => 0, count: 10)));
        Assert.Equal("r: has 1000 rows, but 1001 were announced or counted before.", Message(RecordSource.OfClasses(
            "r", () => Numbers, [1], Nothing, 2, number => 0, count: 1001)));
    }

    [Fact]
    public void Trainer_OnRecords_Learns()
    {
        var network = new Sequential { new Linear(1, 1, new Generator(1)) };
        var source = RecordSource.OfValues(
            "line", () => Numbers, [1], (number, x) => x[0] = number / 1000f, 1, (number, y) => y[0] = 3 * number / 1000f - 1);
        var trainer = new Trainer(network, new(new SquaredErrorLoss()), new Adam(network.Parameters(), 0.05));
        trainer.Fit(source, null, new() { Epochs = 20, BatchSize = 50 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(trainer.Evaluate(source, TestContext.Current.CancellationToken).Score > 0.999);
    }

    [Fact]
    public void Trainer_OnFloat64_LearnsInFloat64()
    {
        var network = new Sequential { new Linear(1, 1, new Generator(1), type: ElementType.Float64) };
        var x = Tensor.Range(100, ElementType.Float64).Reshape(100, 1) / 100;
        var source = BatchSources.FromTensors("line", x, 3 * x - 1);
        var trainer = new Trainer(network, new(new SquaredErrorLoss()), new Adam(network.Parameters(), 0.1));
        var results = trainer.Fit(source.Prefetch(), source, new() { Epochs = 300, BatchSize = 25 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(results[^1].Validation!.Value.Loss < 1e-6, results[^1].ToString());
        Assert.All(network.Parameters(), parameter => Assert.Equal(ElementType.Float64, parameter.Value.ElementType));
    }

    private static RecordSource<int> Squares(int buffer) => RecordSource.OfValues(
        "squares", () => Numbers, [1], (number, x) => x[0] = number, 1, (number, y) => y[0] = (float)number * number, null, buffer);

    private static List<int> Read(IBatchSource source, long? seed) =>
    [
        .. source.Batches(30, seed is { } given ? new HostRandom(given) : null)
            .SelectMany(batch => batch.Inputs.ToArray<float>()).Select(value => (int)value),
    ];

    private static float[] Sums(Batch batch) => batch.Inputs.Reshape(batch.Count, -1).Sum(1).ToArray<float>();
}
