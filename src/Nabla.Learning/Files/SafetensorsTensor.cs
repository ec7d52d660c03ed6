namespace Nabla.Learning;

/// <summary>A tensor of an open <see cref="SafetensorsReader"/>: what the header says of it. Its data is read by the methods, each time anew.</summary>
public sealed class SafetensorsTensor : ISafetensorsSource
{
    private readonly SafetensorsSlot slot;
    private readonly MappedSafetensors file;

    internal SafetensorsTensor(SafetensorsSlot slot, MappedSafetensors file) => (this.slot, this.file) = (slot, file);

    /// <summary>The tensor's name.</summary>
    public string Name => slot.Name;

    /// <summary>The format's name of the element type: <c>F32</c>, <c>BF16</c>, <c>I64</c>, <c>BOOL</c> and so on.</summary>
    public string ElementTypeName => slot.ElementTypeName;

    /// <summary>The sizes of the axes; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape => slot.Shape;

    /// <summary>The size of the data in the file, in bytes.</summary>
    public long ByteCount => slot.End - slot.Begin;

    /// <summary>The file that holds the data: one of several for a model with an index.</summary>
    public string Path => file.Path;

    /// <summary>
    /// Reads the tensor: floats of 8 and 16 bits as float32, integers of fewer than 32 bits as int32, U32 as int64, and all others in their own type. Nothing
    /// is rounded.
    /// </summary>
    /// <exception cref="ModelFileException">
    /// No element type of tensors holds this one (U64 and C64), the data does not fit into memory, or the file can no longer be read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader has been closed.</exception>
    public Tensor Read() =>
        SafetensorsConversion.TensorType(ElementTypeName) is { } type ? Read(type) : throw Refusal(SafetensorsConversion.NoTensor(ElementTypeName));

    /// <summary>Reads the tensor in the given element type.</summary>
    /// <param name="type">The element type of the result. It must hold every value of the type in the file.</param>
    /// <param name="allowRounding">True to also allow floats that hold the values only rounded to the nearest, such as float32 for F64.</param>
    /// <exception cref="ModelFileException">
    /// The element type does not hold the values, the data does not fit into memory, or the file can no longer be read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader has been closed.</exception>
    public Tensor Read(ElementType type, bool allowRounding = false)
    {
        if (SafetensorsConversion.FindProblem(ElementTypeName, type, allowRounding) is { } problem) throw Refusal(problem);
        return file.Read(slot, read => SafetensorsConversion.ToTensor(ElementTypeName, slot.Shape, type, read));
    }

    /// <summary>Reads the bytes as they are in the file, for element types that no tensor has.</summary>
    /// <exception cref="ModelFileException">The data is larger than an array, does not fit into memory, or the file can no longer be read.</exception>
    /// <exception cref="ObjectDisposedException">The reader has been closed.</exception>
    public SafetensorsEntry ReadEntry()
    {
        if (ByteCount > Array.MaxLength) throw slot.Problem(Path, $"{ByteCount} bytes are more than an array holds; read it as a tensor.");
        return file.Read(slot, read =>
        {
            var data = new byte[ByteCount];
            read(0, data);
            return new SafetensorsEntry(Name, ElementTypeName, slot.Shape, data);
        });
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ElementTypeName}[{string.Join(", ", Shape)}]";

    Tensor ISafetensorsSource.ToTensor(ElementType type, bool allowRounding) => Read(type, allowRounding);

    private ModelFileException Refusal(string problem) => slot.Problem(Path, $"it is {problem}.");
}
