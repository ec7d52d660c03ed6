namespace Nabla.Learning;

/// <summary>One tensor of a safetensors file: its name, element type, shape and bytes.</summary>
public sealed class SafetensorsEntry : ISafetensorsSource
{
    /// <summary>Creates an entry for a tensor to write. The bytes are not copied.</summary>
    /// <param name="name">The tensor's name, such as <c>0.weight</c>; <c>__metadata__</c> is reserved by the format.</param>
    /// <param name="elementTypeName">The format's name of the element type, such as <c>F32</c>; see <see cref="SupportedElementTypes"/>.</param>
    /// <param name="shape">The sizes of the axes, all nonnegative; empty for a scalar.</param>
    /// <param name="data">The elements in row-major order, little-endian. The length must be the number of elements times the element size.</param>
    /// <exception cref="ArgumentException">The name is reserved, the type is unknown, a size is negative, or the bytes do not fit the shape.</exception>
    public SafetensorsEntry(string name, string elementTypeName, IReadOnlyList<int> shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(elementTypeName);
        ArgumentNullException.ThrowIfNull(shape);
        if (name == SafetensorsFile.MetadataKey)
            throw new ArgumentException($"safetensors: \"{name}\" is reserved and cannot name a tensor.", nameof(name));
        int[] sizes = [.. shape];
        if (SafetensorsElementType.FindProblem(elementTypeName, sizes, data.Length, Array.MaxLength) is { } problem)
            throw new ArgumentException($"safetensors: tensor {SafetensorsElementType.Quote(name)}: {problem}");

        Name = name;
        ElementTypeName = elementTypeName;
        Shape = sizes;
        Data = data;
    }

    /// <summary>The supported element types: those of the format whose elements are whole bytes.</summary>
    public static IReadOnlyList<string> SupportedElementTypes => SafetensorsElementType.Names;

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>The format's name of the element type: <c>F32</c>, <c>F64</c>, <c>I32</c>, <c>I64</c>, <c>BOOL</c> and so on.</summary>
    public string ElementTypeName { get; }

    /// <summary>The sizes of the axes; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>
    /// The elements in row-major order, little-endian, exactly as in the file (a <c>BOOL</c> is a byte that should be 0 or 1). Data from
    /// <see cref="SafetensorsFile.Read(string)"/> is aligned for every element type.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Creates an entry that holds the values of a tensor.</summary>
    /// <param name="name">The name; <c>__metadata__</c> is reserved by the format.</param>
    /// <param name="tensor">A tensor of any type and shape.</param>
    /// <param name="storage">How floats are stored; integers and truth values are stored as they are.</param>
    /// <exception cref="ArgumentException">The name is reserved, or a finite number would become infinite in the storage.</exception>
    public static SafetensorsEntry From(string name, Tensor tensor, FloatStorage storage = FloatStorage.Unchanged)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tensor);
        return SafetensorsWriting.Entry(name, tensor, storage);
    }

    /// <summary>
    /// Returns the values as a tensor: floats of 8 and 16 bits as float32, integers of fewer than 32 bits as int32, U32 as int64, and all others in their own
    /// type. Nothing is rounded.
    /// </summary>
    /// <exception cref="NotSupportedException">No element type of tensors holds this one: U64 and C64.</exception>
    public Tensor ToTensor() =>
        SafetensorsConversion.TensorType(ElementTypeName) is { } type ? ToTensor(type) : throw Refusal(SafetensorsConversion.NoTensor(ElementTypeName));

    /// <summary>Returns the values as a tensor of the given element type.</summary>
    /// <param name="type">The element type of the result. It must hold every value of the entry's type.</param>
    /// <param name="allowRounding">True to also allow floats that hold the values only rounded to the nearest, such as float32 for F64.</param>
    /// <exception cref="NotSupportedException">The element type does not hold the values.</exception>
    public Tensor ToTensor(ElementType type, bool allowRounding = false)
    {
        if (SafetensorsConversion.FindProblem(ElementTypeName, type, allowRounding) is { } problem) throw Refusal(problem);
        return SafetensorsConversion.ToTensor(ElementTypeName, Shape, type, (offset, target) => Data.Span.Slice((int)offset, target.Length).CopyTo(target));
    }

    private NotSupportedException Refusal(string problem) => new($"safetensors: tensor {SafetensorsElementType.Quote(Name)} is {problem}.");
}
