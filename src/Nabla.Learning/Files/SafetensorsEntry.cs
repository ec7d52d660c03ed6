namespace Nabla.Learning;

/// <summary>One tensor of a safetensors file: its name, element type, shape and bytes.</summary>
public sealed class SafetensorsEntry
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
        if (SafetensorsElementType.FindProblem(elementTypeName, sizes, data.Length) is { } problem)
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
}
