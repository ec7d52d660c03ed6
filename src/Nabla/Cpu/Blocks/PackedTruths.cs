using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Vectors;

namespace Nabla.Cpu;

/// <summary>
/// Instructions with truth values in WebAssembly, sixteen elements at a time. Each returns how many elements it has done; fewer than sixteen are left.
/// </summary>
internal static unsafe class PackedTruths
{
    private const int Together = 16;

    public static int Compare(ElementwiseOpcode code, float* a, float* b, bool* target, int length) => code switch
    {
        ElementwiseOpcode.Equal => Compare<VectorEqual>(a, b, target, length),
        ElementwiseOpcode.NotEqual => Compare<VectorNotEqual>(a, b, target, length),
        ElementwiseOpcode.Less => Compare<VectorLess>(a, b, target, length),
        ElementwiseOpcode.LessOrEqual => Compare<VectorLessOrEqual>(a, b, target, length),
        _ => 0,
    };

    public static int Select(bool* condition, int* a, int* b, int* target, int length)
    {
        var i = 0;
        for (; i <= length - Together; i += Together)
        {
            var mask = PackedSimd.CompareNotEqual(*(Vector128<byte>*)(condition + i), Vector128<byte>.Zero).AsSByte();
            var (low, high) = (PackedSimd.SignExtendWideningLower(mask), PackedSimd.SignExtendWideningUpper(mask));
            Select(PackedSimd.SignExtendWideningLower(low), a + i, b + i, target + i);
            Select(PackedSimd.SignExtendWideningUpper(low), a + i + 4, b + i + 4, target + i + 4);
            Select(PackedSimd.SignExtendWideningLower(high), a + i + 8, b + i + 8, target + i + 8);
            Select(PackedSimd.SignExtendWideningUpper(high), a + i + 12, b + i + 12, target + i + 12);
        }
        return i;
    }

    public static int Truth(ElementwiseOpcode code, bool* a, bool* b, bool* target, int length)
    {
        if (code is not (ElementwiseOpcode.And or ElementwiseOpcode.Or or ElementwiseOpcode.Not)) return 0;
        var i = 0;
        for (; i <= length - Together; i += Together)
        {
            var x = IsSet(a + i);
            if (code == ElementwiseOpcode.Not) x = PackedSimd.Not(x);
            else if (code == ElementwiseOpcode.And) x = PackedSimd.And(x, IsSet(b + i));
            else x = PackedSimd.Or(x, IsSet(b + i));
            *(Vector128<byte>*)(target + i) = PackedSimd.And(x, Vector128.Create((byte)1));
        }
        return i;
    }

    private static int Compare<TComparison>(float* a, float* b, bool* target, int length)
        where TComparison : struct, IBinaryVectorFunction
    {
        var i = 0;
        for (; i <= length - Together; i += Together)
        {
            var low = PackedSimd.ConvertNarrowingSaturateSigned(Mask<TComparison>(a + i, b + i), Mask<TComparison>(a + i + 4, b + i + 4));
            var high = PackedSimd.ConvertNarrowingSaturateSigned(Mask<TComparison>(a + i + 8, b + i + 8), Mask<TComparison>(a + i + 12, b + i + 12));
            var truths = PackedSimd.ConvertNarrowingSaturateSigned(low, high).AsByte();
            *(Vector128<byte>*)(target + i) = PackedSimd.And(truths, Vector128.Create((byte)1));
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Mask<TComparison>(float* a, float* b)
        where TComparison : struct, IBinaryVectorFunction =>
        TComparison.Run<PackedSingle, Vector128<float>>(*(Vector128<float>*)a, *(Vector128<float>*)b).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Select(Vector128<int> mask, int* a, int* b, int* target) =>
        *(Vector128<int>*)target = PackedSimd.BitwiseSelect(*(Vector128<int>*)a, *(Vector128<int>*)b, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> IsSet(bool* truths) => PackedSimd.CompareNotEqual(*(Vector128<byte>*)truths, Vector128<byte>.Zero);
}
