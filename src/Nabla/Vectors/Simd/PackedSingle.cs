using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Vectors;

/// <summary>Four float32 lanes in WebAssembly, in instructions that its interpreter knows; it runs those of <see cref="Single128"/> lane by lane.</summary>
internal readonly unsafe struct PackedSingle : IPairSimd<Vector128<float>>, IHalfWidthSimd<Vector128<float>>
{
    public static bool IsDouble => false;

    public static bool Fuses => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(void* source) => *(Vector128<float>*)source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(void* source) => PackedSimd.LoadScalarAndSplatVector128((float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> x, void* target) => *(Vector128<float>*)target = x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Number(double value) => Vector128.Create((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Bits(uint single, ulong @double) => Vector128.Create(single).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => PackedSimd.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => PackedSimd.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => PackedSimd.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => PackedSimd.Divide(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => PackedSimd.Add(PackedSimd.Multiply(a, b), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FusedMultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        NearlyFused.MultiplyAdd<PackedSingle, Vector128<float>>(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Negate(Vector128<float> a) => PackedSimd.Negate(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Absolute(Vector128<float> a) => PackedSimd.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SquareRoot(Vector128<float> a) => PackedSimd.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Round(Vector128<float> a) => PackedSimd.RoundToNearest(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Floor(Vector128<float> a) => PackedSimd.Floor(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Minimum(Vector128<float> a, Vector128<float> b) => PackedSimd.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Maximum(Vector128<float> a, Vector128<float> b) => PackedSimd.Max(a, b);

    // These return the first operand if either is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AtMost(Vector128<float> bound, Vector128<float> x) => PackedSimd.PseudoMin(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AtLeast(Vector128<float> bound, Vector128<float> x) => PackedSimd.PseudoMax(x, bound);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Less(Vector128<float> a, Vector128<float> b) => PackedSimd.CompareLessThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LessOrEqual(Vector128<float> a, Vector128<float> b) => PackedSimd.CompareLessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Equal(Vector128<float> a, Vector128<float> b) => PackedSimd.CompareEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Select(Vector128<float> mask, Vector128<float> a, Vector128<float> b) => PackedSimd.BitwiseSelect(a, b, mask);

    // Not PackedSimd.AllTrue: the runtime of .NET 10 compiles instructions with a scalar result to invalid code, and then compiles nothing more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Vector128<float> mask) => mask.AsInt32() == Vector128<int>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> And(Vector128<float> a, Vector128<float> b) => PackedSimd.And(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Or(Vector128<float> a, Vector128<float> b) => PackedSimd.Or(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExclusiveOr(Vector128<float> a, Vector128<float> b) => PackedSimd.Xor(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddBits(Vector128<float> a, Vector128<float> b) => PackedSimd.Add(a.AsInt32(), b.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SubtractBits(Vector128<float> a, Vector128<float> b) => PackedSimd.Subtract(a.AsInt32(), b.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ShiftLeft(Vector128<float> a, int count) => PackedSimd.ShiftLeft(a.AsInt32(), count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ShiftRight(Vector128<float> a, int count) => PackedSimd.ShiftRightLogical(a.AsInt32(), count).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Scale(Vector128<float> x, Vector128<float> n) => Exponent.ScaleInTwo<PackedSingle, Vector128<float>>(x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> InDouble<TFunction>(Vector128<float> x, Vector128<float> y)
        where TFunction : struct, IBinaryVectorFunction
    {
        var low = TFunction.Run<PackedDouble, Vector128<double>>(PackedSimd.ConvertToDoubleLower(x), PackedSimd.ConvertToDoubleLower(y));
        var high = TFunction.Run<PackedDouble, Vector128<double>>(
            PackedSimd.ConvertToDoubleLower(SwapHalves(x)), PackedSimd.ConvertToDoubleLower(SwapHalves(y)));
        // The upper halves of the conversions are zero.
        return PackedSimd.Or(PackedSimd.ConvertToSingle(low), SwapHalves(PackedSimd.ConvertToSingle(high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SwapPairs(Vector128<float> a) =>
        PackedSimd.Swizzle(a.AsByte(), Vector128.Create((byte)4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Blend(Vector128<float> first, Vector128<float> second) =>
        PackedSimd.BitwiseSelect(first, second, Vector128.Create(-1, 0, -1, 0).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadTwice(void* source) => PackedSimd.Swizzle(
        PackedSimd.LoadScalarVector128((long*)source).AsByte(), Vector128.Create((byte)0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirsts(Vector128<float> x, void* target)
    {
        var numbers = (float*)&x;
        (((float*)target)[0], ((float*)target)[1]) = (numbers[0], numbers[2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> SwapHalves(Vector128<float> a) =>
        PackedSimd.Swizzle(a.AsByte(), Vector128.Create((byte)8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadHalves(void* source) =>
        PackedSimd.ZeroExtendWideningLower(PackedSimd.LoadScalarVector128((long*)source).AsUInt16()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves(Vector128<float> x, void* target)
    {
        var halves = PackedSimd.ConvertNarrowingSaturateUnsigned(x.AsInt32(), x.AsInt32());
        *(ulong*)target = *(ulong*)&halves;
    }
}
