namespace Nabla.Tests.Kernels;

/// <summary>The floats of 16 bits by their definition, in float64 arithmetic, which is exact for them: the reference of the conversions.</summary>
/// <param name="FractionBits">The bits of the fraction.</param>
/// <param name="LargestExponent">The exponent of the largest numbers, which is the bias too.</param>
internal sealed record SmallFloat(int FractionBits, int LargestExponent)
{
    public static SmallFloat Float16 { get; } = new(10, 15);

    public static SmallFloat Bfloat16 { get; } = new(7, 127);

    private int ExponentMask => 2 * LargestExponent + 1;

    public static SmallFloat Of(bool isFloat16) => isFloat16 ? Float16 : Bfloat16;

    /// <summary>The value of a pattern; NaN for all NaN.</summary>
    public double Value(ushort bits)
    {
        var sign = bits >> 15 == 0 ? 1.0 : -1.0;
        var exponent = bits >> FractionBits & ExponentMask;
        double fraction = bits & (1 << FractionBits) - 1;
        if (exponent == ExponentMask) return fraction == 0 ? sign * double.PositiveInfinity : double.NaN;
        if (exponent == 0) return sign * fraction * Math.Pow(2, 1 - LargestExponent - FractionBits);
        return sign * (1 + fraction * Math.Pow(2, -FractionBits)) * Math.Pow(2, exponent - LargestExponent);
    }

    /// <summary>The pattern nearest to a number that is not NaN, ties to even.</summary>
    public ushort Round(double number)
    {
        var sign = double.IsNegative(number) ? 0x8000 : 0;
        var infinity = ExponentMask << FractionBits;
        number = Math.Abs(number);
        if (double.IsInfinity(number)) return (ushort)(sign | infinity);
        var exponent = Math.Max(number == 0 ? int.MinValue : Math.ILogB(number), 1 - LargestExponent);
        // Multiples of the last bit's value; one too many in the highest place carries into the exponent, as it should.
        var multiple = (int)Math.Round(Math.ScaleB(number, FractionBits - exponent), MidpointRounding.ToEven);
        if (exponent > LargestExponent) return (ushort)(sign | infinity);
        return (ushort)(sign | Math.Min(infinity, ((exponent + LargestExponent - 1) << FractionBits) + multiple));
    }

    /// <summary>The quiet NaN with the part of a float32's payload that fits.</summary>
    public ushort RoundNotANumber(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number);
        var payload = bits >> 23 - FractionBits & (1u << FractionBits) - 1;
        return (ushort)((bits >> 16 & 0x8000) | (uint)(ExponentMask << FractionBits) | 1u << FractionBits - 1 | payload);
    }
}
