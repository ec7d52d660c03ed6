using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Vectors;

/// <summary>Four float64 lanes.</summary>
internal readonly unsafe struct Double256 : IPairSimd<Vector256<double>>
{
    public static bool IsDouble => true;

    public static bool Fuses => true;

    public static Vector256<double> Load(void* source) => Vector256.Load((double*)source);

    public static Vector256<double> Broadcast(void* source) => Vector256.Create(*(double*)source);

    public static void Store(Vector256<double> x, void* target) => x.Store((double*)target);

    public static Vector256<double> Number(double value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Bits(uint single, ulong @double) => Vector256.Create(@double).AsDouble();

    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    public static Vector256<double> Subtract(Vector256<double> a, Vector256<double> b) => a - b;

    public static Vector256<double> Multiply(Vector256<double> a, Vector256<double> b) => a * b;

    public static Vector256<double> Divide(Vector256<double> a, Vector256<double> b) => a / b;

    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<double> FusedMultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<double> Negate(Vector256<double> a) => -a;

    public static Vector256<double> Absolute(Vector256<double> a) => Vector256.Abs(a);

    public static Vector256<double> SquareRoot(Vector256<double> a) => Vector256.Sqrt(a);

    public static Vector256<double> Round(Vector256<double> a) => Vector256.Round(a);

    public static Vector256<double> Floor(Vector256<double> a) => Vector256.Floor(a);

    public static Vector256<double> Minimum(Vector256<double> a, Vector256<double> b) => Vector256.Min(a, b);

    public static Vector256<double> Maximum(Vector256<double> a, Vector256<double> b) => Vector256.Max(a, b);

    // The second operand wins if either is NaN; bounds are never NaN or zero.
    public static Vector256<double> AtMost(Vector256<double> bound, Vector256<double> x) => Vector256.MinNative(bound, x);

    public static Vector256<double> AtLeast(Vector256<double> bound, Vector256<double> x) => Vector256.MaxNative(bound, x);

    public static Vector256<double> Less(Vector256<double> a, Vector256<double> b) => Vector256.LessThan(a, b);

    public static Vector256<double> LessOrEqual(Vector256<double> a, Vector256<double> b) => Vector256.LessThanOrEqual(a, b);

    public static Vector256<double> Equal(Vector256<double> a, Vector256<double> b) => Vector256.Equals(a, b);

    public static Vector256<double> Select(Vector256<double> mask, Vector256<double> a, Vector256<double> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector256<double> mask) => mask.AsInt64() == Vector256<long>.AllBitsSet;

    public static Vector256<double> And(Vector256<double> a, Vector256<double> b) => a & b;

    public static Vector256<double> Or(Vector256<double> a, Vector256<double> b) => a | b;

    public static Vector256<double> ExclusiveOr(Vector256<double> a, Vector256<double> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AddBits(Vector256<double> a, Vector256<double> b) => (a.AsInt64() + b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SubtractBits(Vector256<double> a, Vector256<double> b) => (a.AsInt64() - b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ShiftLeft(Vector256<double> a, int count) => (a.AsInt64() << count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ShiftRight(Vector256<double> a, int count) => (a.AsUInt64() >>> count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Scale(Vector256<double> x, Vector256<double> n) =>
        Exponent.ScaleInTwo<Double256, Vector256<double>>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> InDouble<TFunction>(Vector256<double> x, Vector256<double> y)
        where TFunction : struct, IBinaryVectorFunction =>
        TFunction.Run<Double256, Vector256<double>>(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SwapPairs(Vector256<double> a) => Vector256.Shuffle(a, Vector256.Create(1L, 0L, 3L, 2L));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Blend(Vector256<double> first, Vector256<double> second) =>
        Vector256.ConditionalSelect(Vector256.Create(-1L, 0L, -1L, 0L).AsDouble(), first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LoadTwice(void* source) =>
        Vector256.Shuffle(Vector128.Load((double*)source).ToVector256Unsafe(), Vector256.Create(0L, 0L, 1L, 1L));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirsts(Vector256<double> x, void* target) =>
        Vector256.Shuffle(x, Vector256.Create(0L, 2L, 0L, 0L)).GetLower().Store((double*)target);
}
