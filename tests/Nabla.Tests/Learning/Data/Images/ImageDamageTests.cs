using System.Buffers.Binary;
using System.IO.Compression;
using ICSharpCode.SharpZipLib.Checksum;
using Nabla.Learning;
using SkiaSharp;
using Xunit;

namespace Nabla.Tests.Learning.Data.Images;

/// <summary>Damaged and hostile image files load or are refused by name, in bounded memory.</summary>
public sealed class ImageDamageTests : IDisposable
{
    private const long MostBytes = 1L << 30;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Formats => ["gray.png", "color.png", "jpg", "bmp"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Load_CutAnywhereOrWithAByteFlipped_LoadsOrSaysWhy(string format)
    {
        var (loaded, refused) = Mutations.Try(Victim(), Mutations.Systematic(Example(format)), Load, MostBytes);
        Assert.True(refused > 100);
        // PNG files have a checksum for everything; the others cannot tell another color from damage.
        if (format.EndsWith("png", StringComparison.Ordinal)) Assert.Equal(0, loaded);
        else Assert.True(loaded > 100);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Load_CutAnywhere_IsRefused(string format)
    {
        var bytes = Example(format);
        var (loaded, _) = Mutations.Try(Victim(), Enumerable.Range(0, bytes.Length).Select(length => bytes[..length]), Load, MostBytes);
        Assert.Equal(0, loaded);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Load_WithRandomChanges_LoadsOrSaysWhy(string format)
    {
        var files = Mutations.Random(Example(format), Mutations.Count(2000));
        // With right checksums, the damage gets as far as the decoder.
        if (format.EndsWith("png", StringComparison.Ordinal)) files = files.Select(WithChecksums);
        var (loaded, refused) = Mutations.Try(Victim(), files, Load, MostBytes);
        Assert.True(loaded > 20 && refused > 20, $"{loaded} loaded, {refused} refused");
    }

    [Fact]
    public void Load_PixelsThatTheFileCannotHold_AreRefusedBeforeTheyAreDecoded()
    {
        Assert.Contains("declares 60000×60000 pixels, more than the limit of 67108864", Refusal(Png(60_000, 60_000, 100)));
        Assert.Contains("fewer pixels than it declares", Refusal(Png(8000, 8000, 100)));
        Assert.Contains("more pixels than it declares", Refusal(Png(8, 8, 200_000_000)));
        var jpeg = Example("jpg");
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 8000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 8000);
        Assert.Contains("more than it can hold", Refusal(jpeg));
        var bmp = Example("bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), int.MinValue);
        Assert.Contains("its size is not possible", Refusal(bmp));
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), -100_000);
        Assert.Contains("is cut short", Refusal(bmp));
    }

    [Fact]
    public void Load_MoreThanMostPixels_IsRefused()
    {
        File.WriteAllBytes(Victim(), Pictures.Gray(9, 5));
        File.WriteAllBytes(Path.Combine(folder.In("a"), "1.png"), Pictures.Gray(9, 5));
        Assert.Equal(2, ImageFolder.Load(folder.Path, new() { MostPixels = 45 }).Count);
        Assert.Throws<DataException>(() => ImageFolder.Load(folder.Path, new() { MostPixels = 44 }));
    }

    [Fact]
    public void Load_JpegOfManyScans_IsRefused()
    {
        byte[] jpeg = Example("jpg"), scan = [0xFF, 0xDA];
        int start = jpeg.AsSpan().IndexOf(scan);
        Assert.Contains("scans, more than the limit", Refusal([.. jpeg[..start], .. Enumerable.Repeat(scan, 1000).SelectMany(each => each), .. jpeg[start..]]));
    }

    [Fact]
    public void Load_InterlacedImage_IsLoaded()
    {
        // Seven passes of an image of 1×1: only the first has a pixel.
        var bytes = Png(1, 1, 2, interlaced: true);
        File.WriteAllBytes(Victim(), bytes);
        File.WriteAllBytes(Path.Combine(folder.In("a"), "1.png"), bytes);
        Assert.Equal([0f, 0f], ImageFolder.Load(folder.Path).Features.ToArray());
    }

    private string Refusal(byte[] bytes)
    {
        string path = Victim();
        File.WriteAllBytes(path, bytes);
        return DataFolder.ErrorNaming(path, Load);
    }

    private void Load() => ImageFolder.Load(folder.Path, new() { Height = 3, Width = 3 });

    private string Victim()
    {
        Directory.CreateDirectory(folder.In("a"));
        Directory.CreateDirectory(folder.In("b"));
        File.WriteAllBytes(Path.Combine(folder.In("a"), "1.png"), Pictures.Gray(3, 3));
        return Path.Combine(folder.In("b"), "victim.png");
    }

    private static byte[] Example(string format) => format switch
    {
        "gray.png" => Pictures.Gray(7, 5, 7),
        "color.png" => Pictures.Encode(7, 5, Color),
        "jpg" => Pictures.Encode(7, 5, Color, SKEncodedImageFormat.Jpeg),
        _ => Pictures.Bmp(7, 5, Color),
    };

    private static SKColor Color(int x, int y) => new((byte)(30 * x), (byte)(40 * y), (byte)(20 * (x + y)));

    /// <summary>A gray image whose data are zeros.</summary>
    private static byte[] Png(int width, int height, int length, bool interlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[12]) = (8, interlaced ? (byte)1 : (byte)0);
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(new byte[length]);
        return WithChecksums([0x89, .. "PNG"u8, 13, 10, 26, 10, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])]);

        static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
        {
            var size = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(size, data.Length);
            return [.. size, .. name, .. data, 0, 0, 0, 0];
        }
    }

    private static byte[] WithChecksums(byte[] bytes)
    {
        var sum = new Crc32();
        for (int position = 8; position + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(position));
            if (length > bytes.Length - position - 12) break;
            sum.Reset();
            sum.Update(new ArraySegment<byte>(bytes, position + 4, 4 + (int)length));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(position + 8 + (int)length), (uint)sum.Value);
            position += 12 + (int)length;
        }
        return bytes;
    }
}
