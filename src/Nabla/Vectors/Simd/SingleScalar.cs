using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Vectors;

/// <summary>A float32 scalar, for tails and for machines without vectors.</summary>
internal readonly unsafe struct SingleScalar : IHalfWidthSimd<float>
{
    public static bool IsDouble => false;

    public static bool Fuses => !PackedSimd.IsSupported;

    public static float Load(void* source) => *(float*)source;

    public static float Broadcast(void* source) => *(float*)source;

    public static void Store(float x, void* target) => *(float*)target = x;

    public static float Number(double value) => (float)value;

    public static float Bits(uint single, ulong @double) => FromBits(single);

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    // In WebAssembly as vectors do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c)
    {
        if (PackedSimd.IsSupported) return a * b + c;
        return MathF.FusedMultiplyAdd(a, b, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FusedMultiplyAdd(float a, float b, float c)
    {
        if (PackedSimd.IsSupported) return NearlyFused.MultiplyAdd<SingleScalar, float>(a, b, c);
        return MathF.FusedMultiplyAdd(a, b, c);
    }

    public static float Negate(float a) => -a;

    public static float Absolute(float a) => MathF.Abs(a);

    public static float SquareRoot(float a) => MathF.Sqrt(a);

    public static float Round(float a) => MathF.Round(a);

    public static float Floor(float a) => MathF.Floor(a);

    public static float Minimum(float a, float b) => MathF.Min(a, b);

    public static float Maximum(float a, float b) => MathF.Max(a, b);

    // The second operand wins if either is NaN; bounds are never NaN or zero.
    public static float AtMost(float bound, float x) => bound < x ? bound : x;

    public static float AtLeast(float bound, float x) => bound > x ? bound : x;

    public static float Less(float a, float b) => Mask(a < b);

    public static float LessOrEqual(float a, float b) => Mask(a <= b);

    public static float Equal(float a, float b) => Mask(a == b);

    public static float Select(float mask, float a, float b) => All(mask) ? a : b;

    public static bool All(float mask) => ToBits(mask) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float And(float a, float b) => FromBits(ToBits(a) & ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Or(float a, float b) => FromBits(ToBits(a) | ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ExclusiveOr(float a, float b) => FromBits(ToBits(a) ^ ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddBits(float a, float b) => FromBits(ToBits(a) + ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SubtractBits(float a, float b) => FromBits(ToBits(a) - ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftLeft(float a, int count) => FromBits(ToBits(a) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftRight(float a, int count) => FromBits(ToBits(a) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(float x, float n) => Exponent.ScaleInTwo<SingleScalar, float>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float InDouble<TFunction>(float x, float y)
        where TFunction : struct, IBinaryVectorFunction =>
        (float)TFunction.Run<DoubleScalar, double>(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadHalves(void* source) => FromBits(*(ushort*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves(float x, void* target) => *(ushort*)target = (ushort)ToBits(x);

    private static float Mask(bool truth) => FromBits(truth ? uint.MaxValue : 0);

    private static uint ToBits(float x) => BitConverter.SingleToUInt32Bits(x);

    private static float FromBits(uint bits) => BitConverter.UInt32BitsToSingle(bits);

}
