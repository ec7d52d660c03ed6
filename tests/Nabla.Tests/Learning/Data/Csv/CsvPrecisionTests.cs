using System.Globalization;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Numbers that float32 cannot distinguish are standardized in float64, or rejected.</summary>
public sealed class CsvPrecisionTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1.7e9, 1)]
    [InlineData(0, 1e-47)]
    [InlineData(0, 1e-320)]
    [InlineData(0, 1e300)]
    [InlineData(-1e200, 1e190)]
    public void Standardize_NumbersBeyondFloat32_TellsThemApart(double start, double step)
    {
        double[] numbers = [.. Enumerable.Range(0, 100).Select(row => start + row * step)];
        Dataset data = Load(
            string.Concat(numbers.Select((number, row) => string.Create(CultureInfo.InvariantCulture, $"{number:R},{number:R}\n"))),
            new() { Task = LearningTask.Regression });

        Dataset prepared = Standardizer.FitTargets(data).TransformTargets(Standardizer.FitColumns(data).Transform(data));

        // 0 … 99 standardized: mean 49.5, variance (100² − 1)/12.
        double scale = Math.Sqrt(9999 / 12.0);
        for (int row = 0; row < 100; row++)
        {
            Assert.Equal((row - 49.5) / scale, prepared.Example(row)[0], 1e-3);
            Assert.Equal((row - 49.5) / scale, prepared.Target(row)[0], 1e-3);
        }
    }

    [Theory]
    [InlineData("1700000000,0\n1700000001,1\n1700000002,0\n", "data: column 'x1': of 3 different numbers, float32 leaves 1; ")]
    [InlineData("1e-47,0\n2e-47,1\n", "data: column 'x1': of 2 different numbers, float32 leaves 1; ")]
    [InlineData("1e39,0\n2,1\n", "data: column 'x1' has numbers beyond the range of float32; ")]
    public void Features_ThatFloat32RunsTogether_AreRefused(string text, string message)
    {
        Dataset data = Load(text);
        Assert.StartsWith(message, Assert.Throws<DataException>(() => data.Features).Message);
        Assert.StartsWith(message, Assert.Throws<DataException>(() => data.Example(0).ToArray()).Message);
    }

    [Fact]
    public void Load_WholeNumbersThatFloat64RunsTogether_AreRefused()
    {
        string path = folder.Write("data.csv", "9007199254740993,0\n9007199254740991,1\n9007199254740993.0,0\n9007199254740990,1\n");
        _ = CsvDataset.Load(path);
        path = folder.Write("data.csv", "9007199254740993,0\n9007199254740992,1\n");
        Assert.StartsWith(
            "line 2, column 1: '9007199254740992' and '9007199254740993' on line 1 are the same number",
            DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
        path = folder.Write("data.csv", "1700000000000000001,0\n1700000000000000002,1\n");
        Assert.Equal(
            "line 2, column 1: '1700000000000000002' and '1700000000000000001' on line 1 are the same number in 64 bits; "
                + "subtract a common offset from the column, or remove it.",
            DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
    }

    [Theory]
    [InlineData("0.12345678901234567", "0.123456789012345665")]
    [InlineData("1.0000000000000000001", "1.0000000000000000002")]
    [InlineData("1.0000000000000000001", "1")]
    [InlineData("1", "1.0000000000000000001")]
    [InlineData("1", "1.0000000000000000000000000000000000000000000000000001")]
    [InlineData("1234567890.1234567", "1234567890.12345671")]
    [InlineData("0.00012345678901234567", "1.23456789012345672e-4")]
    [InlineData("9007199254740992", "9007199254740993")]
    public void Load_NumbersThatFloat64RunsTogether_AreRefusedAsFeaturesAndTargets(string one, string other)
    {
        string path = folder.Write("data.csv", $"{one},5\n{other},6\n7.5,8\n");
        Assert.Contains("are the same number in 64 bits", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path)));
        Assert.Contains("are the same number in 64 bits", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, new() { Target = "1" })));
        path = folder.Write("data.csv", $"5,{one}\n6,{other}\n8,7.5\n");
        Assert.Contains("are the same number in 64 bits", DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, new() { Target = "1" })));
    }

    [Fact]
    public void Load_OneNumberPrintedInSeveralWays_IsOneNumber()
    {
        Random random = new(1);
        double[] numbers = [.. Enumerable.Range(0, 500).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 14)))];
        string Table(params string[] formats) => string.Concat(formats.SelectMany(format =>
            numbers.Select(number => $"{number.ToString(format, CultureInfo.InvariantCulture)},{random.Next(5)}\n")));
        Assert.Equal([.. numbers, .. numbers, .. numbers, .. numbers], Numbers(Load(Table("R", "E16", "E18", "E30"))));
        // The same rounded number again is not a different one.
        Assert.Equal(3, Load("0.123456789012345671,1\n0.1234567890123456710,2\n2,3\n").Count);

        static IEnumerable<double> Numbers(Dataset data) => Enumerable.Range(0, data.Count).Select(row => data.FeatureTable[row]);
    }

    [Fact]
    public void LostDistinctions_NumbersInFloat32_AreNotStandardizedAgain()
    {
        float[] numbers = [.. Enumerable.Range(0, 100_000).Select(number => (float)number)];
        Dataset data = Dataset.ForRegression("set", numbers, [1], numbers, ["y"]);
        var model = TrainedModel.Create(new Sequential { new Linear(1, 1, new Generator(1)) }, data, Loss.FromName("squared-error"));
        Assert.Empty(model.LostDistinctions(data));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(model.LostDistinctions(data));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void FeatureStatistics_LargeMeans_KeepTheirSpread()
    {
        Dataset data = Load("1e9,0\n1000000064,1\n");
        Assert.Equal(32, data.FeatureStatistics(0).StandardDeviation);
        Assert.Equal(1_000_000_032, data.FeatureStatistics(0).Mean);
        var huge = Load("1e308,0\n-1e308,1\n").FeatureStatistics(0);
        Assert.Equal((0, 1e308), (huge.Mean, huge.StandardDeviation));
        var tiny = Load("3e-320,0\n1e-320,1\n").FeatureStatistics(0);
        Assert.Equal((2e-320, 1e-320), (tiny.Mean, tiny.StandardDeviation));
        var many = Dataset.ForRegression(
            "many", [.. Enumerable.Repeat(16_777_216f, 1000), .. Enumerable.Repeat(16_777_218f, 1000)], [1], new float[2000], ["y"]).FeatureStatistics(0);
        Assert.Equal((16_777_217, 1), (many.Mean, many.StandardDeviation));
    }

    private Dataset Load(string text, CsvOptions? options = null) => CsvDataset.Load(folder.Write("data.csv", text), options);
}
