using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>The tool on real data sets, if NABLA_DATA names their folder.</summary>
public sealed class RealDataTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("iris.csv", 0.9)]
    [InlineData("wine_data.csv", 0.9)]
    [InlineData("breast_cancer.csv", 0.92)]
    public void Train_SmallClassification_ReachesASaneAccuracy(string file, double least)
    {
        var accuracy = Train("test_accuracy", $"csv:{RealData.File("sklearn", file)}", "--hidden", "16", "--epochs", "40", "--batch", "16", "--lr", "0.01");

        Assert.InRange(accuracy, least, 1);
    }

    [Fact]
    public void Train_Diabetes_ExplainsWhatALinearModelCan()
    {
        var r2 = Train(
            "test_r2", $"csv:{RealData.File("sklearn", "diabetes_data_raw.csv.gz")}", "--target-file", RealData.File("sklearn", "diabetes_target.csv.gz"),
            "--hidden", "none", "--epochs", "60", "--batch", "16", "--lr", "0.01");

        // Published linear fits explain about half of the variance.
        Assert.InRange(r2, 0.3, 0.65);
    }

    [Fact]
    public void Train_CaliforniaHousing_ExplainsMostOfTheVariance()
    {
        var r2 = Train(
            "test_r2", $"csv:{RealData.File("california-housing", "cal_housing.data")}",
            "--hidden", "32", "--epochs", "5", "--batch", "64", "--lr", "0.005");

        Assert.InRange(r2, 0.65, 0.9);
    }

    [Fact]
    public void Train_MnistForOneEpoch_IsFarAboveALinearModel()
    {
        var accuracy = Train("test_accuracy", $"mnist:{RealData.Folder("mnist")}", "--hidden", "64", "--epochs", "1", "--batch", "64");

        Assert.InRange(accuracy, 0.93, 0.99);
    }

    private double Train(string member, params string[] arguments)
    {
        var result = Tool.Succeed(["train", .. arguments, "--out", folder.In("run"), "--json"]);
        return TrainTests.Parse(result.LastLine).GetProperty(member).GetDouble();
    }
}
