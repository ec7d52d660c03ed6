using System.Globalization;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Numbers that float32 would run together are standardized in float64, or refused.</summary>
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
        DataSet data = Load(string.Concat(numbers.Select((number, row) => string.Create(CultureInfo.InvariantCulture, $"{number:R},{number:R}\n"))), new() { Task = LearningTask.Regression });

        DataSet prepared = Standardizer.FitTargets(data).ApplyToTargets(Standardizer.FitColumns(data).Apply(data));

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
        DataSet data = Load(text);
        Assert.StartsWith(message, Assert.Throws<DataException>(() => data.Features).Message);
        Assert.StartsWith(message, Assert.Throws<DataException>(() => data.Example(0).ToArray()).Message);
    }

    [Fact]
    public void Load_WholeNumbersThatFloat64RunsTogether_AreRefused()
    {
        string path = folder.Write("data.csv", "9007199254740993,0\n9007199254740991,1\n9007199254740993.0,0\n9007199254740990,1\n");
        _ = CsvDataSet.Load(path);
        path = folder.Write("data.csv", "9007199254740993,0\n9007199254740992,1\n");
        Assert.StartsWith("line 2, column 1: '9007199254740992' and '9007199254740993' on line 1 are the same number", DataFolder.ErrorNaming(path, () => CsvDataSet.Load(path)));
        path = folder.Write("data.csv", "1700000000000000001,0\n1700000000000000002,1\n");
        Assert.Equal(
            "line 2, column 1: '1700000000000000002' and '1700000000000000001' on line 1 are the same number in 64 bits; subtract a common offset from the column, or remove it.",
            DataFolder.ErrorNaming(path, () => CsvDataSet.Load(path)));
    }

    [Fact]
    public void FeatureStatistics_LargeMeans_KeepTheirSpread()
    {
        DataSet data = Load("1e9,0\n1000000064,1\n");
        Assert.Equal(32, data.FeatureStatistics(0).StandardDeviation);
        Assert.Equal(1_000_000_032, data.FeatureStatistics(0).Mean);
        var huge = Load("1e308,0\n-1e308,1\n").FeatureStatistics(0);
        Assert.Equal((0, 1e308), (huge.Mean, huge.StandardDeviation));
        var tiny = Load("3e-320,0\n1e-320,1\n").FeatureStatistics(0);
        Assert.Equal((2e-320, 1e-320), (tiny.Mean, tiny.StandardDeviation));
        var many = DataSet.ForRegression("many", [.. Enumerable.Repeat(16_777_216f, 1000), .. Enumerable.Repeat(16_777_218f, 1000)], [1], new float[2000], ["y"]).FeatureStatistics(0);
        Assert.Equal((16_777_217, 1), (many.Mean, many.StandardDeviation));
    }

    private DataSet Load(string text, CsvOptions? options = null) => CsvDataSet.Load(folder.Write("data.csv", text), options);
}
