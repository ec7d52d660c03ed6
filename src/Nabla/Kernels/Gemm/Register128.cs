using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Nabla.Kernels;

/// <summary>Vectors of 128 bits. SSE has 16 registers, NEON 32.</summary>
internal readonly unsafe struct Register128<T> : IRegister<T, Vector128<T>>
    where T : unmanaged, INumber<T>
{
    public static int Count => Vector128<T>.Count;

    public static bool HasMany => AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Widen<TInput>(TInput* source)
        where TInput : unmanaged, INumber<TInput>
    {
        if (typeof(TInput) == typeof(T)) return Load((T*)source);
        var both = Vector128.CreateScalarUnsafe(*(long*)source);
        if (typeof(TInput) == typeof(float)) return Vector128.WidenLower(both.AsSingle()).As<double, T>();
        return Vector128.WidenLower(both.AsInt32()).As<long, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Repeat(T* source) => Vector128.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> x, T* target) => x.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> x, Vector128<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> x, Vector128<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Maximum(Vector128<T> x, Vector128<T> y) => Vector128.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Minimum(Vector128<T> x, Vector128<T> y) => Vector128.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> sum)
    {
        if (typeof(T) == typeof(float)) return Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> x) => Vector128.Sum(x);
}
