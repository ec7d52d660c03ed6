namespace Nabla.Learning;

/// <summary>Loads image data sets in the format of MNIST: images and labels in IDX files.</summary>
public static class IdxDataset
{
    private const int Digits = 10;

    /// <summary>
    /// Loads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte from a folder, each
    /// with or without .gz, as MNIST and Fashion-MNIST are distributed; also with a prefix before these names and with "test" for "t10k", as in EMNIST.
    /// </summary>
    /// <param name="folder">The folder with the four files.</param>
    /// <param name="classNames">Name of each class; null means "0" to "9", or the label values if these are others (EMNIST letters: "1" to "26").</param>
    /// <returns>Training and test images [count, height, width] with pixels scaled from 0…255 to 0…1.</returns>
    /// <exception cref="DataException">
    /// A file is missing or invalid, the numbers of images and labels differ, a label is outside the classes, or the image sizes of the two sets differ.
    /// </exception>
    public static (Dataset Train, Dataset Test) Load(string folder, IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
            throw new DataException($"{folder}: there is no such folder.");
        // Find all four files before reading any, so that a missing one is reported at once.
        string trainImages = Find(folder, "train-images-idx3-ubyte"), trainLabels = Find(folder, "train-labels-idx1-ubyte");
        string testImages = Find(folder, "t10k-images-idx3-ubyte", "test-images-idx3-ubyte");
        string testLabels = Find(folder, "t10k-labels-idx1-ubyte", "test-labels-idx1-ubyte");

        IdxFile trainLabelFile = ReadLabels(trainLabels), testLabelFile = ReadLabels(testLabels);
        LabelNames names = LabelNames.Of(classNames, trainLabelFile);
        Dataset train = Pair(trainImages, trainLabelFile, names), test = Pair(testImages, testLabelFile, names);
        if (!train.ExampleShape.SequenceEqual(test.ExampleShape))
        {
            throw new DataException(
                $"{testImages}: test images are [{string.Join(", ", test.ExampleShape)}], "
                + $"training images [{string.Join(", ", train.ExampleShape)}].");
        }
        return (train, test);
    }

    /// <summary>Loads a file of images and the file of their labels.</summary>
    /// <param name="imagesPath">IDX file [count, height, width] of unsigned bytes, plain or gzip.</param>
    /// <param name="labelsPath">IDX file [count] of unsigned bytes, plain or gzip.</param>
    /// <param name="classNames">Name of each class; null means "0" to "9", or the label values if these are others.</param>
    /// <returns>Images [count, height, width] with pixels scaled from 0…255 to 0…1, named after the file of images.</returns>
    /// <exception cref="DataException">A file is missing or invalid, the counts differ, or a label is outside the classes.</exception>
    public static Dataset LoadPair(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null)
    {
        IdxFile labelFile = ReadLabels(labelsPath);
        return Pair(imagesPath, labelFile, LabelNames.Of(classNames, labelFile));
    }

    private static IdxFile ReadLabels(string path)
    {
        IdxFile file = IdxFile.Read(path);
        return file.Shape.Count == 1 ? file : throw new DataException($"{path}: labels have 1 dimension, this file has {file.Shape.Count}.");
    }

    private static Dataset Pair(string imagesPath, IdxFile labelFile, LabelNames names)
    {
        IdxFile imageFile = IdxFile.Read(imagesPath);
        if (imageFile.Shape.Count != 3)
            throw new DataException($"{imagesPath}: images have 3 dimensions (count, height, width), this file has {imageFile.Shape.Count}.");
        if (imageFile.Values.IsEmpty)
            throw new DataException($"{imagesPath}: holds no images.");
        if (imageFile.Shape[0] != labelFile.Shape[0])
            throw new DataException($"{imagesPath}: {imageFile.Shape[0]} images, but {labelFile.Shape[0]} labels in {labelFile.Path}.");

        string name = Path.GetFileName(imagesPath);
        int[] shape = [imageFile.Shape[1], imageFile.Shape[2]];
        return Dataset.Adopt(name, Dataset.Table(name, ScaledToOne(imageFile.Values.Span), shape), shape, names.LabelsOf(labelFile), names.Names);
    }

    private static string Find(string folder, params string[] names)
    {
        foreach (string name in names)
        {
            string plain = Path.Combine(folder, name), packed = plain + ".gz";
            if (File.Exists(plain)) return plain;
            if (File.Exists(packed)) return packed;
        }
        string[] longer =
        [
            .. names.SelectMany(name => (string[])[name, name + ".gz"])
                .SelectMany(name => Directory.GetFiles(folder, "*-" + name))
                .Order(StringComparer.Ordinal),
        ];
        return longer.Length switch
        {
            1 => longer[0],
            0 => throw new DataException($"{folder}: {names[0]} is missing, with and without .gz."),
            _ => throw new DataException(
                $"{folder}: several files may be {names[0]}: {Listing.Of([.. longer.Select(file => Path.GetFileName(file)!)])}; "
                + "put each data set into its own folder."),
        };
    }

    /// <summary>The names of the classes, and the label of the first.</summary>
    private sealed record LabelNames(string[] Names, int First)
    {
        /// <summary>The given names; otherwise ten digits, or the labels that occur if there are more and they have no gaps.</summary>
        public static LabelNames Of(IReadOnlyList<string>? given, IdxFile file)
        {
            if (given is not null) return new([.. given], 0);
            byte[] labels = [.. file.Values.ToArray().Distinct().Order()];
            int first = labels.Length > 0 ? Math.Min((byte)1, labels[0]) : 0;
            bool isGapless = labels.Length > Digits && labels[^1] - labels[0] == labels.Length - 1 && labels[0] == first;
            return isGapless
                ? new([.. labels.Select(label => NumberText.Of(label))], first)
                : new([.. Enumerable.Range(0, Digits).Select(digit => NumberText.Of(digit))], 0);
        }

        public int[] LabelsOf(IdxFile file)
        {
            ReadOnlySpan<byte> values = file.Values.Span;
            var labels = new int[values.Length];
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = values[i] - First;
                if ((uint)labels[i] >= (uint)Names.Length)
                {
                    throw new DataException(
                        $"{file.Path}: row {i} (counted from 0): label {values[i]} is outside the classes {First} to {First + Names.Length - 1}.");
                }
            }
            return labels;
        }
    }

    private static float[] ScaledToOne(ReadOnlySpan<byte> pixels)
    {
        var scaled = HostMemory.Allocate<float>(pixels.Length, $"{pixels.Length} pixels");
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = pixels[i] / 255f;
        return scaled;
    }
}
