namespace Nabla.Learning;

/// <summary>
/// A file in the safetensors format (https://github.com/huggingface/safetensors): eight bytes with the length of the header (little-endian), a JSON header
/// with the element type, shape and offsets of every tensor, then the bytes of the tensors without gaps. Reading a file executes no code from it.
/// </summary>
/// <remarks>
/// Reading is strict: anything that the format forbids, or that this class would have to ignore, is an error. Lengths in the file are checked against the
/// file size before they are used, so a malicious file cannot cause allocations beyond a small multiple of its size.
/// </remarks>
public sealed partial class SafetensorsFile
{
    internal const string MetadataKey = "__metadata__";
    internal const int LongestHeader = 100_000_000;
    internal const int LengthBytes = sizeof(ulong);

    private SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<SafetensorsEntry> entries)
    {
        Metadata = metadata;
        Entries = entries;
    }

    /// <summary>The metadata of the file, from name to text; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of their data in the file.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The metadata and the tensors; every tensor has its own byte array.</returns>
    /// <exception cref="ModelFileException">The file is missing, cannot be read or is invalid. The message is one line.</exception>
    public static SafetensorsFile Read(string path)
    {
        return SafetensorsLayout.Open(path, stream =>
        {
            var layout = SafetensorsLayout.Read(path, stream, Array.MaxLength);
            var entries = new List<SafetensorsEntry>(layout.Slots.Count);
            foreach (var slot in layout.Slots)
            {
                var data = new byte[slot.End - slot.Begin];
                stream.ReadExactly(data);
                entries.Add(new SafetensorsEntry(slot.Name, slot.ElementTypeName, slot.Shape, data));
            }

            return new SafetensorsFile(layout.Metadata, entries);
        });
    }
}
