using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Vectors;

/// <summary>Eight float64 lanes.</summary>
internal readonly unsafe struct Double512 : IPairSimd<Vector512<double>>
{
    public static bool IsDouble => true;

    public static bool Fuses => true;

    public static Vector512<double> Load(void* source) => Vector512.Load((double*)source);

    public static Vector512<double> Broadcast(void* source) => Vector512.Create(*(double*)source);

    public static void Store(Vector512<double> x, void* target) => x.Store((double*)target);

    public static Vector512<double> Number(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Bits(uint single, ulong @double) => Vector512.Create(@double).AsDouble();

    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    public static Vector512<double> Subtract(Vector512<double> a, Vector512<double> b) => a - b;

    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    public static Vector512<double> Divide(Vector512<double> a, Vector512<double> b) => a / b;

    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.FusedMultiplyAdd(a, b, c);

    public static Vector512<double> FusedMultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.FusedMultiplyAdd(a, b, c);

    public static Vector512<double> Negate(Vector512<double> a) => -a;

    public static Vector512<double> Absolute(Vector512<double> a) => Vector512.Abs(a);

    public static Vector512<double> SquareRoot(Vector512<double> a) => Vector512.Sqrt(a);

    public static Vector512<double> Round(Vector512<double> a) => Vector512.Round(a);

    public static Vector512<double> Floor(Vector512<double> a) => Vector512.Floor(a);

    public static Vector512<double> Minimum(Vector512<double> a, Vector512<double> b) => Vector512.Min(a, b);

    public static Vector512<double> Maximum(Vector512<double> a, Vector512<double> b) => Vector512.Max(a, b);

    // The second operand wins if either is NaN; bounds are never NaN or zero.
    public static Vector512<double> AtMost(Vector512<double> bound, Vector512<double> x) => Vector512.MinNative(bound, x);

    public static Vector512<double> AtLeast(Vector512<double> bound, Vector512<double> x) => Vector512.MaxNative(bound, x);

    public static Vector512<double> Less(Vector512<double> a, Vector512<double> b) => Vector512.LessThan(a, b);

    public static Vector512<double> LessOrEqual(Vector512<double> a, Vector512<double> b) => Vector512.LessThanOrEqual(a, b);

    public static Vector512<double> Equal(Vector512<double> a, Vector512<double> b) => Vector512.Equals(a, b);

    public static Vector512<double> Select(Vector512<double> mask, Vector512<double> a, Vector512<double> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector512<double> mask) => mask.AsInt64() == Vector512<long>.AllBitsSet;

    public static Vector512<double> And(Vector512<double> a, Vector512<double> b) => a & b;

    public static Vector512<double> Or(Vector512<double> a, Vector512<double> b) => a | b;

    public static Vector512<double> ExclusiveOr(Vector512<double> a, Vector512<double> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddBits(Vector512<double> a, Vector512<double> b) => (a.AsInt64() + b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SubtractBits(Vector512<double> a, Vector512<double> b) => (a.AsInt64() - b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> ShiftLeft(Vector512<double> a, int count) => (a.AsInt64() << count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> ShiftRight(Vector512<double> a, int count) => (a.AsUInt64() >>> count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Scale(Vector512<double> x, Vector512<double> n) =>
        Avx512F.IsSupported ? Avx512F.Scale(x, n) : Exponent.ScaleInTwo<Double512, Vector512<double>>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> InDouble<TFunction>(Vector512<double> x, Vector512<double> y)
        where TFunction : struct, IBinaryVectorFunction =>
        TFunction.Run<Double512, Vector512<double>>(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SwapPairs(Vector512<double> a) => Vector512.Shuffle(a, Vector512.Create(1L, 0L, 3L, 2L, 5L, 4L, 7L, 6L));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Blend(Vector512<double> first, Vector512<double> second) =>
        Vector512.ConditionalSelect(Vector512.Create(-1L, 0L, -1L, 0L, -1L, 0L, -1L, 0L).AsDouble(), first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LoadTwice(void* source) =>
        Vector512.Shuffle(Vector256.Load((double*)source).ToVector512Unsafe(), Vector512.Create(0L, 0L, 1L, 1L, 2L, 2L, 3L, 3L));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirsts(Vector512<double> x, void* target) =>
        Vector512.Shuffle(x, Vector512.Create(0L, 2L, 4L, 6L, 0L, 0L, 0L, 0L)).GetLower().Store((double*)target);
}
