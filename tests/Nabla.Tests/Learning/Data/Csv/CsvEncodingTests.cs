using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data.Csv;

/// <summary>Missing values filled in by the mean, and columns of text encoded one-hot: in the table, in the model, and in the tables used later.</summary>
public sealed class CsvEncodingTests : IDisposable
{
    private const string Houses = "size,color,price\n10,red,1.5\n20,blue,2.5\n?,red,3.5\n40,green,4.5\n";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_OneHot_HasAColumnPerValueInOrder()
    {
        var data = Load("size,color,price\n10,red,1.5\n20,blue,2.5\n40,green,4.5\n", new() { OneHot = ["color"] });
        Assert.Equal(["size", "color=blue", "color=green", "color=red"], data.FeatureNames);
        Assert.Equal([10, 0, 0, 1, 20, 1, 0, 0, 40, 0, 1, 0], data.Features.ToArray());
        Assert.Contains("one-hot: column 2 'color' becomes 3 columns (blue, green, red)", data.ReadingNotes);
        // By number, with the target before it, and without names.
        var bare = Load("1.5,red,7\n2.5,blue,8\n3.5,red,9\n", new() { OneHot = ["#2"], Target = "1" });
        Assert.Equal([0, 1, 7, 1, 0, 8, 0, 1, 9], bare.Features.ToArray());
        Assert.Equal(["x1", "x2", "x3"], bare.FeatureNames);
    }

    [Fact]
    public void Load_WithMissingValues_FillsInTheMeanOfTheTrainingPart()
    {
        var data = Load(Houses, new() { OneHot = ["color"], Missing = MissingValues.Mean });
        Assert.True(data.MayLack);
        Assert.Equal(float.NaN, data.Features.Span[8]);
        Assert.Contains("missing values filled in, numbers by the mean of their column: 1", data.ReadingNotes);
        var training = data.Subset([0, 1, 2]);
        var standardizer = Standardizer.FitColumns(training);
        Assert.Equal((15, 5), (standardizer.Mean[0], standardizer.Scale[0]));
        Assert.Equal([-1f, 1f, 0f, 5f], Enumerable.Range(0, 4).Select(row => standardizer.Transform(data).Example(row)[0]));
        Assert.False(standardizer.Transform(data).MayLack);
    }

    [Fact]
    public void Load_MissingCategory_BecomesZerosOrAValue()
    {
        var table = "a,b,y\n1,red,1.5\n2,,2.5\n3,?,3.5\n4,blue,4.5\n";
        var zeros = Load(table, new() { OneHot = ["b"], Missing = MissingValues.Mean });
        Assert.Equal([0, 0], zeros.Example(1)[1..].ToArray());
        Assert.Equal([0, 0], zeros.Example(2)[1..].ToArray());
        Assert.Equal(2, Load(table, new() { OneHot = ["b"], Missing = MissingValues.Drop }).Count);
        var kept = Load(table, new() { OneHot = ["b"], Missing = MissingValues.Keep });
        Assert.Equal(["a", "b=", "b=?", "b=blue", "b=red"], kept.FeatureNames);
        Assert.Contains("the field is empty; fill it in, leave such rows out", Refused(table, new() { OneHot = ["b"] }));
    }

    [Fact]
    public void Model_OfAnEncodedTable_EncodesOtherTablesTheSame()
    {
        var data = Load(Houses, new() { OneHot = ["color"], Missing = MissingValues.Mean });
        var network = new Sequential { new Linear(4, 1, new Generator(1)) };
        var path = folder.In("model.safetensors");
        ModelFile.Save(path, TrainedModel.Create(network, data, new SquaredErrorLoss()));

        var model = ModelFile.Load(path);

        Assert.True(model.Inputs.FillsMissing);
        Assert.Equal(MissingValues.Mean, model.Schema!.Missing);
        Assert.Equal((1, "blue green red"), (model.Schema.Categories.Single().Column, string.Join(' ', model.Schema.Categories.Single().Values)));
        // Another order of values, only some of them, without the target, and with a missing one.
        var other = folder.Write("other.csv", "size,color\n30,green\n,blue\n");
        var features = CsvDataset.LoadFeatures(other, new() { Schema = model.ExpectedTable, Missing = MissingValues.Mean });
        Assert.Equal([30, 0, 1, 0, double.NaN, 1, 0, 0], features);
        var mean = model.Inputs.Mean[0];
        Assert.Equal(
            model.Predict([mean, 1, 0, 0], TestContext.Current.CancellationToken),
            model.Predict(features.AsSpan(4), TestContext.Current.CancellationToken));
        var unknown = folder.Write("unknown.csv", "size,color\n30,pink\n");
        Assert.Equal(
            "line 2, column 2 'color': 'pink' is not one of the values that the model knows, blue, green, red.",
            DataFolder.ErrorNaming(unknown, () => CsvDataset.LoadFeatures(unknown, new() { Schema = model.ExpectedTable })));
    }

    [Fact]
    public void Prepare_OfMissingValues_NeedsAModelThatFillsThemIn()
    {
        var whole = Load("a,y\n1,1.5\n2,2.5\n", new());
        var model = TrainedModel.Create(new Sequential { new Linear(1, 1, new Generator(1)) }, whole, new SquaredErrorLoss());
        var lacking = Load("a,y\n1,1.5\n,2.5\n", new() { Missing = MissingValues.Mean });
        Assert.Contains("the model was trained without", Assert.Throws<DataException>(() => model.Prepare(lacking)).Message);
    }

    [Fact]
    public void Load_WrongColumns_AreRefused()
    {
        Assert.Contains("has no column 'colour'; its columns are size, color, price.", Refused(Houses, new() { OneHot = ["colour"] }));
        Assert.Contains("is named twice", Refused(Houses, new() { OneHot = ["color", "2"] }));
        Assert.Contains("holds the targets", Refused(Houses, new() { OneHot = ["price"] }));
        Assert.Contains("--one-hot", Refused(Houses, new() { Missing = MissingValues.Mean }));
        Assert.Contains("column 1 'a' has no values at all", Refused("a,b,y\n,1,1.5\n?,2,2.5\n", new() { Missing = MissingValues.Mean }));
        // Targets must be there.
        Assert.Contains("the field is empty", Refused("a,y\n1,1.5\n2,\n", new() { Missing = MissingValues.Mean }));
        var many = "a,b,y\n" + string.Concat(Enumerable.Range(0, 1001).Select(row => $"{row},v{row},{row}.5\n"));
        Assert.Contains("more than 1000 different values", Refused(many, new() { OneHot = ["b"] }));
    }

    private Dataset Load(string text, CsvOptions options) => CsvDataset.Load(folder.Write("table.csv", text), options);

    private string Refused(string text, CsvOptions options)
    {
        var path = folder.Write("table.csv", text);
        return DataFolder.ErrorNaming(path, () => CsvDataset.Load(path, options));
    }
}
