using System.Globalization;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Csv;

/// <summary>Tables that are streamed mean the same as tables in memory.</summary>
public sealed class CsvStreamTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_OfATable_HasTheExamplesOfTheDataset(bool areClasses)
    {
        var path = folder.Write("rows.csv", Table(1000, areClasses));
        var options = new CsvOptions { OneHot = ["color"], Missing = MissingValues.Mean };
        var (data, stream) = (CsvDataset.Load(path, options), CsvStream.Open(path, options, 50, TestContext.Current.CancellationToken));
        Assert.Equal((data.Count, data.OutputWidth, data.IsClassification), (stream.Count, stream.OutputWidth, stream.IsClassification));
        Assert.Equal(data.ClassNames, stream.ClassNames);
        Assert.Equal(data.FeatureNames, stream.FeatureNames);
        var model = TrainedModel.Create(new Sequential { new Linear(data.Width, data.OutputWidth, new Generator(1)) }, data, Objective(areClasses));
        Assert.All(model.Inputs.Mean.Zip(stream.Inputs.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(model.Inputs.Scale.Zip(stream.Inputs.Scale), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        var prepared = model.Prepare(data);
        var (expected, actual) = (prepared.Batches(64).ToList(), stream.Batches(64).ToList());
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.All(one.Inputs.ToArray<float>().Zip(other.Inputs.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            if (areClasses) Assert.Equal(one.Targets.ToArray<long>(), other.Targets.ToArray<long>());
            else Assert.All(one.Targets.ToArray<float>().Zip(other.Targets.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
        var shuffled = stream.Batches(64, new HostRandom(1)).SelectMany(batch => batch.Inputs.ToArray<float>()).ToList();
        Assert.Equal(shuffled, stream.Batches(64, new HostRandom(1)).SelectMany(batch => batch.Inputs.ToArray<float>()));
        Assert.Equal(actual.SelectMany(batch => batch.Inputs.ToArray<float>()).Order(), shuffled.Order());
    }

    [Fact]
    public void Trainer_OnAStream_LearnsAndItsModelIsUsed()
    {
        var path = folder.Write("rows.csv", Table(1000, areClasses: true));
        var stream = CsvStream.Open(path, new() { OneHot = ["color"], Missing = MissingValues.Mean }, cancellation: TestContext.Current.CancellationToken);
        var network = Models.Perceptron([stream.ExampleShape[0], 16, stream.OutputWidth], "relu", new Generator(1));
        var trainer = new Trainer(network, new(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.01));
        trainer.Fit(stream.Prefetch(), null, new() { Epochs = 5, BatchSize = 50 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(trainer.Evaluate(stream, TestContext.Current.CancellationToken).Score > 0.9);
        var model = stream.ModelOf(network, new CrossEntropyLoss());
        ModelFile.Save(folder.In("model.safetensors"), model);
        var again = ModelFile.Load(folder.In("model.safetensors"));
        var data = CsvDataset.Load(path, new() { Schema = again.ExpectedTable, Missing = again.Schema!.Missing, ClassNames = again.ClassNames });
        var score = Trainer.Evaluate(again.Network, new CrossEntropyLoss(), again.Prepare(data), TestContext.Current.CancellationToken).Score;
        Assert.Equal(trainer.Evaluate(stream, TestContext.Current.CancellationToken).Score, score, 2e-3);
    }

    [Fact]
    public void Batches_LeftEarly_LeaveTheFileAlone()
    {
        var path = folder.Write("rows.csv", Table(5000, areClasses: true));
        var stream = CsvStream.Open(path, new() { OneHot = ["color"], Missing = MissingValues.Mean }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(7, stream.Batches(7).First().Count);
        File.Delete(path);
        Assert.Equal("there is no such file.", DataFolder.ErrorNaming(path, () => stream.Batches(7).First()));
    }

    [Theory]
    [InlineData("a,b\n1,x\n2,y\n3\n", "line 4: 2 fields expected, 1 found.")]
    [InlineData(
        "a,b\n1,x\nz,y\n",
        "line 3, column 1 'a': 'z' is not a number; encode text as numbers, for instance as one column of 0 and 1 per value with --one-hot.")]
    [InlineData("a,b\n1,x\n2,x\n", "one class only: every target in column 2 'b' is 'x'; a classifier needs at least two.")]
    [InlineData("", "the file is empty.")]
    [InlineData("2,1,x,y\n1,0\n2,1\n", "the first line announces classes, which a stream does not read; replace it by the names of the columns.")]
    public void Open_Invalid_IsRefused(string text, string message)
    {
        var path = folder.Write("rows.csv", text);
        Assert.Equal(message, DataFolder.ErrorNaming(path, () => CsvStream.Open(path)));
    }

    [Fact]
    public void Batches_OfAFileThatChanged_AreRefused()
    {
        var path = folder.Write("rows.csv", Table(100, areClasses: true));
        var options = new CsvOptions { OneHot = ["color"], Missing = MissingValues.Mean };
        var stream = CsvStream.Open(path, options, cancellation: TestContext.Current.CancellationToken);
        folder.Write("rows.csv", Table(99, areClasses: true));
        Assert.Contains("has 99 rows, but 100 were", Assert.Throws<DataException>(() => stream.Batches(10).Count()).Message);
        folder.Write("rows.csv", Table(101, areClasses: true));
        Assert.Contains("more than 100 rows", Assert.Throws<DataException>(() => stream.Batches(10).Count()).Message);
        folder.Write("rows.csv", Table(100, areClasses: true).Replace(",far\n", ",away\n"));
        Assert.Contains("is not one of the classes", Assert.Throws<DataException>(() => stream.Batches(10).Count()).Message);
    }

    [Fact]
    public void Open_Canceled_Stops()
    {
        var path = folder.Write("rows.csv", Table(1000, areClasses: true));
        Assert.Throws<OperationCanceledException>(() => CsvStream.Open(
            path, new() { OneHot = ["color"], Missing = MissingValues.Mean }, cancellation: new CancellationToken(canceled: true)));
    }

    private static Loss Objective(bool areClasses) => areClasses ? new CrossEntropyLoss() : new SquaredErrorLoss();

    private static string Table(int rows, bool areClasses)
    {
        var random = new HostRandom(9);
        string[] colors = ["red", "blue", "green"];
        var lines = new List<string> { "x,color,z,target" };
        for (var row = 0; row < rows; row++)
        {
            var (x, color, z) = (random.NextNormal() * 10 + 500, colors[random.NextInt32(3)], random.NextNormal());
            var target = areClasses ? x + z > 500 == (color != "red") ? "near" : "far" : (x + z).ToString("R", CultureInfo.InvariantCulture);
            var given = row % 17 == 3 ? "" : x.ToString("R", CultureInfo.InvariantCulture);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{given},{color},{z:R},{target}"));
        }
        return string.Join('\n', lines) + "\n";
    }
}
