namespace Nabla.Learning;

/// <summary>
/// Loads folders of PNG, JPEG and BMP images, with a subfolder for each class. Classes are in the ordinal order of their names, and so are the images of a
/// class. Every visible file in the folder of a class must be an image. Values are scaled from 0…255 to 0…1; of 16-bit images, the upper 8 bits are used.
/// The orientation that a camera may note beside an image is ignored.
/// </summary>
public static class ImageFolder
{
    private const string TrainingName = "train", TestName = "test";

    /// <summary>Loads all images of a folder into memory. <see cref="ImageFolderSource"/> decodes them batch by batch instead.</summary>
    /// <param name="folder">The folder with a subfolder for each class.</param>
    /// <param name="options">How to load them; null takes classes, channels and size from the folder.</param>
    /// <returns>Examples [height, width] if gray, as from IDX files, or [3, height, width], with class labels.</returns>
    /// <exception cref="DataException">
    /// A file is no image, damaged, too large, of another size than the first or has transparent pixels; a class is unknown; there are fewer than two classes.
    /// The message names the file or folder.
    /// </exception>
    public static Dataset Load(string folder, ImageFolderOptions? options = null)
    {
        var catalog = ImageCatalog.OfClasses(folder, options);
        var features = Decode(catalog);
        return Dataset.Adopt(catalog.Name, new NumberTable(features, catalog.Width), catalog.Shape, catalog.Labels, catalog.ClassNames)
            .With(null, catalog.Notes);
    }

    /// <summary>
    /// Loads the subfolders train and test of a folder, each with a subfolder for each class. Test images get the channels of the training images.
    /// </summary>
    /// <param name="folder">The folder that holds them.</param>
    /// <param name="options">How to load them; null takes classes, channels and size from the training images.</param>
    /// <returns>Both sets, with the same classes.</returns>
    /// <exception cref="DataException">As for <see cref="Load"/>, or the test images have another size.</exception>
    public static (Dataset Train, Dataset Test) LoadSplit(string folder, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options = (options ?? new()) with { Name = options?.Name ?? ImageCatalog.NameOf(folder) };
        var train = Load(Path.Combine(folder, TrainingName), options);
        bool isGray = train.ExampleShape.Count == 2;
        var test = Load(
            Path.Combine(folder, TestName),
            options with { ClassNames = train.ClassNames, Channels = isGray ? ImageChannels.Gray : ImageChannels.Rgb });
        return train.ExampleShape.SequenceEqual(test.ExampleShape)
            ? (train, test)
            : throw new DataException(
                $"{folder}: test images have the shape [{string.Join(", ", test.ExampleShape)}], training images [{string.Join(", ", train.ExampleShape)}]; "
                + "give a size to which all are resized, such as --image-size 28.");
    }

    /// <summary>True if a folder holds the folders train and test, with the classes below them. A class may have the name train; it holds no folders.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsSplit(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string training = Path.Combine(folder, TrainingName);
        return Directory.Exists(Path.Combine(folder, TestName)) && Directory.Exists(training) && ImageCatalog.Subfolders(training).Length > 0;
    }

    /// <summary>
    /// Loads images to predict for, whose classes do not matter: those of all subfolders in the order of <see cref="Load"/>, or those of the folder itself.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How to load them.</param>
    /// <returns>The features, row-major [images, features], and the shape of one image.</returns>
    /// <exception cref="DataException">As for <see cref="Load"/>.</exception>
    public static (float[] Features, IReadOnlyList<int> ExampleShape) LoadFeatures(string folder, ImageFolderOptions? options = null)
    {
        var catalog = ImageCatalog.OfAll(folder, options);
        return (Decode(catalog), Array.AsReadOnly(catalog.Shape));
    }

    private static float[] Decode(ImageCatalog catalog)
    {
        int width = catalog.Width;
        var features = HostMemory.Allocate<float>((long)catalog.Paths.Length * width, $"{catalog.Name}: {catalog.Paths.Length} images");
        for (int i = 0; i < catalog.Paths.Length; i++) catalog.Decode(i, features.AsSpan(i * width, width));
        return features;
    }
}
