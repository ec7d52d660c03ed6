using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>Vectors of 128 bits in WebAssembly, whose interpreter runs most instructions of <see cref="Register128{T}"/> lane by lane.</summary>
internal readonly unsafe struct RegisterPacked<T> : IRegister<T, Vector128<T>>
    where T : unmanaged, INumber<T>
{
    public static int Count => Vector128<T>.Count;

    public static bool HasMany => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => *(Vector128<T>*)source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Widen<TInput>(TInput* source)
        where TInput : unmanaged, INumber<TInput>
    {
        if (typeof(TInput) == typeof(T)) return *(Vector128<T>*)source;
        var both = PackedSimd.LoadScalarVector128((long*)source);
        if (typeof(TInput) == typeof(float)) return PackedSimd.ConvertToDoubleLower(both.AsSingle()).As<double, T>();
        return PackedSimd.SignExtendWideningLower(both.AsInt32()).As<long, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Repeat(T* source)
    {
        if (sizeof(T) == sizeof(float)) return PackedSimd.LoadScalarAndSplatVector128((float*)source).As<float, T>();
        return PackedSimd.LoadScalarAndSplatVector128((double*)source).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> x, T* target) => *(Vector128<T>*)target = x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> x, Vector128<T> y)
    {
        if (typeof(T) == typeof(float)) return PackedSimd.Add(x.AsSingle(), y.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return PackedSimd.Add(x.AsDouble(), y.AsDouble()).As<double, T>();
        return x + y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> x, Vector128<T> y)
    {
        if (typeof(T) == typeof(float)) return PackedSimd.Multiply(x.AsSingle(), y.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return PackedSimd.Multiply(x.AsDouble(), y.AsDouble()).As<double, T>();
        return x * y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Maximum(Vector128<T> x, Vector128<T> y)
    {
        if (typeof(T) == typeof(float)) return PackedSimd.Max(x.AsSingle(), y.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return PackedSimd.Max(x.AsDouble(), y.AsDouble()).As<double, T>();
        return Vector128.Max(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Minimum(Vector128<T> x, Vector128<T> y)
    {
        if (typeof(T) == typeof(float)) return PackedSimd.Min(x.AsSingle(), y.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return PackedSimd.Min(x.AsDouble(), y.AsDouble()).As<double, T>();
        return Vector128.Min(x, y);
    }

    // Rounded twice: WebAssembly has no fused multiply-add.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> sum)
    {
        if (typeof(T) == typeof(float)) return PackedSimd.Add(PackedSimd.Multiply(x.AsSingle(), y.AsSingle()), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return PackedSimd.Add(PackedSimd.Multiply(x.AsDouble(), y.AsDouble()), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> x) => Vector128.Sum(x);
}
