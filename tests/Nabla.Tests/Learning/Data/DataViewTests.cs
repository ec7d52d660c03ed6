using Microsoft.ML;
using Microsoft.ML.Data;
using Nabla.DataView;
using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

/// <summary>Data sets as data views of ML.NET, and the other way round.</summary>
public sealed class DataViewTests
{
    private readonly MLContext context = new(seed: 1);

    [Fact]
    public void RoundTrip_OfClasses_KeepsEverything()
    {
        var data = Dataset.ForClassification("points", [1, 2, 3, 4, 5, 6], [2], [2, 0, 1], ["a", "b", "c"], ["p", "q"]);
        var view = data.ToDataView();
        Assert.Equal(3, view.GetRowCount());
        Assert.Equal(2, ((VectorDataViewType)view.Schema["Features"].Type).Size);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), view.Schema["Label"].Type);
        var again = DataViewSource.ToDataset(view, ["Features"], "Label");
        Assert.Equal(data.Fingerprint(), again.Fingerprint());
        Assert.Equal(data.ClassNames, again.ClassNames);
        Assert.Equal(data.FeatureNames, again.FeatureNames);
    }

    [Fact]
    public void RoundTrip_OfImagesAndTargets_KeepsShapesAndManyBatches()
    {
        var digits = DigitGenerator.Create(700, 1);
        var again = DataViewSource.ToDataset(digits.ToDataView(), ["Features"], "Label");
        Assert.Equal(digits.ExampleShape, again.ExampleShape);
        Assert.Equal(digits.Fingerprint(), again.Fingerprint());
        var prices = Dataset.ForRegression("prices", [1, 2, 3], [1], [0.5f, 1.5f, 2.5f], ["price"]);
        again = DataViewSource.ToDataset(prices.ToDataView(), ["Features"], "Label");
        Assert.Equal(prices.Targets.ToArray(), again.Targets.ToArray());
        Assert.False(again.IsClassification);
    }

    [Fact]
    public void ToDataView_TrainsAClassifierOfMlNet()
    {
        var (training, test) = (SyntheticData.Moons(600, 0.05, new HostRandom(1)), SyntheticData.Moons(300, 0.05, new HostRandom(2)));
        var pipeline = context.Transforms.Conversion.MapKeyToValue("Name", "Label")
            .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(training.ToDataView());
        var metrics = context.MulticlassClassification.Evaluate(model.Transform(test.ToDataView()));
        // A linear classifier gets most of the moons.
        Assert.InRange(metrics.MicroAccuracy, 0.8, 1);
        string[] names = [.. model.Transform(test.ToDataView()).GetColumn<ReadOnlyMemory<char>>("Name").Select(name => name.ToString())];
        Assert.Equal(test.Labels.ToArray().Select(label => test.ClassNames[label]), names);
    }

    [Fact]
    public void ToDataset_OfAPipeline_TrainsANetwork()
    {
        var moons = SyntheticData.Moons(400, 0.1, new HostRandom(1));
        var scaled = context.Transforms.NormalizeMeanVariance("Features").Fit(moons.ToDataView()).Transform(moons.ToDataView());
        var data = DataViewSource.ToDataset(scaled, ["Features"], "Label");
        var generator = new Generator(1);
        var network = new Sequential { new Linear(2, 16, generator), Activation.Tanh(), new Linear(16, 2, generator) };
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), 0.02));
        trainer.Fit(data, null, new TrainingOptions { Epochs = 30, BatchSize = 50 }, cancellation: TestContext.Current.CancellationToken);
        Assert.True(trainer.Evaluate(data, TestContext.Current.CancellationToken).Score > 0.9);
    }

    [Fact]
    public void ToDataset_OfColumnsOfEveryType_ReadsThem()
    {
        var rows = new[] { new Row(1, 2.5, true, 40_000_000_000, "red", 7.5f), new Row(3, 4.5, false, -1, "blue", 8.5f) };
        var view = context.Data.LoadFromEnumerable(rows);
        var data = DataViewSource.ToDataset(view, ["Small", "Wide", "Flag", "Long"], "Text");
        Assert.Equal([1, 2.5, 1, 40_000_000_000, 3, 4.5, 0, -1], Enumerable.Range(0, 8).Select(i => data.FeatureTable[i]));
        Assert.Equal(["blue", "red"], data.ClassNames);
        Assert.Equal([1, 0], data.Labels.ToArray());
        Assert.Equal(["Small", "Wide", "Flag", "Long"], data.FeatureNames);
        Assert.Equal([7.5f, 8.5f], DataViewSource.ToDataset(view, ["Wide"], "Score").Targets.ToArray());
        Assert.Equal(["false", "true"], DataViewSource.ToDataset(view, ["Wide"], "Flag").ClassNames);
        var keys = context.Transforms.Conversion.MapValueToKey("Key", "Text").Append(context.Transforms.Conversion.MapValueToKey("Number", "Wide"));
        var keyed = keys.Fit(view).Transform(view);
        Assert.Equal(["red", "blue"], DataViewSource.ToDataset(keyed, ["Wide"], "Key").ClassNames);
        Assert.Equal(["2.5", "4.5"], DataViewSource.ToDataset(keyed, ["Small"], "Number").ClassNames);
        var sparse = context.Transforms.Categorical.OneHotEncoding("Hot", "Text").Fit(view).Transform(view);
        data = DataViewSource.ToDataset(sparse, ["Hot", "Wide"], "Text");
        Assert.Equal([1f, 0, 2.5f, 0, 1, 4.5f], data.Features.ToArray());
        Assert.Equal(["red", "blue", "Wide"], data.FeatureNames);
    }

    [Fact]
    public void ToDataset_WhatCannotBeRead_IsRefusedByColumnAndRow()
    {
        var view = context.Data.LoadFromEnumerable(new[] { new Row(1, 2, true, 1, "a", 1), new Row(1, double.NaN, true, 1, "", 1) });
        Refuse("has no column 'Nothing'; its columns are Small, Wide", ["Nothing"], "Text");
        Refuse("column 'Text' cannot be both feature and label", ["Text"], "Text");
        Refuse("column 'Text' of the type String holds no numbers", ["Text"], "Score");
        Refuse("row 2, column 1 'Wide': the value is missing", ["Wide"], "Score");
        Refuse("row 2, column 2 'Text': the value is missing", ["Small"], "Text");
        Refuse("one class only", ["Small"], "Flag");
        view = context.Data.LoadFromEnumerable(Array.Empty<Row>());
        Refuse("has no rows", ["Small"], "Text");

        void Refuse(string message, string[] features, string label) =>
            Assert.Contains(message, Assert.Throws<DataException>(() => DataViewSource.ToDataset(view, features, label)).Message);
    }

    [Fact]
    public void Cursor_OutsideItsRowsOrColumns_Throws()
    {
        var view = Dataset.ForRegression("prices", [1, 2, 3], [1], [1, 2, 3, 4, 5, 6], ["p", "q"]).ToDataView();
        using var cursor = view.GetRowCursor([view.Schema["Label"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Label"]));
        var get = cursor.GetGetter<VBuffer<float>>(view.Schema["Label"]);
        VBuffer<float> values = default;
        Assert.Throws<InvalidOperationException>(() => get(ref values));
        for (int row = 0; row < 3; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, cursor.Position);
            get(ref values);
            Assert.Equal([2 * row + 1, 2 * row + 2], values.DenseValues());
        }
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => get(ref values));
    }

    [Fact]
    public void ToDataView_OfASource_TakesNamesForItsClasses()
    {
        IBatchSource source = Dataset.ForClassification("points", [1, 2], [1], [1, 0], ["a", "b"]);
        Assert.Equal(["1", "2"], DataViewSource.ToDataset(source.ToDataView(), ["Features"], "Label").ClassNames);
        Assert.Equal(["a", "b"], DataViewSource.ToDataset(source.ToDataView(["a", "b"]), ["Features"], "Label").ClassNames);
        Assert.Throws<ArgumentException>(() => source.ToDataView(["a"]));
    }

    private sealed record Row(byte Small, double Wide, bool Flag, long Long, string Text, float Score);
}
