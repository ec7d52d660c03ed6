using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Vectors;

/// <summary>Converts arrays between float32 and types of 16 bits, in vectors of 512, 256 or 128 bits, or scalars (width 0).</summary>
/// <remarks>The results are bitwise the same at every width. Source and target must not overlap.</remarks>
internal static unsafe class HalfWidthLoop
{
    /// <summary>Loads elements of 16 bits and stores float32.</summary>
    public static void Widen<TFunction>(ushort* source, float* target, nint length, int width)
        where TFunction : struct, IVectorFunction
    {
        switch (width)
        {
            case 512: Widen<TFunction, Single512, Vector512<float>>(source, target, length); break;
            case 256: Widen<TFunction, Single256, Vector256<float>>(source, target, length); break;
            case 128 when PackedSimd.IsSupported: Widen<TFunction, PackedSingle, Vector128<float>>(source, target, length); break;
            case 128: Widen<TFunction, Single128, Vector128<float>>(source, target, length); break;
            default: Widen<TFunction, SingleScalar, float>(source, target, length); break;
        }
    }

    /// <summary>Loads float32 and stores elements of 16 bits.</summary>
    public static void Narrow<TFunction>(float* source, ushort* target, nint length, int width)
        where TFunction : struct, IVectorFunction
    {
        switch (width)
        {
            case 512: Narrow<TFunction, Single512, Vector512<float>>(source, target, length); break;
            case 256: Narrow<TFunction, Single256, Vector256<float>>(source, target, length); break;
            case 128 when PackedSimd.IsSupported: Narrow<TFunction, PackedSingle, Vector128<float>>(source, target, length); break;
            case 128: Narrow<TFunction, Single128, Vector128<float>>(source, target, length); break;
            default: Narrow<TFunction, SingleScalar, float>(source, target, length); break;
        }
    }

    // The last vector ends with the elements and may overlap the one before it. Fewer elements than a vector go through one on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Widen<TFunction, TSimd, TVector>(ushort* source, float* target, nint length)
        where TFunction : struct, IVectorFunction
        where TSimd : struct, IHalfWidthSimd<TVector>
        where TVector : unmanaged
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        if (length < lanes)
        {
            TVector part = default;
            Unsafe.CopyBlockUnaligned(&part, source, (uint)(length * sizeof(ushort)));
            part = TFunction.Run<TSimd, TVector>(TSimd.LoadHalves(&part));
            Unsafe.CopyBlockUnaligned(target, &part, (uint)(length * sizeof(float)));
            return;
        }
        var end = length - lanes;
        for (nint i = 0; i < end; i += lanes) TSimd.Store(TFunction.Run<TSimd, TVector>(TSimd.LoadHalves(source + i)), target + i);
        TSimd.Store(TFunction.Run<TSimd, TVector>(TSimd.LoadHalves(source + end)), target + end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Narrow<TFunction, TSimd, TVector>(float* source, ushort* target, nint length)
        where TFunction : struct, IVectorFunction
        where TSimd : struct, IHalfWidthSimd<TVector>
        where TVector : unmanaged
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        if (length < lanes)
        {
            TVector part = default;
            Unsafe.CopyBlockUnaligned(&part, source, (uint)(length * sizeof(float)));
            TSimd.StoreHalves(TFunction.Run<TSimd, TVector>(TSimd.Load(&part)), &part);
            Unsafe.CopyBlockUnaligned(target, &part, (uint)(length * sizeof(ushort)));
            return;
        }
        var end = length - lanes;
        for (nint i = 0; i < end; i += lanes) TSimd.StoreHalves(TFunction.Run<TSimd, TVector>(TSimd.Load(source + i)), target + i);
        TSimd.StoreHalves(TFunction.Run<TSimd, TVector>(TSimd.Load(source + end)), target + end);
    }
}
