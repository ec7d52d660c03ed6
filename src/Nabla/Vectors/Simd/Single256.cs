using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Vectors;

/// <summary>Eight float32 lanes.</summary>
internal readonly unsafe struct Single256 : IPairSimd<Vector256<float>>, IHalfWidthSimd<Vector256<float>>
{
    public static bool IsDouble => false;

    public static bool Fuses => true;

    public static Vector256<float> Load(void* source) => Vector256.Load((float*)source);

    public static Vector256<float> Broadcast(void* source) => Vector256.Create(*(float*)source);

    public static void Store(Vector256<float> x, void* target) => x.Store((float*)target);

    public static Vector256<float> Number(double value) => Vector256.Create((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Bits(uint single, ulong @double) => Vector256.Create(single).AsSingle();

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<float> FusedMultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<float> Negate(Vector256<float> a) => -a;

    public static Vector256<float> Absolute(Vector256<float> a) => Vector256.Abs(a);

    public static Vector256<float> SquareRoot(Vector256<float> a) => Vector256.Sqrt(a);

    public static Vector256<float> Round(Vector256<float> a) => Vector256.Round(a);

    public static Vector256<float> Floor(Vector256<float> a) => Vector256.Floor(a);

    public static Vector256<float> Minimum(Vector256<float> a, Vector256<float> b) => Vector256.Min(a, b);

    public static Vector256<float> Maximum(Vector256<float> a, Vector256<float> b) => Vector256.Max(a, b);

    // The second operand wins if either is NaN; bounds are never NaN or zero.
    public static Vector256<float> AtMost(Vector256<float> bound, Vector256<float> x) => Vector256.MinNative(bound, x);

    public static Vector256<float> AtLeast(Vector256<float> bound, Vector256<float> x) => Vector256.MaxNative(bound, x);

    public static Vector256<float> Less(Vector256<float> a, Vector256<float> b) => Vector256.LessThan(a, b);

    public static Vector256<float> LessOrEqual(Vector256<float> a, Vector256<float> b) => Vector256.LessThanOrEqual(a, b);

    public static Vector256<float> Equal(Vector256<float> a, Vector256<float> b) => Vector256.Equals(a, b);

    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> a, Vector256<float> b) => Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector256<float> mask) => mask.AsInt32() == Vector256<int>.AllBitsSet;

    public static Vector256<float> And(Vector256<float> a, Vector256<float> b) => a & b;

    public static Vector256<float> Or(Vector256<float> a, Vector256<float> b) => a | b;

    public static Vector256<float> ExclusiveOr(Vector256<float> a, Vector256<float> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddBits(Vector256<float> a, Vector256<float> b) => (a.AsInt32() + b.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SubtractBits(Vector256<float> a, Vector256<float> b) => (a.AsInt32() - b.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftLeft(Vector256<float> a, int count) => (a.AsInt32() << count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftRight(Vector256<float> a, int count) => (a.AsUInt32() >>> count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Scale(Vector256<float> x, Vector256<float> n) =>
        Exponent.ScaleInTwo<Single256, Vector256<float>>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InDouble<TFunction>(Vector256<float> x, Vector256<float> y)
        where TFunction : struct, IBinaryVectorFunction =>
        Vector256.Narrow(
            TFunction.Run<Double256, Vector256<double>>(Vector256.WidenLower(x), Vector256.WidenLower(y)),
            TFunction.Run<Double256, Vector256<double>>(Vector256.WidenUpper(x), Vector256.WidenUpper(y)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SwapPairs(Vector256<float> a) => Vector256.Shuffle(a, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Blend(Vector256<float> first, Vector256<float> second) =>
        Vector256.ConditionalSelect(Vector256.Create(-1, 0, -1, 0, -1, 0, -1, 0).AsSingle(), first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadTwice(void* source) =>
        Vector256.Shuffle(Vector128.Load((float*)source).ToVector256Unsafe(), Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirsts(Vector256<float> x, void* target) =>
        Vector256.Shuffle(x, Vector256.Create(0, 2, 4, 6, 0, 0, 0, 0)).GetLower().Store((float*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadHalves(void* source) =>
        Vector256.WidenLower(Vector128.Load((ushort*)source).ToVector256Unsafe()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves(Vector256<float> x, void* target) =>
        Vector128.Narrow(x.AsUInt32().GetLower(), x.AsUInt32().GetUpper()).Store((ushort*)target);
}
