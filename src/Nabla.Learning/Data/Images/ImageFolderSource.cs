namespace Nabla.Learning;

/// <summary>
/// A folder of images that need not fit into memory: each batch is decoded when it is asked for. Headers of all files are checked at once, so that sizes and
/// classes are known. The examples, their order and their values are those of <see cref="ImageFolder.Load"/>.
/// </summary>
public sealed class ImageFolderSource : IDeferredSource, INamedClasses
{
    private readonly ImageCatalog catalog;

    /// <summary>Lists the images of a folder.</summary>
    /// <param name="folder">The folder with a subfolder for each class.</param>
    /// <param name="options">How to load them; null takes classes, channels and size from the folder.</param>
    /// <exception cref="DataException">
    /// A file is no image, too large or of another size than the first; a class is unknown; there are fewer than two classes.
    /// </exception>
    public ImageFolderSource(string folder, ImageFolderOptions? options = null)
    {
        catalog = ImageCatalog.OfClasses(folder, options);
        ExampleShape = Array.AsReadOnly(catalog.Shape);
        ClassNames = Array.AsReadOnly(catalog.ClassNames);
    }

    /// <inheritdoc/>
    public string Name => catalog.Name;

    /// <inheritdoc/>
    public IReadOnlyList<int> ExampleShape { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public int OutputWidth => ClassNames.Count;

    /// <inheritdoc/>
    public bool IsClassification => true;

    /// <inheritdoc/>
    public int Count => catalog.Paths.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    /// <exception cref="DataException">When enumerated: a file is damaged, has transparent pixels, or has changed its size.</exception>
    public IEnumerable<Batch> Batches(int batchSize, HostRandom? random = null)
    {
        return Deferred(batchSize, random).Select(make => make());
    }

    IEnumerable<Func<Batch>> IDeferredSource.Deferred(int batchSize, HostRandom? random) => Deferred(batchSize, random);

    private IEnumerable<Func<Batch>> Deferred(int batchSize, HostRandom? random)
    {
        var order = random is null ? BatchSampler.InOrder(Count, batchSize) : BatchSampler.Shuffled(Count, batchSize, random);
        return order.Select(rows => (Func<Batch>)(() => BatchOf(rows)));
    }

    private Batch BatchOf(int[] rows)
    {
        int width = catalog.Width;
        var features = HostMemory.Allocate<float>((long)rows.Length * width, $"{Name}: a batch of {rows.Length} images");
        for (int i = 0; i < rows.Length; i++) catalog.Decode(rows[i], features.AsSpan(i * width, width));
        long[] labels = [.. rows.Select(row => (long)catalog.Labels[row])];
        return new(Tensor.From<float>(features, Shape.Create([rows.Length, .. ExampleShape])), Tensor.From<long>(labels));
    }
}
