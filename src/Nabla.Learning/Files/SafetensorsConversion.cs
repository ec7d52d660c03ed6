using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>Elements of safetensors files in the element types of tensors.</summary>
internal static class SafetensorsConversion
{
    private const int ChunkLength = 1 << 14;

    /// <summary>Copies bytes of a tensor's data.</summary>
    /// <param name="offset">Where they begin in the tensor.</param>
    /// <param name="target">Takes as many as it has room for.</param>
    public delegate void ByteReader(long offset, Span<byte> target);

    /// <summary>The safetensors type with the same elements.</summary>
    public static string TypeName(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float64 => "F64",
        ElementType.Int32 => "I32",
        ElementType.Int64 => "I64",
        ElementType.Boolean => "BOOL",
        _ => throw Unknown(type),
    };

    /// <summary>The smallest element type that holds every value of a safetensors type, or null if there is none.</summary>
    public static ElementType? TensorType(string elementTypeName) => SafetensorsElementType.Elements(elementTypeName) switch
    {
        { Kind: SafetensorsKind.Boolean } => ElementType.Boolean,
        { Kind: SafetensorsKind.Integer, Digits: <= 31 } => ElementType.Int32,
        { Kind: SafetensorsKind.Integer, Digits: <= 63 } => ElementType.Int64,
        { Kind: SafetensorsKind.Float, Digits: <= 24 } => ElementType.Float32,
        { Kind: SafetensorsKind.Float } => ElementType.Float64,
        _ => null,
    };

    /// <summary>Says that no element type holds a safetensors type, to follow "is".</summary>
    public static string NoTensor(string elementTypeName) => elementTypeName == "U64"
        ? "U64, which no tensor holds in full: ask for float64 with allowRounding, or convert the file to I64"
        : $"{elementTypeName}, which no tensor holds: convert the file, for example to F32";

    /// <summary>Returns why an element type does not hold a safetensors type, to follow "is", or null if it does.</summary>
    /// <param name="elementTypeName">The type in the file.</param>
    /// <param name="type">The type of the tensor.</param>
    /// <param name="allowRounding">True if floats may be rounded, null if the caller has no such choice.</param>
    public static string? FindProblem(string elementTypeName, ElementType type, bool? allowRounding)
    {
        var (from, to) = (SafetensorsElementType.Elements(elementTypeName), SafetensorsElementType.Elements(TypeName(type)));
        if (from.Kind == SafetensorsKind.Complex) return NoTensor(elementTypeName);
        var isNumber = from.Kind == to.Kind || from.Kind == SafetensorsKind.Integer && to.Kind == SafetensorsKind.Float;
        // All floats of up to 24 digits have at most the exponents of float32.
        if (isNumber && from.Digits <= to.Digits) return null;
        var problem = $"{elementTypeName}, not {TypeName(type)}";
        if (!isNumber || to.Kind != SafetensorsKind.Float || allowRounding is null) return problem;
        return allowRounding.Value ? null : $"{problem}, and {type.Label()} holds it only rounded, which allowRounding permits";
    }

    /// <summary>Returns a tensor of a type that <see cref="FindProblem"/> accepted. The data is read in parts if it is converted.</summary>
    public static Tensor ToTensor(string elementTypeName, IReadOnlyList<int> sizes, ElementType type, ByteReader read)
    {
        var shape = Shape.Create([.. sizes]);
        return type switch
        {
            ElementType.Float32 => Numbers<float>(elementTypeName, shape, read),
            ElementType.Float64 => Numbers<double>(elementTypeName, shape, read),
            ElementType.Int32 => Numbers<int>(elementTypeName, shape, read),
            ElementType.Int64 => Numbers<long>(elementTypeName, shape, read),
            ElementType.Boolean => Tensor.Create<bool>(shape, target =>
            {
                var bytes = MemoryMarshal.AsBytes(target);
                read(0, bytes);
                // A truth value of another byte would not equal itself.
                foreach (ref var value in bytes) value = value == 0 ? (byte)0 : (byte)1;
            }),
            _ => throw Unknown(type),
        };
    }

    private static Tensor Numbers<T>(string elementTypeName, Shape shape, ByteReader read)
        where T : unmanaged, INumber<T> => Tensor.Create<T>(shape, target =>
        {
            if (elementTypeName == TypeName(ElementTypes.Of<T>()))
            {
                // In parts too: the bytes of a tensor may be more than a span holds.
                for (var begin = 0; begin < target.Length; begin += 1 << 27)
                    read((long)begin * ElementTypes.Of<T>().Size(), MemoryMarshal.AsBytes(target.Slice(begin, Math.Min(1 << 27, target.Length - begin))));
                return;
            }
            var size = SafetensorsElementType.Elements(elementTypeName).Bytes;
            var bytes = new byte[Math.Min(target.Length, ChunkLength) * size];
            for (var begin = 0; begin < target.Length; begin += ChunkLength)
            {
                var part = target.Slice(begin, Math.Min(ChunkLength, target.Length - begin));
                var chunk = bytes.AsSpan(0, part.Length * size);
                read((long)begin * size, chunk);
                Convert(elementTypeName, chunk, part);
            }
        });

    private static void Convert<T>(string elementTypeName, ReadOnlySpan<byte> bytes, Span<T> target)
        where T : unmanaged, INumber<T>
    {
        switch (elementTypeName)
        {
            case "U8": Each<byte, T>(bytes, target); break;
            case "I8": Each<sbyte, T>(bytes, target); break;
            case "U16": Each<ushort, T>(bytes, target); break;
            case "I16": Each<short, T>(bytes, target); break;
            case "U32": Each<uint, T>(bytes, target); break;
            case "I32": Each<int, T>(bytes, target); break;
            case "U64": Each<ulong, T>(bytes, target); break;
            case "I64": Each<long, T>(bytes, target); break;
            case "F32": Each<float, T>(bytes, target); break;
            case "F64": Each<double, T>(bytes, target); break;
            default:
                if (typeof(T) == typeof(float))
                {
                    Widen(elementTypeName, bytes, MemoryMarshal.Cast<T, float>(target));
                    break;
                }
                Span<float> wide = new float[target.Length];
                Widen(elementTypeName, bytes, wide);
                Each<float, T>(MemoryMarshal.AsBytes(wide), target);
                break;
        }
    }

    private static void Each<TSource, T>(ReadOnlySpan<byte> bytes, Span<T> target)
        where TSource : unmanaged, INumber<TSource>
        where T : unmanaged, INumber<T> => TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TSource>(bytes), target);

    private static void Widen(string elementTypeName, ReadOnlySpan<byte> bytes, Span<float> target)
    {
        switch (elementTypeName)
        {
            case "F16": FloatConversion.FromFloat16(MemoryMarshal.Cast<byte, Half>(bytes), target); break;
            case "BF16": FloatConversion.FromBfloat16(MemoryMarshal.Cast<byte, ushort>(bytes), target); break;
            default:
                var table = elementTypeName switch
                {
                    "F8_E5M2" => Float8.E5M2,
                    "F8_E4M3" => Float8.E4M3,
                    "F8_E8M0" => Float8.E8M0,
                    _ => throw new NotSupportedException($"safetensors: elements of type {elementTypeName} cannot be converted."),
                };
                for (var i = 0; i < target.Length; i++) target[i] = table[bytes[i]];
                break;
        }
    }

    private static NotSupportedException Unknown(ElementType type) => new($"safetensors: elements of type {type} are not supported.");
}
