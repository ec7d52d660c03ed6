using System.Buffers.Binary;

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
    private const int LengthBytes = sizeof(ulong);

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
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path)) throw new ModelFileException(path, "it is a directory.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!stream.CanSeek) throw new ModelFileException(path, "it is a pipe or a device, and a model must be read from a file.");
            return Read(path, stream);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException(path, "the file does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, $"the file cannot be read: {error.Message}", error);
        }
    }

    private static SafetensorsFile Read(string path, FileStream stream)
    {
        var header = ReadHeader(path, stream);
        var (metadata, slots) = SafetensorsHeader.Parse(path, header);
        CheckPlaces(path, slots, stream.Length - LengthBytes - header.Length);

        var entries = new List<SafetensorsEntry>(slots.Count);
        foreach (var slot in slots)
        {
            var data = new byte[slot.End - slot.Begin];
            stream.ReadExactly(data);
            entries.Add(new SafetensorsEntry(slot.Name, slot.ElementTypeName, slot.Shape, data));
        }

        return new SafetensorsFile(metadata, entries);
    }

    private static byte[] ReadHeader(string path, FileStream stream)
    {
        if (stream.Length < LengthBytes)
        {
            var problem = $"not a safetensors file: {stream.Length} bytes, shorter than the {LengthBytes} bytes of the header's length.";
            throw new ModelFileException(path, problem);
        }

        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > LongestHeader)
        {
            var problem = $"not a safetensors file: header length {length} is over the format's limit of {LongestHeader} bytes.";
            throw new ModelFileException(path, problem);
        }

        var rest = stream.Length - LengthBytes;
        if (length > (ulong)rest)
            throw new ModelFileException(path, $"the file is cut short: header length {length}, but only {rest} bytes follow.");

        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }

    /// <summary>Sorts the slots by offset and checks that they cover the data exactly once.</summary>
    private static void CheckPlaces(string path, List<SafetensorsSlot> slots, long dataLength)
    {
        foreach (var slot in slots)
        {
            if (slot.Begin < 0 || slot.Begin > slot.End)
                throw slot.Problem(path, $"data_offsets [{slot.Begin}, {slot.End}] are not a range.");
            if (slot.End > dataLength)
                throw slot.Problem(path, $"data_offsets [{slot.Begin}, {slot.End}] are beyond the file's {dataLength} bytes of data.");
            if (SafetensorsElementType.FindProblem(slot.ElementTypeName, slot.Shape, slot.End - slot.Begin) is { } problem)
                throw slot.Problem(path, problem);
        }

        slots.Sort((first, second) => (first.Begin, first.End, first.Index).CompareTo((second.Begin, second.End, second.Index)));
        var covered = 0L;
        foreach (var slot in slots)
        {
            if (slot.Begin < covered)
                throw slot.Problem(path, $"its data [{slot.Begin}, {slot.End}] overlaps another tensor's, which ends at {covered}.");
            if (slot.Begin > covered)
                throw slot.Problem(path, $"its data begins at {slot.Begin}, leaving a hole from {covered} that no tensor uses.");
            covered = slot.End;
        }

        if (covered != dataLength)
            throw new ModelFileException(path, $"the tensors use {covered} of the file's {dataLength} bytes of data.");
    }
}
