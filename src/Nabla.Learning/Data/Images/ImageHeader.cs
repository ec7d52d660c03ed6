using System.Globalization;

namespace Nabla.Learning;

/// <summary>What the header of an image file declares: size in pixels, and whether it stores gray values, without colors or a palette.</summary>
internal readonly record struct ImageHeader(int Width, int Height, bool IsGray)
{
    /// <summary>Height times width, as sizes are written in messages.</summary>
    internal string Size => string.Create(CultureInfo.InvariantCulture, $"{Height}×{Width}");

    /// <summary>Reads the header of a PNG, JPEG or BMP image.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">The beginning of the file, or all of it.</param>
    /// <returns>The header; null if more bytes are needed.</returns>
    /// <exception cref="DataException">The file is of another kind, or the header is damaged.</exception>
    internal static ImageHeader? Read(string path, ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] => PngFormat.ReadHeader(path, bytes),
        [0xFF, 0xD8, 0xFF, ..] => JpegFormat.ReadHeader(path, bytes),
        [(byte)'B', (byte)'M', ..] => BmpFormat.ReadHeader(path, bytes),
        [] => throw new DataException($"{path}: the file is empty."),
        _ => throw new DataException($"{path}: is not a PNG, JPEG or BMP image; convert it, or remove it from the folder."),
    };

    /// <summary>Throws if the file is damaged or cut short, as far as its format tells, or declares more pixels than it can hold.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">The whole file.</param>
    internal void Check(string path, byte[] bytes)
    {
        switch (bytes[0])
        {
            case 0x89: PngFormat.Check(path, bytes, this); break;
            case 0xFF: JpegFormat.Check(path, bytes, this); break;
            default: BmpFormat.Check(path, bytes, this); break;
        }
    }

    /// <summary>Throws if there are more pixels than allowed.</summary>
    internal void RequireAtMost(string path, long mostPixels)
    {
        if ((long)Width * Height > mostPixels)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: declares {Size} pixels, more than the limit of {mostPixels}; make it smaller."));
        }
    }
}
