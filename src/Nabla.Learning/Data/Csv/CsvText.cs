using System.Text;
using System.Text.Unicode;

namespace Nabla.Learning;

/// <summary>The text of a file as UTF-8, whatever its encoding; invalid bytes are an error with a line number.</summary>
internal sealed class CsvText : ReadOnlyStream
{
    private const int LongestCharacter = 4;

    private readonly string path;
    private readonly Stream source;
    private readonly byte[] buffer = new byte[1 << 16];
    private int start, end, filled;
    private int line = 1;

    private CsvText(string path, Stream source) => (this.path, this.source) = (path, source);

    /// <summary>Opens the text of a stream.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="name">The encoding specified by the user; null detects it.</param>
    /// <returns>The text in UTF-8, and its original encoding.</returns>
    internal static (Stream Text, Encoding Encoding) Open(string path, ReplayStream stream, string? name)
    {
        var encoding = name is null ? Detect(path, stream.Start) : Named(name);
        return (
            encoding is UTF8Encoding
                ? new CsvText(path, stream)
                : Encoding.CreateTranscodingStream(stream, encoding, new UTF8Encoding(false), leaveOpen: true),
            encoding);
    }

    /// <summary>The encoding with that name, set to throw on bytes that it cannot decode.</summary>
    /// <exception cref="DataException">There is no such encoding.</exception>
    internal static Encoding Named(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new DataException($"--encoding {name}: there is no such encoding; there are utf-8, utf-16, latin1, windows-1252 and others.", e);
        }
    }

    /// <summary>The beginning of a text, whose last character may be cut.</summary>
    internal static string Sample(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        var lenient = (Encoding)encoding.Clone();
        lenient.DecoderFallback = DecoderFallback.ReplacementFallback;
        return lenient.GetString(bytes);
    }

    public override int Read(Span<byte> destination)
    {
        if (start == end) Fill();
        int count = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    /// <summary>Reads and checks bytes. The first bytes of an incomplete last character are kept until the rest arrives.</summary>
    private void Fill()
    {
        buffer.AsSpan(end, filled - end).CopyTo(buffer);
        (start, end, filled) = (0, 0, filled - end);
        while (end == 0)
        {
            int fresh = source.Read(buffer.AsSpan(filled));
            filled += fresh;
            int whole = fresh == 0 ? filled : filled - CutOff(buffer.AsSpan(0, filled));
            var bytes = buffer.AsSpan(0, whole);
            if (!Utf8.IsValid(bytes)) throw Invalid(bytes);
            line += bytes.Count((byte)'\n');
            end = whole;
            if (fresh == 0) return;
        }
    }

    private static Encoding Detect(string path, ReadOnlySpan<byte> start)
    {
        if (start is [0xFF, 0xFE, 0, 0, ..]) return Named("utf-32");
        if (start is [0xFF, 0xFE, ..]) return Named("utf-16");
        if (start is [0xFE, 0xFF, ..]) return Named("utf-16BE");
        if (start is [(byte)'P', (byte)'K', 3, 4, ..]) throw new DataException($"{path}: is a ZIP or Excel file; save the table as CSV.");
        // Every other byte of plain text in UTF-16 is 0, and UTF-8 text has none.
        if (start.Length >= 8 && 3 * start.Count((byte)0) > start.Length)
            throw new DataException($"{path}: is not valid UTF-8; if it is UTF-16, use --encoding utf-16 (or utf-16BE).");
        return new UTF8Encoding(false);
    }

    /// <summary>The number of bytes at the end that begin an incomplete character.</summary>
    private static int CutOff(ReadOnlySpan<byte> bytes)
    {
        for (int count = 1; count < LongestCharacter && count <= bytes.Length; count++)
        {
            byte each = bytes[^count];
            if ((each & 0xC0) == 0x80) continue;
            int length = each >= 0xF0 ? 4 : each >= 0xE0 ? 3 : each >= 0xC0 ? 2 : 1;
            return length > count ? count : 0;
        }
        return 0;
    }

    private DataException Invalid(ReadOnlySpan<byte> bytes)
    {
        Utf8.ToUtf16(bytes, new char[bytes.Length], out int valid, out _, replaceInvalidSequences: false);
        return new DataException(
            $"{path}: line {line + bytes[..valid].Count((byte)'\n')}: the byte 0x{bytes[valid]:X2} is not valid in UTF-8; "
            + "if the file has another encoding, say which: --encoding latin1, windows-1252, utf-16, …");
    }
}
