using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>The remainder of the division of x by y truncated toward zero, with the sign of x.</summary>
/// <remarks>Exact, which takes as many steps as the quotient has digits, so each element goes to the base library.</remarks>
internal readonly struct VectorRemainder : IBinaryVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe TVector Run<TSimd, TVector>(TVector x, TVector y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector dividend, divisor;
        TSimd.Store(x, &dividend);
        TSimd.Store(y, &divisor);
        if (TSimd.IsDouble) OneByOne((double*)&dividend, (double*)&divisor, sizeof(TVector) / sizeof(double));
        else OneByOne((float*)&dividend, (float*)&divisor, sizeof(TVector) / sizeof(float));
        return TSimd.Load(&dividend);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void OneByOne(float* x, float* y, int count)
    {
        for (var i = 0; i < count; i++) x[i] %= y[i];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void OneByOne(double* x, double* y, int count)
    {
        for (var i = 0; i < count; i++) x[i] %= y[i];
    }
}
