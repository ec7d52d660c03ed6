using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Data;

public sealed class IdxDatasetTests : IDisposable
{
    private const string TrainImages = "train-images-idx3-ubyte";
    private const string TrainLabels = "train-labels-idx1-ubyte";
    private const string TestImages = "t10k-images-idx3-ubyte";
    private const string TestLabels = "t10k-labels-idx1-ubyte";

    private readonly DataFolder folder = new();

    public IdxDatasetTests()
    {
        folder.Write(TrainImages, DataFolder.Idx([0, 51, 102, 153, 204, 255, 0, 0], 2, 2, 2));
        folder.Write(TrainLabels + ".gz", DataFolder.Gzip(DataFolder.Idx([9, 3], 2)));
        folder.Write(TestImages + ".gz", DataFolder.Gzip(DataFolder.Idx([255, 0, 0, 0], 1, 2, 2)));
        folder.Write(TestLabels, DataFolder.Idx([0], 1));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_PlainAndPackedFiles_ScalesPixelsToOne()
    {
        (Dataset train, Dataset test) = IdxDataset.Load(folder.Path);

        Assert.Equal([0f, 0.2f, 0.4f, 0.6f, 0.8f, 1f, 0f, 0f], train.Features.ToArray());
        Assert.Equal([9, 3], train.Labels.ToArray());
        Assert.Equal([2, 2], train.ExampleShape);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], train.ClassNames);
        Assert.Equal([1f, 0f, 0f, 0f], test.Features.ToArray());
        Assert.Equal([0], test.Labels.ToArray());
    }

    [Theory]
    [InlineData(TrainImages)]
    [InlineData(TrainLabels)]
    [InlineData(TestImages)]
    [InlineData(TestLabels)]
    public void Load_FileMissing_NamesItAndTheFolder(string name)
    {
        File.Delete(folder.In(name));
        File.Delete(folder.In(name + ".gz"));

        Assert.Equal($"{name} is missing, with and without .gz.", Error(folder.Path));
    }

    [Fact]
    public void Load_FolderMissing_SaysSo() =>
        Assert.Equal(
            "there is no such folder.",
            DataFolder.ErrorNaming(folder.In("nowhere"), () => IdxDataset.Load(folder.In("nowhere"))));

    [Fact]
    public void Load_OneLabelTooMany_SaysBothCounts()
    {
        folder.Write(TestLabels, DataFolder.Idx([0, 1], 2));
        Assert.Equal($"1 images, but 2 labels in {folder.In(TestLabels)}.", Error(folder.In(TestImages + ".gz")));
    }

    [Fact]
    public void Load_LabelOutsideTheClasses_NamesTheRow()
    {
        folder.Write(TrainLabels + ".gz", DataFolder.Idx([3, 10], 2));
        Assert.Equal("row 1 (counted from 0): label 10 is outside the classes 0 to 9.", Error(folder.In(TrainLabels + ".gz")));
    }

    [Fact]
    public void Load_FewerClassesThanLabels_NamesTheRow() =>
        Assert.Equal(
            "row 0 (counted from 0): label 9 is outside the classes 0 to 1.",
            DataFolder.ErrorNaming(folder.In(TrainLabels + ".gz"), () => IdxDataset.Load(folder.Path, ["no", "yes"])));

    [Fact]
    public void Load_ImagesOfDifferentSize_SaysBothSizes()
    {
        folder.Write(TestImages + ".gz", DataFolder.Idx([1, 2], 1, 1, 2));
        Assert.Equal("test images are [1, 2], training images [2, 2].", Error(folder.In(TestImages + ".gz")));
    }

    [Fact]
    public void Load_LabelsInPlaceOfImages_SaysSo()
    {
        folder.Write(TrainImages, DataFolder.Idx([1, 2], 2));
        Assert.Equal("images have 3 dimensions (count, height, width), this file has 1.", Error(folder.In(TrainImages)));
    }

    [Fact]
    public void Load_ImagesInPlaceOfLabels_SaysSo()
    {
        folder.Write(TestLabels, DataFolder.Idx([1], 1, 1, 1));
        Assert.Equal("labels have 1 dimension, this file has 3.", Error(folder.In(TestLabels)));
    }

    [Fact]
    public void Load_NoImages_SaysSo()
    {
        folder.Write(TrainImages, DataFolder.Idx([], 0, 2, 2));
        Assert.Equal("holds no images.", Error(folder.In(TrainImages)));
    }

    private string Error(string path) => DataFolder.ErrorNaming(path, () => IdxDataset.Load(folder.Path));
}
