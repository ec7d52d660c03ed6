using System.Runtime.CompilerServices;

namespace Nabla.Vectors;

/// <summary>2ˣ.</summary>
/// <remarks>
/// 2ˣ = 2ⁿ · eʳ with n = round(x), r = (x − n) · ln 2 (<see cref="Exponent"/>): exact for integers. x is clamped to the bounds beyond which the
/// result is 0 or infinite; NaN for NaN.
/// Error: at most 1.05 units in the last place in float32, 1.0 in float64.
/// </remarks>
internal readonly struct VectorExp2 : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Run<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        x = TSimd.AtMost(TSimd.Number(TSimd.IsDouble ? 1025 : 129), TSimd.AtLeast(TSimd.Number(TSimd.IsDouble ? -1080 : -152), x));
        var n = TSimd.Round(x);
        var part = TSimd.Subtract(x, n);
        var low = TSimd.Multiply(part, TSimd.Number(TSimd.IsDouble ? 2.3190468138462996e-17 : -1.90465421e-09));
        var r = TSimd.FusedMultiplyAdd(part, TSimd.Number(TSimd.IsDouble ? 0.6931471805599453 : 0.693147182), low);
        return TSimd.Scale(TSimd.Add(TSimd.Number(1), Exponent.ExpM1<TSimd, TVector>(r)), n);
    }
}
