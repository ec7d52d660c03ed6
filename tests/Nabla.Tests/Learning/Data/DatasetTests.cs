using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class DatasetTests
{
    private static readonly string[] Names = ["no", "yes"];

    [Fact]
    public void ForClassification_ArraysChangedLater_DoNotReachTheSet()
    {
        float[] features = [1, 2];
        int[] labels = [0, 1];
        string[] names = ["no", "yes"], featureNames = ["height"];
        int[] shape = [1];
        Dataset data = Dataset.ForClassification("set", features, shape, labels, names, featureNames);
        (features[0], labels[0], names[0], featureNames[0], shape[0]) = (9, 1, "?", "?", 2);

        Assert.Equal([1f, 2f], data.Features.ToArray());
        Assert.Equal([0, 1], data.Labels.ToArray());
        Assert.Equal(["no", "yes"], data.ClassNames);
        Assert.Equal(["height"], data.FeatureNames);
        Assert.Equal([1], data.ExampleShape);
    }

    [Fact]
    public void ForRegression_ManyTargets_GivesEachExampleItsOwn()
    {
        Dataset data = Dataset.ForRegression("set", [1, 2, 3, 4, 5, 6], [3], [7, 8, 9, 10], ["a", "b"]);

        Assert.Equal((2, 3, 2, false), (data.Count, data.Width, data.OutputWidth, data.IsClassification));
        Assert.Equal([4f, 5, 6], data.Example(1).ToArray());
        Assert.Equal([9f, 10], data.Target(1).ToArray());
        Assert.Equal("set: 2 examples of [3], 2 targets", data.ToString());
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, "set: row 2: label 2 is outside the classes 0 to 1.")]
    [InlineData(new[] { 0, -1, 0 }, "set: row 1: label -1 is outside the classes 0 to 1.")]
    [InlineData(new[] { 0, 1 }, "set: 3 examples but 2 labels.")]
    public void ForClassification_BadLabels_NamesTheRow(int[] labels, string expected) =>
        AssertError(expected, () => Dataset.ForClassification("set", [1, 2, 3], [1], labels, Names));

    [Fact]
    public void ForClassification_BadNames_SaysWhich()
    {
        AssertError("set: has 1 class; a classifier needs at least two.", () => Dataset.ForClassification("set", [1], [1], [0], ["a"]));
        AssertError("set: two class names are 'a'.", () => Dataset.ForClassification("set", [1], [1], [0], ["a", "a"]));
        AssertError("set: class 1 has no name.", () => Dataset.ForClassification("set", [1], [1], [0], ["a", " "]));
        AssertError("set: 1 features but 2 feature names.", () => Dataset.ForClassification("set", [1], [1], [0], Names, ["p", "q"]));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Create_NumberThatIsNotFinite_NamesRowAndColumn(float value, string shown)
    {
        AssertError(
            $"set: row 1, feature 0: {shown} is not a finite number.",
            () => Dataset.ForClassification("set", [1, 2, value, 4], [2], [0, 1], Names));
        AssertError(
            $"set: row 1, target 1: {shown} is not a finite number.",
            () => Dataset.ForRegression("set", [1, 2], [1], [1, 2, 3, value], ["a", "b"]));
    }

    [Fact]
    public void Create_SizesThatDisagree_SaysSo()
    {
        AssertError("set: holds no examples.", () => Dataset.ForRegression("set", [], [1], [], ["a"]));
        AssertError("set: has no target.", () => Dataset.ForRegression("set", [1], [1], [], []));
        AssertError(
            "set: 5 numbers do not make up whole examples of [2, 2] (4 each).",
            () => Dataset.ForRegression("set", [1, 2, 3, 4, 5], [2, 2], [1], ["a"]));
        AssertError(
            "set: 2 examples with 1 targets each need 2 numbers, not 3.", () => Dataset.ForRegression("set", [1, 2], [1], [1, 2, 3], ["a"]));
        AssertError(
            "set: [2, 0] is not a valid example shape: sizes must be at least 1 and their product an int.",
            () => Dataset.ForRegression("set", [1], [2, 0], [1], ["a"]));
        AssertError(
            "set: [65536, 65536] is not a valid example shape: sizes must be at least 1 and their product an int.",
            () => Dataset.ForRegression("set", [1], [65536, 65536], [1], ["a"]));
    }

    [Fact]
    public void Subset_RowsInAnyOrder_TakesTheirNumbersAndLabels()
    {
        Dataset subset = Letters(6).Subset([4, 0, 4]);

        Assert.Equal([8f, 9, 0, 1, 8, 9], subset.Features.ToArray());
        Assert.Equal([1, 0, 1], subset.Labels.ToArray());
        Assert.Equal(["a", "b", "c"], subset.ClassNames);
    }

    [Fact]
    public void Subset_BadRows_Throws()
    {
        Dataset data = Letters(6);
        Assert.Contains("rows are 0 to 5", Assert.Throws<ArgumentOutOfRangeException>(() => data.Subset([0, 6])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Subset([-1]));
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => data.Subset([])).Message);
    }

    [Fact]
    public void Split_Classification_KeepsTheProportionsOfClasses()
    {
        int[] labels = [.. Enumerable.Repeat(0, 100), .. Enumerable.Repeat(1, 50), .. Enumerable.Repeat(2, 2)];
        float[] features = [.. Enumerable.Range(0, labels.Length).Select(row => (float)row)];
        Dataset data = Dataset.ForClassification("set", features, [1], labels, ["a", "b", "c"]);

        (Dataset rest, Dataset part) = data.Split(0.2, new HostRandom(1));

        Assert.Equal([20, 10, 1], part.CountPerClass());
        Assert.Equal([80, 40, 1], rest.CountPerClass());
        Assert.Equal(features, rest.Features.ToArray().Concat(part.Features.ToArray()).Order());
        foreach (Dataset side in new[] { rest, part })
        {
            for (int row = 0; row < side.Count; row++)
                Assert.Equal(labels[(int)side.Example(row)[0]], side.Labels.Span[row]);
        }
    }

    [Fact]
    public void Split_Regression_DividesEveryExampleOnce()
    {
        float[] numbers = [.. Enumerable.Range(0, 100).Select(row => (float)row)];
        Dataset data = Dataset.ForRegression("set", numbers, [1], numbers, ["y"]);

        (Dataset rest, Dataset part) = data.Split(0.25, new HostRandom(5));

        Assert.Equal((75, 25), (rest.Count, part.Count));
        Assert.Equal(numbers, rest.Targets.ToArray().Concat(part.Targets.ToArray()).Order());
        Assert.NotEqual(numbers[75..], part.Targets.ToArray());
    }

    [Fact]
    public void Split_SameSeed_GivesTheSameParts()
    {
        Dataset data = Letters(60);
        float[] Part(long seed) => data.Split(0.3, new HostRandom(seed)).Part.Features.ToArray();

        Assert.Equal(Part(1), Part(1));
        Assert.NotEqual(Part(1), Part(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public void Split_FractionOutsideZeroToOne_Throws(double fraction) =>
        Assert.Contains(
            "between 0 and 1", Assert.Throws<ArgumentOutOfRangeException>(() => Letters(6).Split(fraction, new HostRandom(1))).Message);

    [Fact]
    public void Split_OneExample_Throws() =>
        Assert.Contains("too few", Assert.Throws<InvalidOperationException>(() => Letters(1).Split(0.5, new HostRandom(1))).Message);

    [Fact]
    public void WithExampleShape_SameSize_KeepsTheNumbers()
    {
        Dataset data = Letters(3).WithExampleShape([2, 1]);
        Assert.Equal([2, 1], data.ExampleShape);
        Assert.Equal([2f, 3], data.Example(1).ToArray());
        Assert.Throws<ArgumentException>(() => data.WithExampleShape([3]));
    }

    [Fact]
    public void Copy_RowsOfABatch_FillsTheDestination()
    {
        Dataset data = Letters(6);
        var features = new float[4];
        var labels = new int[2];
        data.CopyFeatures([5, 1], features);
        data.CopyLabels([5, 1], labels);

        Assert.Equal([10f, 11, 2, 3], features);
        Assert.Equal([2, 1], labels);
        Assert.Throws<ArgumentException>(() => data.CopyFeatures([5], features));
        Assert.Throws<InvalidOperationException>(() => data.CopyTargets([5], features));
    }

    private static Dataset Letters(int count) => Dataset.ForClassification(
        "letters", [.. Enumerable.Range(0, 2 * count).Select(i => (float)i)], [2],
        [.. Enumerable.Range(0, count).Select(i => i % 3)], ["a", "b", "c"]);

    private static void AssertError(string expected, Action action) => Assert.Equal(expected, Assert.Throws<DataException>(action).Message);
}
