using System.IO.MemoryMappedFiles;

namespace Nabla.Learning;

/// <summary>A safetensors file whose header has been read and whose data is mapped into memory while a tensor is read.</summary>
internal sealed class MappedSafetensors : IDisposable
{
    private readonly FileStream stream;

    // Null in a browser, which cannot map files, and for a file without data.
    private readonly MemoryMappedFile? map;
    private readonly SafetensorsLayout layout;

    private MappedSafetensors(string path, FileStream stream)
    {
        this.stream = stream;
        Path = path;
        layout = SafetensorsLayout.Read(path, stream, long.MaxValue);
        if (!OperatingSystem.IsBrowser())
            map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        Tensors = [.. layout.Slots.Select(slot => new SafetensorsTensor(slot, this))];
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata => layout.Metadata;

    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="ModelFileException">The file is missing, cannot be read or is invalid.</exception>
    public static MappedSafetensors Open(string path) => SafetensorsLayout.Open(path, stream => new MappedSafetensors(path, stream), leaveOpen: true);

    /// <summary>Lends a function the data of a tensor.</summary>
    /// <exception cref="ModelFileException">The file can no longer be read, or the tensor does not fit into memory.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public T Read<T>(SafetensorsSlot slot, Func<SafetensorsConversion.ByteReader, T> use)
    {
        ObjectDisposedException.ThrowIf(!stream.CanRead, typeof(SafetensorsReader));
        var begin = layout.DataBegin + slot.Begin;
        try
        {
            // A page of a mapped file that is no longer there would end the process.
            if (RandomAccess.GetLength(stream.SafeFileHandle) < layout.DataBegin + slot.End)
                throw slot.Problem(Path, "its data is gone: the file has become shorter since it was opened; open it again.");
            if (map is null || slot.End == slot.Begin) return use((offset, target) => ReadExactly(begin + offset, target));
            using var view = map.CreateViewStream(begin, slot.End - slot.Begin, MemoryMappedFileAccess.Read);
            return use((offset, target) =>
            {
                view.Position = offset;
                view.ReadExactly(target);
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw slot.Problem(Path, $"its data cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is OutOfMemoryException or ShapeException)
        {
            throw slot.Problem(Path, $"it does not fit into memory: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        map?.Dispose();
        stream.Dispose();
    }

    private void ReadExactly(long begin, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var count = RandomAccess.Read(stream.SafeFileHandle, target, begin);
            if (count == 0) throw new EndOfStreamException("the file ends before it.");
            begin += count;
            target = target[count..];
        }
    }
}
