using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Vectors;

/// <summary>A float64 scalar, for tails and for machines without vectors.</summary>
internal readonly unsafe struct DoubleScalar : ISimd<double>
{
    public static bool IsDouble => true;

    public static bool Fuses => !PackedSimd.IsSupported;

    public static double Load(void* source) => *(double*)source;

    public static double Broadcast(void* source) => *(double*)source;

    public static void Store(double x, void* target) => *(double*)target = x;

    public static double Number(double value) => value;

    public static double Bits(uint single, ulong @double) => FromBits(@double);

    public static double Add(double a, double b) => a + b;

    public static double Subtract(double a, double b) => a - b;

    public static double Multiply(double a, double b) => a * b;

    public static double Divide(double a, double b) => a / b;

    // In WebAssembly as vectors do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MultiplyAdd(double a, double b, double c)
    {
        if (PackedSimd.IsSupported) return a * b + c;
        return Math.FusedMultiplyAdd(a, b, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double FusedMultiplyAdd(double a, double b, double c)
    {
        if (PackedSimd.IsSupported) return NearlyFused.MultiplyAdd<DoubleScalar, double>(a, b, c);
        return Math.FusedMultiplyAdd(a, b, c);
    }

    public static double Negate(double a) => -a;

    public static double Absolute(double a) => Math.Abs(a);

    public static double SquareRoot(double a) => Math.Sqrt(a);

    public static double Round(double a) => Math.Round(a);

    public static double Floor(double a) => Math.Floor(a);

    public static double Minimum(double a, double b) => Math.Min(a, b);

    public static double Maximum(double a, double b) => Math.Max(a, b);

    // The second operand wins if either is NaN; bounds are never NaN or zero.
    public static double AtMost(double bound, double x) => bound < x ? bound : x;

    public static double AtLeast(double bound, double x) => bound > x ? bound : x;

    public static double Less(double a, double b) => Mask(a < b);

    public static double LessOrEqual(double a, double b) => Mask(a <= b);

    public static double Equal(double a, double b) => Mask(a == b);

    public static double Select(double mask, double a, double b) => All(mask) ? a : b;

    public static bool All(double mask) => ToBits(mask) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double And(double a, double b) => FromBits(ToBits(a) & ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Or(double a, double b) => FromBits(ToBits(a) | ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ExclusiveOr(double a, double b) => FromBits(ToBits(a) ^ ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AddBits(double a, double b) => FromBits(ToBits(a) + ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SubtractBits(double a, double b) => FromBits(ToBits(a) - ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ShiftLeft(double a, int count) => FromBits(ToBits(a) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ShiftRight(double a, int count) => FromBits(ToBits(a) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Scale(double x, double n) => Exponent.ScaleInTwo<DoubleScalar, double>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double InDouble<TFunction>(double x, double y)
        where TFunction : struct, IBinaryVectorFunction =>
        TFunction.Run<DoubleScalar, double>(x, y);

    private static double Mask(bool truth) => FromBits(truth ? ulong.MaxValue : 0);

    private static ulong ToBits(double x) => BitConverter.DoubleToUInt64Bits(x);

    private static double FromBits(ulong bits) => BitConverter.UInt64BitsToDouble(bits);
}
