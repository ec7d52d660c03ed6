using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The common part of sine and cosine: |x| = n · π/2 + r, |r| ≤ π/4, and one of two polynomials chosen by the last bit of n.</summary>
internal static class Quadrant
{
    private const double LimitOfSingle = 1 << 15;
    private const double LimitOfDouble = 1 << 30;

    /// <summary>True if π/2 in three parts is accurate enough for all lanes; lanes beyond the limit go to the base library one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Within<TSimd, TVector>(TVector size)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.All(TSimd.LessOrEqual(size, TSimd.Number(TSimd.IsDouble ? LimitOfDouble : LimitOfSingle)));


    /// <summary>n, in the lowest bits of a number so large that its last bit is worth one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Number<TSimd, TVector>(TVector size)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.MultiplyAdd(size, TSimd.Number(0.6366197723675814), Large<TSimd, TVector>());

    /// <summary>The sine of n · π/2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sine<TSimd, TVector>(TVector size, TVector n, TVector quarter)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var r = Rest<TSimd, TVector>(size, TSimd.Subtract(n, Large<TSimd, TVector>()));
        var z = TSimd.Multiply(r, r);
        var half = TSimd.MultiplyAdd(z, TSimd.Number(-0.5), TSimd.Number(1));
        TVector sine, cosine;
        if (TSimd.IsDouble)
        {
            sine = TSimd.MultiplyAdd(TSimd.Multiply(z, r), SineDouble<TSimd, TVector>(z), r);
            cosine = TSimd.MultiplyAdd(TSimd.Multiply(z, z), CosineDouble<TSimd, TVector>(z), half);
        }
        else
        {
            sine = TSimd.MultiplyAdd(TSimd.Multiply(z, r), SineSingle<TSimd, TVector>(z), r);
            cosine = TSimd.MultiplyAdd(TSimd.Multiply(z, z), CosineSingle<TSimd, TVector>(z), half);
        }
        // Odd quadrants use the other polynomial, the third and fourth the opposite sign.
        var even = TSimd.Equal(TSimd.And(quarter, TSimd.Bits(1, 1)), TSimd.Number(0));
        var sign = TSimd.And(TSimd.ShiftLeft(quarter, TSimd.IsDouble ? 62 : 30), TSimd.Bits(0x8000_0000, 0x8000_0000_0000_0000));
        return TSimd.ExclusiveOr(TSimd.Select(even, sine, cosine), sign);
    }

    /// <summary>y, replaced by the library's sine or cosine of x where x is beyond the limit.</summary>
    /// <remarks>The call takes copies made only here: the enclosing loop would keep anything it can reach or return in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TVector Beyond<TSimd, TVector>(TVector x, TVector y, bool cosine)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector source, target;
        TSimd.Store(x, &source);
        TSimd.Store(y, &target);
        if (TSimd.IsDouble) OneByOne((double*)&source, (double*)&target, sizeof(TVector) / sizeof(double), cosine);
        else OneByOne((float*)&source, (float*)&target, sizeof(TVector) / sizeof(float), cosine);
        return TSimd.Load(&target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void OneByOne(float* x, float* y, int count, bool cosine)
    {
        for (var i = 0; i < count; i++)
            if (!(Math.Abs(x[i]) <= LimitOfSingle)) y[i] = (float)(cosine ? Math.Cos(x[i]) : Math.Sin(x[i]));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void OneByOne(double* x, double* y, int count, bool cosine)
    {
        for (var i = 0; i < count; i++)
            if (!(Math.Abs(x[i]) <= LimitOfDouble)) y[i] = cosine ? Math.Cos(x[i]) : Math.Sin(x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Large<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Number(TSimd.IsDouble ? 6755399441055744 : 12582912);

    // The first step is exact; the error of the other two is far below the smallest r for values up to the limit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Rest<TSimd, TVector>(TVector size, TVector n)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var r = TSimd.FusedMultiplyAdd(n, TSimd.Number(TSimd.IsDouble ? -1.5707963267948966 : -1.57079637), size);
        r = TSimd.FusedMultiplyAdd(n, TSimd.Number(TSimd.IsDouble ? -6.123233995736766e-17 : 4.37113883e-08), r);
        return TSimd.MultiplyAdd(n, TSimd.Number(TSimd.IsDouble ? 1.4973849048591698e-33 : 1.71512451e-15), r);
    }

    // (sin r − r) / r³ in z = r²: degree 2, error relative to the sine 2^-28 (Remez exchange, coefficients then rounded).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SineSingle<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-0.000195153669);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.00833216403));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.166666552));
        return p;
    }

    // (cos r − 1 + z/2) / z²: degree 2, error 2^-33.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector CosineSingle<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(2.44362855e-05);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.00138873491));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.0416666456));
        return p;
    }

    // The same for float64: degree 5, error 2^-58.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SineDouble<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(1.5896666472302434e-10);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-2.5050755960538315e-08));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(2.755731367865943e-06));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.00019841269829771154));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.00833333333332237));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.16666666666666632));
        return p;
    }

    // Degree 5, error 2^-64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector CosineDouble<TSimd, TVector>(TVector z)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        var p = TSimd.Number(-1.1359559361247046e-11);
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(2.087572162431874e-09));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-2.755731434066388e-07));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(2.4801587289443495e-05));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(-0.0013888888888874064));
        p = TSimd.MultiplyAdd(p, z, TSimd.Number(0.0416666666666666));
        return p;
    }
}
