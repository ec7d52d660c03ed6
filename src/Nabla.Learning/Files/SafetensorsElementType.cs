using System.Text;

namespace Nabla.Learning;

/// <summary>The element types of the safetensors format, and the check that type, shape and byte count agree.</summary>
internal static class SafetensorsElementType
{
    // The F4 and F6 types of the format share bytes between elements and are not supported.
    private static readonly Dictionary<string, int> Bytes = new(StringComparer.Ordinal)
    {
        ["BOOL"] = 1,
        ["U8"] = 1,
        ["I8"] = 1,
        ["F8_E5M2"] = 1,
        ["F8_E4M3"] = 1,
        ["F8_E8M0"] = 1,
        ["I16"] = 2,
        ["U16"] = 2,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I32"] = 4,
        ["U32"] = 4,
        ["F32"] = 4,
        ["C64"] = 8,
        ["I64"] = 8,
        ["U64"] = 8,
        ["F64"] = 8,
    };

    internal static IReadOnlyList<string> Names { get; } = [.. Bytes.Keys];

    /// <summary>Returns the problem with a tensor's description, or null if its byte count fits type and shape.</summary>
    internal static string? FindProblem(string elementTypeName, ReadOnlySpan<int> shape, long byteCount)
    {
        if (!Bytes.TryGetValue(elementTypeName, out var elementBytes))
            return $"element type {Quote(elementTypeName)} is unknown or not supported (supported: {string.Join(", ", Names)}).";

        foreach (var size in shape)
        {
            if (size < 0) return $"shape {Format(shape)} has a negative size.";
        }

        long expected = shape.Contains(0) ? 0 : elementBytes;
        foreach (var size in shape)
        {
            // Both factors are below 2^31, so the product cannot overflow before the check.
            expected *= size;
            if (expected > Array.MaxLength) return $"shape {Format(shape)} overflows: a tensor holds at most {Array.MaxLength} bytes.";
        }

        return expected == byteCount
            ? null
            : $"{elementTypeName} of shape {Format(shape)} takes {expected} bytes, but the data has {byteCount}.";
    }

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
