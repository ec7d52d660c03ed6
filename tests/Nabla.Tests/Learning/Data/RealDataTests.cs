using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Well-known data sets load with the published counts and statistics.</summary>
public sealed class RealDataTests
{
    [Fact]
    public void Load_Mnist_HasThePublishedCounts()
    {
        (Dataset train, Dataset test) = IdxDataset.Load(RealData.Folder("mnist"));

        Assert.Equal([28, 28], train.ExampleShape);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train.CountPerClass());
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], test.CountPerClass());
        // The well-known mean and standard deviation of the training pixels.
        Standardizer whole = Standardizer.FitShared(train);
        Assert.Equal(0.1307, whole.Mean[0], 0.00005);
        Assert.Equal(0.3081, whole.Scale[0], 0.00005);
    }

    [Fact]
    public void Load_FashionMnist_IsBalanced()
    {
        string[] names =
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
        (Dataset train, Dataset test) = IdxDataset.Load(RealData.Folder("fashion-mnist"), names);

        Assert.Equal(names, train.ClassNames);
        Assert.Equal(Enumerable.Repeat(6000, 10), train.CountPerClass());
        Assert.Equal(Enumerable.Repeat(1000, 10), test.CountPerClass());
    }

    [Fact]
    public void Load_Iris_TakesClassesFromTheFirstLine()
    {
        Dataset iris = CsvDataset.Load(RealData.File("sklearn", "iris.csv"));

        Assert.Equal("iris", iris.Name);
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.ClassNames);
        Assert.Equal([50, 50, 50], iris.CountPerClass());
        Assert.Equal([5.1f, 3.5f, 1.4f, 0.2f], iris.Example(0).ToArray());
        // Fisher's means: sepal length and width, petal length and width.
        AssertClose([5.843333, 3.057333, 3.758, 1.199333], Standardizer.FitColumns(iris).Mean, 1e-6);
    }

    [Fact]
    public void Load_Wine_TakesClassesFromTheFirstLine()
    {
        Dataset wine = CsvDataset.Load(RealData.File("sklearn", "wine_data.csv"));

        Assert.Equal(["class_0", "class_1", "class_2"], wine.ClassNames);
        Assert.Equal([59, 71, 48], wine.CountPerClass());
        Assert.Equal(13, wine.Width);
    }

    [Fact]
    public void Load_BreastCancer_TakesClassesFromTheFirstLine()
    {
        Dataset cancer = CsvDataset.Load(RealData.File("sklearn", "breast_cancer.csv"));

        Assert.Equal(["malignant", "benign"], cancer.ClassNames);
        Assert.Equal([212, 357], cancer.CountPerClass());
        Assert.Equal(30, cancer.Width);
    }

    [Fact]
    public void Load_Digits_EqualsTheTestSetOfOptdigits()
    {
        Dataset digits = CsvDataset.Load(RealData.File("sklearn", "digits.csv.gz"));
        Dataset test = CsvDataset.Load(RealData.File("optdigits", "optdigits.tes"));

        Assert.Equal((1797, 64, 10), (digits.Count, digits.Width, digits.ClassNames.Count));
        Assert.Equal("digits", digits.Name);
        Assert.Equal(test.Features.ToArray(), digits.Features.ToArray());
        Assert.Equal(test.Labels.ToArray(), digits.Labels.ToArray());
        Assert.Equal(3823, CsvDataset.Load(RealData.File("optdigits", "optdigits.tra")).Count);
    }

    [Fact]
    public void Load_Diabetes_JoinsTheFileOfTargets()
    {
        CsvOptions options = new() { TargetFile = RealData.File("sklearn", "diabetes_target.csv.gz") };
        Dataset diabetes = CsvDataset.Load(RealData.File("sklearn", "diabetes_data_raw.csv.gz"), options);

        Assert.False(diabetes.IsClassification);
        Assert.Equal((442, 10, 1), (diabetes.Count, diabetes.Width, diabetes.OutputWidth));
        Assert.Equal([59, 2, 32.1f, 101, 157, 93.2f, 38, 4, 4.8598f, 87], diabetes.Example(0).ToArray());
        Assert.Equal([151f], diabetes.Target(0).ToArray());
        // Efron et al.: mean response 152.13.
        Assert.Equal(152.133484, Standardizer.FitTargets(diabetes).Mean[0], 1e-6);
    }

    [Fact]
    public void Load_Linnerud_HasThreeTargets()
    {
        CsvOptions options = new() { TargetFile = RealData.File("sklearn", "linnerud_physiological.csv") };
        Dataset linnerud = CsvDataset.Load(RealData.File("sklearn", "linnerud_exercise.csv"), options);

        Assert.Equal(["Chins", "Situps", "Jumps"], linnerud.FeatureNames);
        Assert.Equal(["Weight", "Waist", "Pulse"], linnerud.TargetNames);
        Assert.Equal((20, 3, 3), (linnerud.Count, linnerud.Width, linnerud.OutputWidth));
        Assert.Equal([191f, 36f, 50f], linnerud.Target(0).ToArray());
        AssertClose([9.45, 145.55, 70.3], Standardizer.FitColumns(linnerud).Mean, 1e-9);
        AssertClose([178.6, 35.4, 56.1], Standardizer.FitTargets(linnerud).Mean, 1e-9);
    }

    [Fact]
    public void Load_CaliforniaHousing_IsARegressionWithThePublishedMeans()
    {
        Dataset housing = CsvDataset.Load(RealData.File("california-housing", "cal_housing.data"));

        Assert.Equal((20640, 8, 1), (housing.Count, housing.Width, housing.OutputWidth));
        Assert.False(housing.IsClassification);
        IReadOnlyList<double> mean = Standardizer.FitColumns(housing).Mean;
        AssertClose([-119.569704, 35.631861, 28.639486], [.. mean.Take(3)], 1e-5);
        Assert.Equal(3.870671, mean[7], 1e-5);
        Assert.Equal(206855.8, Standardizer.FitTargets(housing).Mean[0], 0.1);
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
