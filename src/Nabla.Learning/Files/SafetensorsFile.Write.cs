using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Nabla.Learning.SafetensorsElementType;

namespace Nabla.Learning;

public sealed partial class SafetensorsFile
{
    // The JSON writer would replace a lone surrogate by U+FFFD, which changes the name.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Writes a file atomically. Equal arguments give identical bytes: metadata is sorted by key (ordinally), tensors keep their order, and the header is
    /// padded with spaces to a multiple of eight bytes.
    /// </summary>
    /// <remarks>
    /// Tensors are not aligned within the data. If they have different element sizes, put the widest first: programs that map the file into memory, unlike this
    /// class, may require it.
    /// </remarks>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="metadata">Free text, such as the architecture of the model; may be empty.</param>
    /// <param name="entries">The tensors, with unique names.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or a string is not valid UTF-16.</exception>
    /// <exception cref="ModelFileException">The header would exceed the format's limit of 100 MB.</exception>
    /// <exception cref="IOException">The file cannot be written. The message is one line and names it.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(entries);
        var header = FormatHeader(metadata, entries);
        if (header.WrittenCount > LongestHeader)
            throw new ModelFileException(path, $"its header of {header.WrittenCount} bytes would exceed the format's limit of {LongestHeader}.");

        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.WrittenCount);
            stream.Write(length);
            stream.Write(header.WrittenSpan);
            foreach (var entry in entries) stream.Write(entry.Data.Span);
        });
    }

    private static ArrayBufferWriter<byte> FormatHeader(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // The header is not a web page, so names such as "Ω" stay readable.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(Strict.GetBytes(key), Strict.GetBytes(value));
                json.WriteEndObject();
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            var begin = 0L;
            foreach (var entry in entries)
            {
                if (!names.Add(entry.Name))
                    throw new ArgumentException($"safetensors: two tensors have the name {Quote(entry.Name)}.", nameof(entries));
                WriteEntry(json, entry, begin);
                begin += entry.Data.Length;
            }

            json.WriteEndObject();
        }

        var padding = -buffer.WrittenCount & (LengthBytes - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer;
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry, long begin)
    {
        json.WriteStartObject(Strict.GetBytes(entry.Name));
        json.WriteString("dtype", entry.ElementTypeName);
        json.WriteStartArray("shape");
        foreach (var size in entry.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + entry.Data.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
