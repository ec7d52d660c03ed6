using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class StandardizerTests
{
    [Fact]
    public void FitColumns_KnownColumns_GivesPopulationMeanAndDeviation()
    {
        Standardizer fitted = Standardizer.FitColumns([1, 10, 3, 10, 5, 40], 2);

        Assert.Equal([3, 20], fitted.Mean);
        Assert.Equal(Math.Sqrt(8.0 / 3), fitted.Scale[0], 1e-15);
        Assert.Equal(Math.Sqrt(200), fitted.Scale[1], 1e-13);
    }

    [Fact]
    public void FitColumns_ConstantColumn_KeepsScaleOne()
    {
        float[] values = [.. Enumerable.Repeat(0.1f, 1000)];
        Standardizer fitted = Standardizer.FitColumns(values, 1);

        Assert.Equal(1, fitted.Scale[0]);
        fitted.Transform(values, values, 1);
        Assert.All(values, value => Assert.Equal(0, value, 1e-7f));
    }

    [Fact]
    public void FitColumns_LargeOffset_DoesNotCancel()
    {
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => 1_000_000f + i % 2)];
        Standardizer fitted = Standardizer.FitColumns(values, 1);

        Assert.Equal(1_000_000.5, fitted.Mean[0], 1e-6);
        Assert.Equal(0.5, fitted.Scale[0], 1e-9);
    }

    [Fact]
    public void Apply_TrainingData_HasMeanZeroAndDeviationOne()
    {
        Dataset data = SyntheticData.Moons(1000, 0.1, new HostRandom(1));
        Dataset applied = Standardizer.FitColumns(data).Transform(data);

        Standardizer again = Standardizer.FitColumns(applied);
        Assert.All(again.Mean, mean => Assert.Equal(0, mean, 1e-6));
        Assert.All(again.Scale, scale => Assert.Equal(1, scale, 1e-6));
        Assert.Equal(data.Labels.ToArray(), applied.Labels.ToArray());
    }

    [Fact]
    public void FitShared_Images_TreatsAllPixelsAlike()
    {
        Dataset data = Dataset.ForClassification("images", [0, 2, 4, 6], [1, 2], [0, 1], ["a", "b"]);
        Standardizer whole = Standardizer.FitShared(data);

        Assert.Equal([3], whole.Mean);
        Assert.Equal(Math.Sqrt(5), whole.Scale[0], 1e-15);
        Assert.Equal((float)(3 / Math.Sqrt(5)), whole.Transform(data).Example(1)[1]);
        Assert.Equal([1, 2], whole.Transform(data).ExampleShape);
    }

    [Fact]
    public void Identity_Apply_ChangesNothing()
    {
        Dataset data = SyntheticData.Xor(20, 0.3, new HostRandom(1));
        Assert.Equal(data.Features.ToArray(), Standardizer.Identity.Transform(data).Features.ToArray());
    }

    [Fact]
    public void Undo_AppliedTargets_GivesThemBack()
    {
        Dataset data = Dataset.ForRegression("set", [1, 2, 3], [1], [100, 1, 200, 2, 600, 4], ["a", "b"]);
        Standardizer targets = Standardizer.FitTargets(data);
        Dataset applied = targets.TransformTargets(data);
        Assert.Equal(0, applied.Target(0)[0] + applied.Target(1)[0] + applied.Target(2)[0], 1e-6f);
        Assert.Equal(data.Features.ToArray(), applied.Features.ToArray());

        var back = new double[6];
        targets.InverseTransform(applied.Targets.Span, back, 2);
        for (int i = 0; i < back.Length; i++)
            Assert.Equal(data.Targets.Span[i], back[i], 1e-4f);
    }

    [Fact]
    public void Constructor_SavedNumbers_AppliesAsBefore()
    {
        Dataset data = SyntheticData.Spirals(90, 0.1, new HostRandom(1));
        Standardizer fitted = Standardizer.FitColumns(data);
        Standardizer restored = new([.. fitted.Mean], [.. fitted.Scale]);
        Assert.Equal(fitted.Transform(data).Features.ToArray(), restored.Transform(data).Features.ToArray());
    }

    [Fact]
    public void Apply_OtherWidth_Throws()
    {
        Standardizer fitted = Standardizer.FitColumns([1, 2, 3, 4, 5, 6], 3);
        Dataset data = SyntheticData.Moons(10, 0.1, new HostRandom(1));
        Assert.Equal("The standardizer has 3 columns, the data 2.", Assert.Throws<ArgumentException>(() => fitted.Transform(data)).Message);
        Assert.Contains("class labels", Assert.Throws<ArgumentException>(() => Standardizer.FitTargets(data)).Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void Constructor_BadNumbers_Throws(double mean, double scale) =>
        Assert.StartsWith("Column 0:", Assert.Throws<ArgumentException>(() => new Standardizer([mean], [scale])).Message);
}
