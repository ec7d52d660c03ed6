using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>Sums of arrays, element by element: in float64, and rounded once at the end.</summary>
internal static unsafe class WideSum
{
    /// <summary>sum = x.</summary>
    public static void Start<T>(ReadOnlySpan<T> x, Span<double> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < x.Length; i++) sum[i] = double.CreateTruncating(x[i]);
    }

    /// <summary>sum += x.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, Span<double> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* source = x)
        fixed (double* target = sum)
        {
            switch (VectorWidth.Current)
            {
                case 512: Add<T, Register512<double>, Vector512<double>>(source, target, x.Length); break;
                case 256: Add<T, Register256<double>, Vector256<double>>(source, target, x.Length); break;
                case 128 when PackedSimd.IsSupported: Add<T, RegisterPacked<double>, Vector128<double>>(source, target, x.Length); break;
                case 128: Add<T, Register128<double>, Vector128<double>>(source, target, x.Length); break;
                default: Add<T, RegisterScalar<double>, double>(source, target, x.Length); break;
            }
        }
    }

    /// <summary>result = sum, rounded.</summary>
    public static void Round<T>(ReadOnlySpan<double> sum, Span<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < sum.Length; i++) result[i] = T.CreateTruncating(sum[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T, TRegister, TVector>(T* source, double* target, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<double, TVector>
        where TVector : unmanaged
    {
        var i = 0;
        for (; i <= length - TRegister.Count; i += TRegister.Count)
            TRegister.Store(TRegister.Add(TRegister.Load(target + i), TRegister.Widen(source + i)), target + i);
        for (; i < length; i++) target[i] += double.CreateTruncating(source[i]);
    }
}
