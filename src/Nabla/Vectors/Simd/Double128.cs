using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Vectors;

/// <summary>Two float64 lanes.</summary>
internal readonly unsafe struct Double128 : IPairSimd<Vector128<double>>
{
    public static bool IsDouble => true;

    public static bool Fuses => true;

    public static Vector128<double> Load(void* source) => Vector128.Load((double*)source);

    public static Vector128<double> Broadcast(void* source) => Vector128.Create(*(double*)source);

    public static void Store(Vector128<double> x, void* target) => x.Store((double*)target);

    public static Vector128<double> Number(double value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Bits(uint single, ulong @double) => Vector128.Create(@double).AsDouble();

    public static Vector128<double> Add(Vector128<double> a, Vector128<double> b) => a + b;

    public static Vector128<double> Subtract(Vector128<double> a, Vector128<double> b) => a - b;

    public static Vector128<double> Multiply(Vector128<double> a, Vector128<double> b) => a * b;

    public static Vector128<double> Divide(Vector128<double> a, Vector128<double> b) => a / b;

    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => Vector128.FusedMultiplyAdd(a, b, c);

    public static Vector128<double> FusedMultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => Vector128.FusedMultiplyAdd(a, b, c);

    public static Vector128<double> Negate(Vector128<double> a) => -a;

    public static Vector128<double> Absolute(Vector128<double> a) => Vector128.Abs(a);

    public static Vector128<double> SquareRoot(Vector128<double> a) => Vector128.Sqrt(a);

    public static Vector128<double> Round(Vector128<double> a) => Vector128.Round(a);

    public static Vector128<double> Floor(Vector128<double> a) => Vector128.Floor(a);

    public static Vector128<double> Minimum(Vector128<double> a, Vector128<double> b) => Vector128.Min(a, b);

    public static Vector128<double> Maximum(Vector128<double> a, Vector128<double> b) => Vector128.Max(a, b);

    // The second operand wins if either is NaN; bounds are never NaN or zero.
    public static Vector128<double> AtMost(Vector128<double> bound, Vector128<double> x) => Vector128.MinNative(bound, x);

    public static Vector128<double> AtLeast(Vector128<double> bound, Vector128<double> x) => Vector128.MaxNative(bound, x);

    public static Vector128<double> Less(Vector128<double> a, Vector128<double> b) => Vector128.LessThan(a, b);

    public static Vector128<double> LessOrEqual(Vector128<double> a, Vector128<double> b) => Vector128.LessThanOrEqual(a, b);

    public static Vector128<double> Equal(Vector128<double> a, Vector128<double> b) => Vector128.Equals(a, b);

    public static Vector128<double> Select(Vector128<double> mask, Vector128<double> a, Vector128<double> b) =>
        Vector128.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector128<double> mask) => mask.AsInt64() == Vector128<long>.AllBitsSet;

    public static Vector128<double> And(Vector128<double> a, Vector128<double> b) => a & b;

    public static Vector128<double> Or(Vector128<double> a, Vector128<double> b) => a | b;

    public static Vector128<double> ExclusiveOr(Vector128<double> a, Vector128<double> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> AddBits(Vector128<double> a, Vector128<double> b) => (a.AsInt64() + b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SubtractBits(Vector128<double> a, Vector128<double> b) => (a.AsInt64() - b.AsInt64()).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ShiftLeft(Vector128<double> a, int count) => (a.AsInt64() << count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ShiftRight(Vector128<double> a, int count) => (a.AsUInt64() >>> count).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Scale(Vector128<double> x, Vector128<double> n) =>
        Exponent.ScaleInTwo<Double128, Vector128<double>>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> InDouble<TFunction>(Vector128<double> x, Vector128<double> y)
        where TFunction : struct, IBinaryVectorFunction =>
        TFunction.Run<Double128, Vector128<double>>(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SwapPairs(Vector128<double> a) => Vector128.Shuffle(a, Vector128.Create(1L, 0L));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Blend(Vector128<double> first, Vector128<double> second) =>
        Vector128.ConditionalSelect(Vector128.Create(-1L, 0L).AsDouble(), first, second);

    public static Vector128<double> LoadTwice(void* source) => Broadcast(source);

    public static void StoreFirsts(Vector128<double> x, void* target) => *(double*)target = x.ToScalar();
}
