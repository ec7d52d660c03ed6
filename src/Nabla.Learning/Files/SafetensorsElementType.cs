using System.Text;

namespace Nabla.Learning;

/// <summary>The element types of the safetensors format, and the check that type, shape and byte count agree.</summary>
internal static class SafetensorsElementType
{
    // The F4 and F6 types of the format share bytes between elements and are not supported.
    private static readonly Dictionary<string, SafetensorsElements> Types = new(StringComparer.Ordinal)
    {
        ["BOOL"] = new(1, SafetensorsKind.Boolean, 1),
        ["U8"] = new(1, SafetensorsKind.Integer, 8),
        ["I8"] = new(1, SafetensorsKind.Integer, 7),
        ["F8_E5M2"] = new(1, SafetensorsKind.Float, 3),
        ["F8_E4M3"] = new(1, SafetensorsKind.Float, 4),
        ["F8_E8M0"] = new(1, SafetensorsKind.Float, 1),
        ["I16"] = new(2, SafetensorsKind.Integer, 15),
        ["U16"] = new(2, SafetensorsKind.Integer, 16),
        ["F16"] = new(2, SafetensorsKind.Float, 11),
        ["BF16"] = new(2, SafetensorsKind.Float, 8),
        ["I32"] = new(4, SafetensorsKind.Integer, 31),
        ["U32"] = new(4, SafetensorsKind.Integer, 32),
        ["F32"] = new(4, SafetensorsKind.Float, 24),
        ["C64"] = new(8, SafetensorsKind.Complex, 24),
        ["I64"] = new(8, SafetensorsKind.Integer, 63),
        ["U64"] = new(8, SafetensorsKind.Integer, 64),
        ["F64"] = new(8, SafetensorsKind.Float, 53),
    };

    internal static IReadOnlyList<string> Names { get; } = [.. Types.Keys];

    /// <summary>Returns the problem with a tensor's description, or null if its byte count fits type and shape.</summary>
    /// <param name="elementTypeName">The format's name of the element type.</param>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="byteCount">The number of bytes of the data.</param>
    /// <param name="mostBytes">The largest size of a tensor in bytes.</param>
    internal static string? FindProblem(string elementTypeName, ReadOnlySpan<int> shape, long byteCount, long mostBytes)
    {
        if (!Types.TryGetValue(elementTypeName, out var elements))
            return $"element type {Quote(elementTypeName)} is unknown or not supported (supported: {string.Join(", ", Names)}).";

        foreach (var size in shape)
        {
            if (size < 0) return $"shape {Format(shape)} has a negative size.";
        }

        long expected = shape.Contains(0) ? 0 : elements.Bytes;
        foreach (var size in shape)
        {
            if (size > 0 && expected > mostBytes / size) return $"shape {Format(shape)} overflows: a tensor holds at most {mostBytes} bytes.";
            expected *= size;
        }

        return expected == byteCount
            ? null
            : $"{elementTypeName} of shape {Format(shape)} takes {expected} bytes, but the data has {byteCount}.";
    }

    /// <summary>The elements of a type that <see cref="FindProblem"/> accepted.</summary>
    internal static SafetensorsElements Elements(string elementTypeName) => Types[elementTypeName];

    /// <summary>Prepares untrusted text for a one-line message: quoted, shortened, and with control characters escaped.</summary>
    internal static string Quote(string text)
    {
        const int longest = 80;
        var quoted = new StringBuilder("\"");
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            // U+2028 and U+2029 end a line too, and a lone surrogate cannot be printed.
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
                quoted.Append($"\\u{(int)character:x4}");
            else
                quoted.Append(character);
        }

        return quoted.Append(text.Length > longest ? "…\"" : "\"").ToString();
    }

    private static string Format(ReadOnlySpan<int> shape)
    {
        const int longest = 8;
        var sizes = string.Join(", ", shape[..Math.Min(shape.Length, longest)].ToArray());
        return shape.Length > longest ? $"[{sizes}, …] of {shape.Length} axes" : $"[{sizes}]";
    }
}
