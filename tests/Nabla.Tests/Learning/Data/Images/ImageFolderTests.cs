using Nabla.Learning;
using SkiaSharp;
using Xunit;

namespace Nabla.Tests.Learning.Data.Images;

/// <summary>Folders of images with a subfolder for each class.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_GrayImages_HasTheFormOfIdxFilesInOrdinalOrder()
    {
        Write("b/2.png", Pictures.Gray(3, 2, 10));
        Write("b/10.png", Pictures.Gray(3, 2, 20));
        Write("A/z.png", Pictures.Gray(3, 2, 30));
        Write("readme.txt", "notes"u8.ToArray());
        Write("A/.hidden", "x"u8.ToArray());
        Write("A/Thumbs.db", "x"u8.ToArray());
        var data = ImageFolder.Load(folder.Path);
        Assert.Equal([2, 3], data.ExampleShape);
        Assert.Equal(["A", "b"], data.ClassNames);
        Assert.Equal([0, 1, 1], data.Labels.ToArray());
        // A value is a 255th, as in data from IDX files; 10.png is before 2.png.
        Assert.Equal([.. Steps(30), .. Steps(20), .. Steps(10)], data.Features.ToArray());

        static float[] Steps(int step) => [.. Enumerable.Range(0, 6).Select(i => i * step / 255f)];
    }

    [Theory]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("jpg")]
    public void Load_ColorImages_HasThreePlanes(string ending)
    {
        Func<int, int, SKColor> color = (x, y) => x < 8 ? new(255, 0, 0) : y < 8 ? new SKColor(0, 128, 0) : new(0, 0, 64);
        var bytes = ending switch
        {
            "bmp" => Pictures.Bmp(16, 24, color),
            "jpg" => Pictures.Encode(16, 24, color, SKEncodedImageFormat.Jpeg),
            _ => Pictures.Encode(16, 24, color),
        };
        Write($"a/1.{ending}", bytes);
        Write($"b/1.{ending}", bytes);
        var data = ImageFolder.Load(folder.Path);
        Assert.Equal([3, 24, 16], data.ExampleShape);
        var image = data.Example(0);
        float tolerance = ending == "jpg" ? 0.1f : 0;
        foreach (var (plane, x, y, level) in ((int, int, int, int)[])[(0, 2, 2, 255), (1, 2, 2, 0), (1, 12, 2, 128), (2, 12, 20, 64), (0, 12, 20, 0)])
            Assert.Equal(level / 255f, image[plane * 24 * 16 + y * 16 + x], tolerance);
        var gray = ImageFolder.Load(folder.Path, new() { Channels = ImageChannels.Gray });
        Assert.Equal([24, 16], gray.ExampleShape);
        Assert.Equal(0.299f, gray.Example(0)[2 * 16 + 2], 0.005f + tolerance);
    }

    [Fact]
    public void Load_GrayAmongColors_IsRgbUnlessGrayIsAskedFor()
    {
        Write("a/1.png", Pictures.Gray(2, 2, 60));
        Write("b/1.png", Pictures.Encode(2, 2, (_, _) => new(10, 20, 30)));
        Assert.Equal([3, 2, 2], ImageFolder.Load(folder.Path).ExampleShape);
        var gray = ImageFolder.Load(folder.Path, new() { Channels = ImageChannels.Gray });
        Assert.Equal([0, 60 / 255f, 120 / 255f, 180 / 255f], gray.Example(0).ToArray());
    }

    [Fact]
    public void Load_DifferentSizes_AreRefusedOrResized()
    {
        Write("a/1.png", Pictures.Gray(4, 4));
        Write("b/1.png", Pictures.Gray(4, 6));
        string message = DataFolder.ErrorNaming(In("b/1.png"), () => ImageFolder.Load(folder.Path));
        Assert.Contains($"is 6×4 pixels, but {In("a/1.png")} is 4×4", message);
        Assert.Equal([2, 5], ImageFolder.Load(folder.Path, new() { Height = 2, Width = 5 }).ExampleShape);
    }

    [Fact]
    public void Load_TransparentPixels_AreRefused()
    {
        Write("a/1.png", Pictures.Gray(4, 4));
        Write("b/1.png", Pictures.Encode(4, 4, (x, _) => new(0, 0, 0, x == 3 ? (byte)254 : (byte)255)));
        Assert.Contains("has transparent pixels", DataFolder.ErrorNaming(In("b/1.png"), () => ImageFolder.Load(folder.Path)));
        Write("b/1.png", Pictures.Encode(4, 4, (_, _) => new(0, 0, 0, 255)));
        Assert.Equal(2, ImageFolder.Load(folder.Path).Count);
    }

    [Fact]
    public void Load_WhatIsNoFolderOfImages_IsRefusedByName()
    {
        Assert.Contains("no such folder", DataFolder.ErrorNaming(In("none"), () => ImageFolder.Load(In("none"))));
        Assert.Contains("has no subfolders", DataFolder.ErrorNaming(folder.Path, () => ImageFolder.Load(folder.Path)));
        Write("a/1.png", Pictures.Gray(2, 2));
        Assert.Contains("has 1 class", DataFolder.ErrorNaming(folder.Path, () => ImageFolder.Load(folder.Path)));
        Directory.CreateDirectory(In("b"));
        Assert.Contains("holds no images", DataFolder.ErrorNaming(In("b"), () => ImageFolder.Load(folder.Path)));
        Assert.Equal(1, ImageFolder.Load(folder.Path, new() { ClassNames = ["a", "b"] }).Count);
        Write("b/1.gif", "GIF89a"u8.ToArray());
        Assert.Contains("is not a PNG, JPEG or BMP image", DataFolder.ErrorNaming(In("b/1.gif"), () => ImageFolder.Load(folder.Path)));
        Write("b/1.gif", []);
        Assert.Contains("is empty", DataFolder.ErrorNaming(In("b/1.gif"), () => ImageFolder.Load(folder.Path)));
        Write("b/1.gif", DataFolder.Gzip(Pictures.Gray(2, 2)));
        Assert.Contains("is compressed", DataFolder.ErrorNaming(In("b/1.gif"), () => ImageFolder.Load(folder.Path)));
        Write("b/1.gif", Pictures.Gray(2, 2));
        Assert.Equal(2, ImageFolder.Load(folder.Path).Count);
        ImageFolderOptions others = new() { ClassNames = ["a", "c"] };
        Assert.Contains("is not one of the classes a, c", DataFolder.ErrorNaming(In("b"), () => ImageFolder.Load(folder.Path, others)));
        Write("loose.JPG", []);
        Assert.Contains("lies beside the folders", DataFolder.ErrorNaming(In("loose.JPG"), () => ImageFolder.Load(folder.Path)));
        File.Delete(In("loose.JPG"));
        Directory.CreateDirectory(In("b/inner"));
        Assert.Contains("is a folder within a class", DataFolder.ErrorNaming(In("b/inner"), () => ImageFolder.Load(folder.Path)));
        Assert.Throws<ArgumentException>(() => ImageFolder.Load(folder.Path, new() { Height = 2 }));
        Assert.Throws<ArgumentException>(() => ImageFolder.Load(folder.Path, new() { Height = 0, Width = 1 }));
    }

    [Fact]
    public void LoadSplit_OfTrainAndTest_HasTheClassesOfTheTrainingImages()
    {
        foreach (var name in (string[])["train/a/1.png", "train/b/1.png", "test/b/1.png"]) Write(name, Pictures.Gray(2, 2));
        Assert.True(ImageFolder.IsSplit(folder.Path));
        var (train, test) = ImageFolder.LoadSplit(folder.Path);
        Assert.Equal(["a", "b"], test.ClassNames);
        Assert.Equal([1], test.Labels.ToArray());
        Assert.Equal(2, train.Count);
        Assert.Contains("are two sets", DataFolder.ErrorNaming(folder.Path, () => ImageFolder.Load(folder.Path)));
        Write("test/c/1.png", Pictures.Gray(2, 2));
        Assert.Contains("is not one of the classes a, b", DataFolder.ErrorNaming(In("test/c"), () => ImageFolder.LoadSplit(folder.Path)));
        Directory.Delete(In("test/c"), recursive: true);
        Write("test/b/1.png", Pictures.Gray(3, 2));
        Assert.Contains("test images have the shape [2, 3]", DataFolder.ErrorNaming(folder.Path, () => ImageFolder.LoadSplit(folder.Path)));
        // Two classes of the names train and test are no split.
        using var other = new DataFolder();
        foreach (var name in (string[])["train", "test"])
        {
            Directory.CreateDirectory(other.In(name));
            other.Write($"{name}/1.png", Pictures.Gray(2, 2));
        }
        Assert.Equal(["test", "train"], ImageFolder.Load(other.Path).ClassNames);
    }

    [Fact]
    public void LoadFeatures_WithAndWithoutClasses_IsTheSame()
    {
        Write("a/1.png", Pictures.Gray(2, 2, 5));
        Write("b/2.png", Pictures.Gray(2, 2, 6));
        var expected = ImageFolder.Load(folder.Path).Features.ToArray();
        Assert.Equal(expected, ImageFolder.LoadFeatures(folder.Path).Features);
        using var flat = new DataFolder();
        flat.Write("1.png", Pictures.Gray(2, 2, 5));
        flat.Write("2.png", Pictures.Gray(2, 2, 6));
        var (features, shape) = ImageFolder.LoadFeatures(flat.Path);
        Assert.Equal(expected, features);
        Assert.Equal([2, 2], shape);
    }

    [Fact]
    public void Source_OfAFolder_HasTheExamplesOfTheDatasetAndShufflesThem()
    {
        for (int i = 0; i < 10; i++) Write($"{(char)('a' + i % 3)}/{i}.png", Pictures.Gray(3, 4, i));
        var (data, source) = (ImageFolder.Load(folder.Path), new ImageFolderSource(folder.Path));
        Assert.Equal((10, 3, true), (source.Count, source.OutputWidth, source.IsClassification));
        Assert.Equal(data.ExampleShape, source.ExampleShape);
        Assert.Equal(data.Fingerprint(), source.Fingerprint());
        foreach (var (one, other) in data.Batches(4, new HostRandom(3)).Zip(source.Batches(4, new HostRandom(3))))
        {
            Assert.Equal(one.Inputs.ToArray<float>(), other.Inputs.ToArray<float>());
            Assert.Equal(one.Targets.ToArray<long>(), other.Targets.ToArray<long>());
        }
        Assert.Equal([4, 4, 2], source.Batches(4, new HostRandom(3)).Select(batch => batch.Count));
        Write("a/0.png", Pictures.Gray(4, 4));
        Assert.Contains("has changed", DataFolder.ErrorNaming(In("a/0.png"), () => source.Batches(4).Count()));
    }

    [Fact]
    public void Resize_KnownCases_AreTheTriangleAverage()
    {
        float[] ramp = [0, 1, 2, 3];
        Assert.Same(ramp, ImageResizing.Resize(ramp, 1, (2, 2), (2, 2)));
        // Halving: weights 3/7, 3/7, 1/7 at the border; centers at 1 and 3.
        Assert.Equal([5 / 7f, 16 / 7f], ImageResizing.Resize(ramp, 1, (1, 4), (1, 2)), Near);
        Assert.Equal([5 / 7f, 16 / 7f], ImageResizing.Resize(ramp, 1, (4, 1), (2, 1)), Near);
        // Doubling: linear between the centers, constant beyond them.
        Assert.Equal([0, 0.25f, 0.75f, 1], ImageResizing.Resize([0, 1], 1, (1, 2), (1, 4)), Near);
        // Channels stay apart, and constants stay constant.
        float[] planes = [.. Enumerable.Repeat(0.25f, 35), .. Enumerable.Repeat(0.75f, 35)];
        var resized = ImageResizing.Resize(planes, 2, (5, 7), (13, 3));
        Assert.Equal([.. Enumerable.Repeat(0.25f, 39), .. Enumerable.Repeat(0.75f, 39)], resized, Near);
        // No pixel is skipped: the mean of a large image reduced to one pixel is that of a window of twice its size, here symmetric.
        Assert.Equal([49.5f], ImageResizing.Resize([.. Enumerable.Range(0, 100).Select(i => (float)i)], 1, (1, 100), (1, 1)), Near);
        Assert.Equal(70, ImageResizing.Resize(new float[1000], 1, (1000, 1), (7, 10)).Length);
    }

    private static bool Near(float one, float other) => Math.Abs(one - other) < 1e-5;

    private string In(string name) => folder.In(name.Replace('/', Path.DirectorySeparatorChar));

    private void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), bytes);
    }
}
