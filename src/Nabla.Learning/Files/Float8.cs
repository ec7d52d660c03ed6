namespace Nabla.Learning;

/// <summary>The values of the floats of 8 bits, by their bits. All of them are float32.</summary>
internal static class Float8
{
    /// <summary>Five bits of exponent and two of fraction: the high halves of float16.</summary>
    public static float[] E5M2 { get; } = [.. Enumerable.Range(0, 256).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)(bits << 8)))];

    /// <summary>Four bits of exponent and three of fraction. There is no infinity, and only all ones are NaN.</summary>
    public static float[] E4M3 { get; } = [.. Enumerable.Range(0, 256).Select(Value)];

    /// <summary>Eight bits of exponent: powers of two from 2⁻¹²⁷ on. All ones are NaN.</summary>
    public static float[] E8M0 { get; } = [.. Enumerable.Range(0, 256).Select(bits => bits == 255 ? float.NaN : MathF.ScaleB(1, bits - 127))];

    private static float Value(int bits)
    {
        var sign = bits >= 128 ? -1f : 1f;
        var (exponent, fraction) = (bits >> 3 & 15, bits & 7);
        if (exponent == 15 && fraction == 7) return float.NaN;
        return sign * (exponent == 0 ? MathF.ScaleB(fraction, -9) : MathF.ScaleB(8 + fraction, exponent - 10));
    }
}
