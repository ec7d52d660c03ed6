using System.Numerics;

namespace Nabla.Kernels;

/// <summary>How two numbers become one: associative up to rounding, and commutative.</summary>
internal interface IReduction<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>What an empty reduction gives, and what combines with x to x.</summary>
    static abstract T Identity { get; }

    static abstract T Combine(T x, T y);

    static abstract Vector<T> Combine(Vector<T> x, Vector<T> y);
}

internal readonly struct Addition<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T Identity => T.Zero;

    public static T Combine(T x, T y) => x + y;

    public static Vector<T> Combine(Vector<T> x, Vector<T> y) => x + y;
}

internal readonly struct Multiplication<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T Identity => T.One;

    public static T Combine(T x, T y) => x * y;

    public static Vector<T> Combine(Vector<T> x, Vector<T> y) => x * y;
}

/// <summary>The larger number; NaN if either is NaN.</summary>
internal readonly struct Larger<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T Identity => T.CreateSaturating(double.NegativeInfinity);

    public static T Combine(T x, T y) => T.Max(x, y);

    public static Vector<T> Combine(Vector<T> x, Vector<T> y) => Vector.Max(x, y);
}

/// <summary>The smaller number; NaN if either is NaN.</summary>
internal readonly struct Smaller<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T Identity => T.CreateSaturating(double.PositiveInfinity);

    public static T Combine(T x, T y) => T.Min(x, y);

    public static Vector<T> Combine(Vector<T> x, Vector<T> y) => Vector.Min(x, y);
}
