using StbImageSharp;

namespace Nabla.Learning;

/// <summary>Decodes one image file.</summary>
internal static class ImageFile
{
    private const int HeaderBytes = 1 << 16;

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="DataException">The file cannot be read, is not an image, or is too large.</exception>
    internal static ImageHeader ReadHeader(string path, long mostPixels) => DataFile.Read(path, stream =>
    {
        var start = new byte[HeaderBytes];
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        // Only large comments before the header of a JPEG file take more.
        var header = ImageHeader.Read(path, start.AsSpan(0, count)) ?? HeaderOf(path, ReadAll(path));
        header.RequireAtMost(path, mostPixels);
        return header;
    });

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">The channels to return.</param>
    /// <param name="mostPixels">The largest number of pixels.</param>
    /// <returns>Values from 0 to 1, [height, width] or [3, height, width], and the height and width.</returns>
    /// <exception cref="DataException">The file cannot be read, is damaged, too large, or has transparent pixels.</exception>
    internal static (float[] Pixels, int Height, int Width) Decode(string path, ImageChannels channels, long mostPixels)
    {
        var bytes = ReadAll(path);
        var header = HeaderOf(path, bytes);
        header.RequireAtMost(path, mostPixels);
        header.Check(path, bytes);
        ImageResult image;
        try
        {
            image = ImageResult.FromMemory(bytes, ColorComponents.Default);
        }
        catch (OutOfMemoryException exception)
        {
            throw HostMemory.Missing(12L * header.Width * header.Height, path, exception);
        }
        catch (Exception exception)
        {
            // Whatever the decoder throws for a damaged file, an index or an argument out of range among others.
            throw new DataException($"{path}: is damaged, or of a kind that is not supported; save it anew.", exception);
        }
        if (image.Width != header.Width || image.Height != header.Height) throw new DataException($"{path}: is damaged: it declares two sizes.");
        return (Planes(path, image, channels), image.Height, image.Width);
    }

    private static byte[] ReadAll(string path) => DataFile.Read(path, stream =>
    {
        if (!stream.CanSeek) throw new DataException($"{path}: is compressed or a pipe; an image must be a plain file.");
        var bytes = HostMemory.Allocate<byte>(stream.Length, path);
        stream.ReadExactly(bytes);
        return bytes;
    });

    private static ImageHeader HeaderOf(string path, ReadOnlySpan<byte> bytes) =>
        ImageHeader.Read(path, bytes) ?? throw new DataException($"{path}: is damaged or cut short: it ends within the header.");

    /// <summary>Separates the channels of interleaved pixels and scales them from 0…255 to 0…1.</summary>
    private static float[] Planes(string path, ImageResult image, ImageChannels channels)
    {
        var data = image.Data;
        int count = image.Width * image.Height, stored = data.Length / count;
        // What is below transparent pixels is undefined, often black, and a background would be a guess.
        for (int i = stored - 1; stored is 2 or 4 && i < data.Length; i += stored)
            if (data[i] != byte.MaxValue) throw new DataException($"{path}: has transparent pixels; save it on a background, without transparency.");
        var planes = HostMemory.Allocate<float>((channels == ImageChannels.Gray ? 1L : 3) * count, path);
        for (int i = 0; i < count; i++)
        {
            var pixel = data.AsSpan(i * stored, stored);
            if (channels == ImageChannels.Gray) planes[i] = (stored < 3 ? pixel[0] : Luma(pixel)) / 255f;
            else for (int channel = 0; channel < 3; channel++) planes[channel * count + i] = pixel[stored < 3 ? 0 : channel] / 255f;
        }
        return planes;
    }

    /// <summary>The luma of a color in fixed point, rounded. The weights sum to 1, so gray stays as it is.</summary>
    private static int Luma(ReadOnlySpan<byte> pixel) => (19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2] + (1 << 15)) >> 16;
}
