namespace Nabla.Learning;

/// <summary>Loads image data sets in the form of MNIST: images and labels in IDX files.</summary>
public static class IdxDataSet
{
    private static readonly string[] TenDigits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>
    /// Loads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte from a folder, each
    /// with or without .gz, as MNIST and Fashion-MNIST are distributed.
    /// </summary>
    /// <param name="folder">Where the four files lie.</param>
    /// <param name="classNames">Name of each class, or null for "0" to "9".</param>
    /// <returns>Training and test images [count, height, width] with pixels scaled from 0…255 to 0…1.</returns>
    /// <exception cref="DataException">
    /// A file is missing or bad, images and labels differ in number, a label is outside the classes, or the two sets differ in size of image.
    /// </exception>
    public static (DataSet Train, DataSet Test) Load(string folder, IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
            throw new DataException($"{folder}: there is no such folder.");
        // All four are found before the first is read, so that a missing one shows at once.
        string trainImages = Find(folder, "train-images-idx3-ubyte"), trainLabels = Find(folder, "train-labels-idx1-ubyte");
        string testImages = Find(folder, "t10k-images-idx3-ubyte"), testLabels = Find(folder, "t10k-labels-idx1-ubyte");

        DataSet train = LoadPair(trainImages, trainLabels, classNames);
        DataSet test = LoadPair(testImages, testLabels, classNames);
        if (!train.ExampleShape.SequenceEqual(test.ExampleShape))
        {
            throw new DataException(
                $"{testImages}: test images are [{string.Join(", ", test.ExampleShape)}], "
                + $"training images [{string.Join(", ", train.ExampleShape)}].");
        }
        return (train, test);
    }

    /// <summary>Loads one file of images and the file of their labels.</summary>
    /// <param name="imagesPath">IDX file [count, height, width] of unsigned bytes, plain or gzip.</param>
    /// <param name="labelsPath">IDX file [count] of unsigned bytes, plain or gzip.</param>
    /// <param name="classNames">Name of each class, or null for "0" to "9".</param>
    /// <returns>Images [count, height, width] with pixels scaled from 0…255 to 0…1, named after the file of images.</returns>
    /// <exception cref="DataException">A file is missing or bad, the counts differ, or a label is outside the classes.</exception>
    public static DataSet LoadPair(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null)
    {
        classNames ??= TenDigits;
        IdxFile labelFile = IdxFile.Read(labelsPath);
        if (labelFile.Shape.Count != 1)
            throw new DataException($"{labelsPath}: labels have 1 dimension, this file has {labelFile.Shape.Count}.");
        IdxFile imageFile = IdxFile.Read(imagesPath);
        if (imageFile.Shape.Count != 3)
            throw new DataException($"{imagesPath}: images have 3 dimensions (count, height, width), this file has {imageFile.Shape.Count}.");
        if (imageFile.Values.IsEmpty)
            throw new DataException($"{imagesPath}: holds no images.");
        if (imageFile.Shape[0] != labelFile.Shape[0])
            throw new DataException($"{imagesPath}: {imageFile.Shape[0]} images, but {labelFile.Shape[0]} labels in {labelsPath}.");

        string name = Path.GetFileName(imagesPath);
        return DataSet.Adopt(
            name, ScaledToOne(imageFile.Values.Span), [imageFile.Shape[1], imageFile.Shape[2]], Labels(labelFile, classNames.Count), classNames);
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name), packed = plain + ".gz";
        if (File.Exists(plain))
            return plain;
        return File.Exists(packed) ? packed : throw new DataException($"{folder}: {name} is missing, with and without .gz.");
    }

    private static int[] Labels(IdxFile file, int classes)
    {
        ReadOnlySpan<byte> values = file.Values.Span;
        var labels = new int[values.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            if (values[i] >= classes)
                throw new DataException($"{file.Path}: row {i} (counted from 0): label {values[i]} is outside the classes 0 to {classes - 1}.");
            labels[i] = values[i];
        }
        return labels;
    }

    private static float[] ScaledToOne(ReadOnlySpan<byte> pixels)
    {
        var scaled = new float[pixels.Length];
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = pixels[i] / 255f;
        return scaled;
    }
}
