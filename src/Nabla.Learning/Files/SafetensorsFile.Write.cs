using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Nabla.Learning.SafetensorsElementType;

namespace Nabla.Learning;

public sealed partial class SafetensorsFile
{
    // The JSON writer would replace half a surrogate pair by U+FFFD: another name than the one that was given.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Writes a whole file, or leaves what was there untouched. The same arguments give the same bytes: metadata is sorted by key (ordinally), the
    /// tensors keep their order, and the header is padded with spaces to a multiple of eight bytes.
    /// </summary>
    /// <remarks>
    /// Tensors are not aligned within the data. If some hold 8-byte elements and others single bytes, give the widest first: programs that map the
    /// file into memory, instead of reading it as this class does, may insist on it.
    /// </remarks>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="metadata">Free text, such as the architecture of the model; may be empty.</param>
    /// <param name="entries">The tensors, names unique.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a string is not valid UTF-16.</exception>
    /// <exception cref="ModelFileException">The header would be longer than the format's 100 MB.</exception>
    /// <exception cref="IOException">The file cannot be written; one line that names it.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(entries);
        var header = FormatHeader(metadata, entries);
        if (header.WrittenCount > LongestHeader)
            throw new ModelFileException(path, $"its header of {header.WrittenCount} bytes would be over the format's limit of {LongestHeader}.");

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
        // The header is no web page: a name such as "Ω" stays readable in it.
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
