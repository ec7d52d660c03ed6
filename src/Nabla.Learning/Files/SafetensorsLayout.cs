using System.Buffers.Binary;

namespace Nabla.Learning;

/// <summary>Where the tensors of a safetensors file are, checked against its length.</summary>
/// <param name="Metadata">The metadata, empty if there is none.</param>
/// <param name="Slots">The tensors in the order of their data, with offsets from the beginning of the data.</param>
/// <param name="DataBegin">Where the data begins in the file.</param>
internal sealed record SafetensorsLayout(IReadOnlyDictionary<string, string> Metadata, List<SafetensorsSlot> Slots, long DataBegin)
{
    /// <summary>Opens a file for a function, and reports what the system refuses.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads the stream, which is closed after it unless <paramref name="leaveOpen"/> is set.</param>
    /// <param name="leaveOpen">True to leave the stream to the function if that succeeds.</param>
    /// <exception cref="ModelFileException">The file is missing or cannot be read.</exception>
    public static T Open<T>(string path, Func<FileStream, T> read, bool leaveOpen = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path)) throw new ModelFileException(path, "it is a directory.");
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!stream.CanSeek) throw new ModelFileException(path, "it is a pipe or a device, and a model must be read from a file.");
            var result = read(stream);
            if (leaveOpen) stream = null;
            return result;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException(path, "the file does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, $"the file cannot be read: {error.Message}", error);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>Reads the header of a file and leaves the stream at the beginning of the data.</summary>
    /// <param name="path">The name of the file, for messages.</param>
    /// <param name="stream">The file.</param>
    /// <param name="mostBytes">The largest size of a tensor.</param>
    /// <exception cref="ModelFileException">The file is not valid.</exception>
    public static SafetensorsLayout Read(string path, FileStream stream, long mostBytes)
    {
        var header = ReadHeader(path, stream);
        var (metadata, slots) = SafetensorsHeader.Parse(path, header);
        var begin = SafetensorsFile.LengthBytes + header.Length;
        CheckPlaces(path, slots, stream.Length - begin, mostBytes);
        return new(metadata, slots, begin);
    }

    private static byte[] ReadHeader(string path, FileStream stream)
    {
        if (stream.Length < SafetensorsFile.LengthBytes)
        {
            var problem = $"not a safetensors file: {stream.Length} bytes, shorter than the {SafetensorsFile.LengthBytes} bytes of the header's length.";
            throw new ModelFileException(path, problem);
        }

        Span<byte> lengthBytes = stackalloc byte[SafetensorsFile.LengthBytes];
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > SafetensorsFile.LongestHeader)
        {
            var problem = $"not a safetensors file: header length {length} is over the format's limit of {SafetensorsFile.LongestHeader} bytes.";
            throw new ModelFileException(path, problem);
        }

        var rest = stream.Length - SafetensorsFile.LengthBytes;
        if (length > (ulong)rest)
            throw new ModelFileException(path, $"the file is cut short: header length {length}, but only {rest} bytes follow.");

        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }

    /// <summary>Sorts the slots by offset and checks that they cover the data exactly once.</summary>
    private static void CheckPlaces(string path, List<SafetensorsSlot> slots, long dataLength, long mostBytes)
    {
        foreach (var slot in slots)
        {
            if (slot.Begin < 0 || slot.Begin > slot.End)
                throw slot.Problem(path, $"data_offsets [{slot.Begin}, {slot.End}] are not a range.");
            if (slot.End > dataLength)
                throw slot.Problem(path, $"data_offsets [{slot.Begin}, {slot.End}] are beyond the file's {dataLength} bytes of data.");
            if (SafetensorsElementType.FindProblem(slot.ElementTypeName, slot.Shape, slot.End - slot.Begin, mostBytes) is { } problem)
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
