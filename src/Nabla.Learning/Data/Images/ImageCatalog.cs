using System.Globalization;

namespace Nabla.Learning;

/// <summary>The image files of a folder and their classes, with the shape that all of them get. Headers are checked; nothing is decoded yet.</summary>
internal sealed class ImageCatalog
{
    // Files that file managers leave behind; names that begin with a point are hidden.
    private static readonly string[] Ignored = ["Thumbs.db", "desktop.ini"];
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp"];

    private readonly ImageFolderOptions options;
    private readonly ImageChannels channels;
    private readonly int height, width;

    private ImageCatalog(string name, ImageFolderOptions options, string[] classNames, string[] paths, int[] labels)
    {
        (Name, this.options, ClassNames, Paths, Labels) = (name, options, classNames, paths, labels);
        bool areGray = true;
        ImageHeader? first = null;
        foreach (string path in paths)
        {
            var header = ImageFile.ReadHeader(path, options.MostPixels);
            areGray &= header.IsGray;
            first ??= header;
            if (options.Height is null && header.Size != first.Value.Size)
            {
                throw new DataException(
                    $"{path}: is {header.Size} pixels, but {paths[0]} is {first.Value.Size} (height × width); "
                    + "give a size to which all are resized, such as --image-size 28.");
            }
        }
        (height, width) = (options.Height ?? first!.Value.Height, options.Width ?? first!.Value.Width);
        channels = options.Channels ?? (areGray ? ImageChannels.Gray : ImageChannels.Rgb);
        Shape = channels == ImageChannels.Gray ? [height, width] : [3, height, width];
        if ((long)height * width * 3 > Array.MaxLength) throw new DataException($"{name}: images of {height}×{width} pixels are too large.");
        string resized = options.Height is null ? "" : string.Create(CultureInfo.InvariantCulture, $", resized to {height}×{width}");
        Notes =
        [
            string.Create(CultureInfo.InvariantCulture, $"{name}: {paths.Length} images as {(channels == ImageChannels.Gray ? "gray" : "RGB")}{resized}"),
            classNames.Length == 0
                ? "target: none"
                : $"target: classification into {classNames.Length} classes ({Listing.Of(classNames)}): the names of the folders",
        ];
    }

    internal string Name { get; }

    internal string[] ClassNames { get; }

    internal string[] Paths { get; }

    /// <summary>The class of each file; empty if the files have none.</summary>
    internal int[] Labels { get; }

    /// <summary>The shape of an example: [height, width] or [3, height, width].</summary>
    internal int[] Shape { get; }

    internal string[] Notes { get; }

    internal int Width => Shape.Aggregate((product, size) => product * size);

    /// <summary>Lists the images of the subfolders, which are the classes.</summary>
    internal static ImageCatalog OfClasses(string folder, ImageFolderOptions? given)
    {
        var options = Checked(folder, given);
        string[] names = Subfolders(folder);
        if (names.Length == 0) throw new DataException($"{folder}: has no subfolders; the images of each class lie in a subfolder with its name.");
        if (ImageFolder.IsSplit(folder))
            throw new DataException($"{folder}: holds the folders train and test, which are two sets; load each of them.");
        if (Entries(folder).FirstOrDefault(path => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)) is { } loose)
            throw new DataException($"{loose}: lies beside the folders of the classes; move it into one of them.");
        string[] classes = [.. options.ClassNames ?? names];
        if (classes.Length < 2) throw new DataException($"{folder}: has {classes.Length} class; a classifier needs at least two.");
        List<string> paths = [];
        List<int> labels = [];
        foreach (string name in names)
        {
            string place = Path.Combine(folder, name);
            int label = Array.IndexOf(classes, name);
            if (label < 0) throw new DataException($"{place}: is not one of the classes {Listing.Of(classes)}.");
            string[] files = Images(place);
            if (files.Length == 0 && options.ClassNames is null) throw new DataException($"{place}: holds no images; remove it, or add some.");
            paths.AddRange(files);
            labels.AddRange(Enumerable.Repeat(label, files.Length));
        }
        if (paths.Count == 0) throw new DataException($"{folder}: holds no images.");
        return new(options.Name ?? NameOf(folder), options, classes, [.. paths], [.. labels]);
    }

    /// <summary>Lists all images: those of the subfolders in the order of <see cref="OfClasses"/>, or those of the folder itself if there are none.</summary>
    internal static ImageCatalog OfAll(string folder, ImageFolderOptions? given)
    {
        var options = Checked(folder, given);
        string[] names = Subfolders(folder);
        string[] paths = names.Length == 0 ? Images(folder) : [.. names.SelectMany(name => Images(Path.Combine(folder, name)))];
        if (paths.Length == 0) throw new DataException($"{folder}: holds no images.");
        return new(options.Name ?? NameOf(folder), options, [], paths, []);
    }

    /// <summary>Decodes a file into a row of features.</summary>
    internal void Decode(int index, Span<float> destination)
    {
        string path = Paths[index];
        var (pixels, ownHeight, ownWidth) = ImageFile.Decode(path, channels, options.MostPixels);
        if (options.Height is null && (ownHeight, ownWidth) != (height, width))
            throw new DataException($"{path}: has changed: it was {height}×{width} pixels, and is {ownHeight}×{ownWidth} now.");
        ImageResizing.Resize(pixels, Width / (height * width), (ownHeight, ownWidth), (height, width)).CopyTo(destination);
    }

    /// <summary>The names of the subfolders in ordinal order, without hidden ones.</summary>
    internal static string[] Subfolders(string folder) => Listed(folder, () =>
        [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => name[0] != '.').Order(StringComparer.Ordinal)]);

    private static string[] Images(string folder)
    {
        if (Subfolders(folder) is [var inner, ..])
            throw new DataException($"{Path.Combine(folder, inner)}: is a folder within a class, which holds only images; move its files up, or remove it.");
        return Entries(folder);
    }

    private static string[] Entries(string folder) => Listed(folder, () =>
        [.. Directory.EnumerateFiles(folder).Where(path => IsShown(Path.GetFileName(path))).Order(StringComparer.Ordinal)]);

    private static bool IsShown(string name) => name[0] != '.' && !Ignored.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string[] Listed(string folder, Func<string[]> list)
    {
        try
        {
            return list();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = File.Exists(folder) ? "is a file, not a folder" : Directory.Exists(folder) ? "may not be read" : "there is no such folder";
            throw new DataException($"{folder}: {why}.", exception);
        }
    }

    private static ImageFolderOptions Checked(string folder, ImageFolderOptions? given)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var options = given ?? new();
        if (options.Height is null != options.Width is null) throw new ArgumentException("Give both height and width, or neither.", nameof(given));
        if (options.Height < 1 || options.Width < 1) throw new ArgumentException("Height and width must be at least 1.", nameof(given));
        if (options.MostPixels < 1) throw new ArgumentException("The largest number of pixels must be at least 1.", nameof(given));
        return options;
    }

    internal static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is { Length: > 0 } name
        ? name
        : folder;
}
