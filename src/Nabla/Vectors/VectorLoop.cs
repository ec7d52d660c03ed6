using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Vectors;

/// <summary>Applies functions to arrays in vectors of 512, 256 or 128 bits, or scalars (width 0), with bitwise the same results.</summary>
/// <remarks>
/// The target may be the source but must not overlap it otherwise. Results are the same on all machines that fuse multiply and add: all but WebAssembly.
/// </remarks>
internal static unsafe class VectorLoop
{
    public static void Apply<TFunction>(float* source, float* target, int length, int width)
        where TFunction : struct, IVectorFunction
    {
        switch (width)
        {
            case 512: Run<TFunction, Single512, Vector512<float>>((byte*)source, (byte*)target, (nint)length * sizeof(float)); break;
            case 256: Run<TFunction, Single256, Vector256<float>>((byte*)source, (byte*)target, (nint)length * sizeof(float)); break;
            case 128 when PackedSimd.IsSupported:
                Run<TFunction, PackedSingle, Vector128<float>>((byte*)source, (byte*)target, (nint)length * sizeof(float));
                break;
            case 128: Run<TFunction, Single128, Vector128<float>>((byte*)source, (byte*)target, (nint)length * sizeof(float)); break;
            default: Run<TFunction, SingleScalar, float>((byte*)source, (byte*)target, (nint)length * sizeof(float)); break;
        }
    }

    public static void Apply<TFunction>(double* source, double* target, int length, int width)
        where TFunction : struct, IVectorFunction
    {
        switch (width)
        {
            case 512: Run<TFunction, Double512, Vector512<double>>((byte*)source, (byte*)target, (nint)length * sizeof(double)); break;
            case 256: Run<TFunction, Double256, Vector256<double>>((byte*)source, (byte*)target, (nint)length * sizeof(double)); break;
            case 128 when PackedSimd.IsSupported:
                Run<TFunction, PackedDouble, Vector128<double>>((byte*)source, (byte*)target, (nint)length * sizeof(double));
                break;
            case 128: Run<TFunction, Double128, Vector128<double>>((byte*)source, (byte*)target, (nint)length * sizeof(double)); break;
            default: Run<TFunction, DoubleScalar, double>((byte*)source, (byte*)target, (nint)length * sizeof(double)); break;
        }
    }

    public static void Apply<TFunction>(float* a, float* b, float* target, int length, int width)
        where TFunction : struct, IBinaryVectorFunction
    {
        var size = (nint)length * sizeof(float);
        switch (width)
        {
            case 512: Run<TFunction, Single512, Vector512<float>>((byte*)a, (byte*)b, (byte*)target, size); break;
            case 256: Run<TFunction, Single256, Vector256<float>>((byte*)a, (byte*)b, (byte*)target, size); break;
            case 128 when PackedSimd.IsSupported:
                Run<TFunction, PackedSingle, Vector128<float>>((byte*)a, (byte*)b, (byte*)target, size);
                break;
            case 128: Run<TFunction, Single128, Vector128<float>>((byte*)a, (byte*)b, (byte*)target, size); break;
            default: Run<TFunction, SingleScalar, float>((byte*)a, (byte*)b, (byte*)target, size); break;
        }
    }

    public static void Apply<TFunction>(double* a, double* b, double* target, int length, int width)
        where TFunction : struct, IBinaryVectorFunction
    {
        var size = (nint)length * sizeof(double);
        switch (width)
        {
            case 512: Run<TFunction, Double512, Vector512<double>>((byte*)a, (byte*)b, (byte*)target, size); break;
            case 256: Run<TFunction, Double256, Vector256<double>>((byte*)a, (byte*)b, (byte*)target, size); break;
            case 128 when PackedSimd.IsSupported:
                Run<TFunction, PackedDouble, Vector128<double>>((byte*)a, (byte*)b, (byte*)target, size);
                break;
            case 128: Run<TFunction, Double128, Vector128<double>>((byte*)a, (byte*)b, (byte*)target, size); break;
            default: Run<TFunction, DoubleScalar, double>((byte*)a, (byte*)b, (byte*)target, size); break;
        }
    }

    // Sizes are in bytes. The last vector ends with the elements and may overlap the one before it; it is loaded before anything is written, because
    // the target may be the source. Skips tiered compilation, as unoptimized vector code is a hundred times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TFunction, TSimd, TVector>(byte* source, byte* target, nint size)
        where TFunction : struct, IVectorFunction
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var end = size - sizeof(TVector);
        if (end < 0)
        {
            // Less than a vector goes through one on the stack; unused lanes compute the function of zero.
            TVector part = default;
            Unsafe.CopyBlockUnaligned(&part, source, (uint)size);
            part = TFunction.Run<TSimd, TVector>(TSimd.Load(&part));
            Unsafe.CopyBlockUnaligned(target, &part, (uint)size);
            return;
        }
        var last = TSimd.Load(source + end);
        for (nint i = 0; i < end; i += sizeof(TVector)) TSimd.Store(TFunction.Run<TSimd, TVector>(TSimd.Load(source + i)), target + i);
        TSimd.Store(TFunction.Run<TSimd, TVector>(last), target + end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TFunction, TSimd, TVector>(byte* a, byte* b, byte* target, nint size)
        where TFunction : struct, IBinaryVectorFunction
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var end = size - sizeof(TVector);
        if (end < 0)
        {
            TVector partOfA = default, partOfB = default;
            Unsafe.CopyBlockUnaligned(&partOfA, a, (uint)size);
            Unsafe.CopyBlockUnaligned(&partOfB, b, (uint)size);
            partOfA = TFunction.Run<TSimd, TVector>(TSimd.Load(&partOfA), TSimd.Load(&partOfB));
            Unsafe.CopyBlockUnaligned(target, &partOfA, (uint)size);
            return;
        }
        var lastOfA = TSimd.Load(a + end);
        var lastOfB = TSimd.Load(b + end);
        for (nint i = 0; i < end; i += sizeof(TVector))
            TSimd.Store(TFunction.Run<TSimd, TVector>(TSimd.Load(a + i), TSimd.Load(b + i)), target + i);
        TSimd.Store(TFunction.Run<TSimd, TVector>(lastOfA, lastOfB), target + end);
    }
}
