using System.Numerics;

namespace Nabla.Kernels;

/// <summary>A binary operation for reductions: associative up to rounding, and commutative.</summary>
internal interface IReduction<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>The result of an empty reduction, and the neutral element.</summary>
    static abstract T IdentityElement { get; }

    /// <summary>True if <see cref="Finish"/> is not the identity.</summary>
    static virtual bool Finishes => false;

    static abstract T Combine(T x, T y);

    /// <summary>The result, given the combination of all elements and their count.</summary>
    static virtual T Finish(T x, int count) => x;

    static abstract TVector Combine<TRegister, TVector>(TVector x, TVector y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged;
}

internal readonly struct Addition<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T IdentityElement => T.Zero;

    public static T Combine(T x, T y) => x + y;

    public static TVector Combine<TRegister, TVector>(TVector x, TVector y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged => TRegister.Add(x, y);
}

/// <summary>The sum divided by the count; NaN for an empty axis.</summary>
internal readonly struct Averaging<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T IdentityElement => T.Zero;

    public static bool Finishes => true;

    public static T Combine(T x, T y) => x + y;

    public static T Finish(T x, int count) => x / T.CreateTruncating(count);

    public static TVector Combine<TRegister, TVector>(TVector x, TVector y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged => TRegister.Add(x, y);
}

internal readonly struct Multiplication<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T IdentityElement => T.One;

    public static T Combine(T x, T y) => x * y;

    public static TVector Combine<TRegister, TVector>(TVector x, TVector y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged => TRegister.Multiply(x, y);
}

/// <summary>The larger value; NaN if either is NaN.</summary>
internal readonly struct Larger<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T IdentityElement => T.CreateSaturating(double.NegativeInfinity);

    public static T Combine(T x, T y) => T.Max(x, y);

    public static TVector Combine<TRegister, TVector>(TVector x, TVector y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged => TRegister.Maximum(x, y);
}

/// <summary>The smaller value; NaN if either is NaN.</summary>
internal readonly struct Smaller<T> : IReduction<T>
    where T : unmanaged, INumber<T>
{
    public static T IdentityElement => T.CreateSaturating(double.PositiveInfinity);

    public static T Combine(T x, T y) => T.Min(x, y);

    public static TVector Combine<TRegister, TVector>(TVector x, TVector y)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged => TRegister.Minimum(x, y);
}
