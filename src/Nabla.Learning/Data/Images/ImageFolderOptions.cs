namespace Nabla.Learning;

/// <summary>Options for <see cref="ImageFolder"/> and <see cref="ImageFolderSource"/>.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>The default of <see cref="MostPixels"/>: 64 megapixels.</summary>
    public const long DefaultMostPixels = 64L << 20;

    /// <summary>The channels. Null means gray if every file stores gray values, otherwise RGB.</summary>
    public ImageChannels? Channels { get; init; }

    /// <summary>The height in pixels to resize to, together with <see cref="Width"/>; null refuses images of different sizes.</summary>
    public int? Height { get; init; }

    /// <summary>The width in pixels to resize to, together with <see cref="Height"/>; null refuses images of different sizes.</summary>
    public int? Width { get; init; }

    /// <summary>The classes in order, as a trained network knows them: every subfolder must be one of them. Null takes the names of the subfolders.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The name of the data set; null takes the name of the folder.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The largest number of pixels of one image. A larger one is refused before it is decoded, and so is one that declares more pixels than a file of its
    /// length can hold: decoding takes at most about twelve bytes for each pixel that the file really has.
    /// </summary>
    public long MostPixels { get; init; } = DefaultMostPixels;
}
