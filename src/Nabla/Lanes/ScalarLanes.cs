using System.Globalization;
using System.Numerics;

namespace Nabla.Lanes;

/// <summary>What each lane instruction means, on single numbers: the definition that every faster form is held to.</summary>
internal static class ScalarLanes
{
    public static T Number<T>(LaneCode code, T a, T b)
        where T : unmanaged, INumber<T> => code switch
        {
            LaneCode.Add => a + b,
            LaneCode.Subtract => a - b,
            LaneCode.Multiply => a * b,
            LaneCode.Divide => IsWhole<T>() ? Quotient(a, b) : a / b,
            LaneCode.Minimum => T.Min(a, b),
            LaneCode.Maximum => T.Max(a, b),
            LaneCode.Remainder => IsWhole<T>() ? Rest(a, b) : a % b,
            LaneCode.Negate => -a,
            LaneCode.Absolute => IsWhole<T>() && a < T.Zero && a == -a ? throw TooLarge<T>("abs", string.Create(CultureInfo.InvariantCulture, $"|{a}|")) : T.Abs(a),
            LaneCode.Sign => T.IsNaN(a) ? a : T.CreateChecked(T.Sign(a)),
            _ => throw Unknown(code),
        };

    public static T Float<T>(LaneCode code, T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T> => code switch
        {
            LaneCode.SquareRoot => T.Sqrt(a),
            LaneCode.Floor => T.Floor(a),
            LaneCode.Round => T.Round(a),
            LaneCode.Exp => T.Exp(a),
            LaneCode.Exp2 => T.Exp2(a),
            LaneCode.ExpM1 => ExpM1(a),
            LaneCode.Log => T.Log(a),
            LaneCode.Log2 => T.Log2(a),
            LaneCode.Log10 => T.Log10(a),
            LaneCode.LogP1 => LogP1(a),
            LaneCode.Sin => T.Sin(a),
            LaneCode.Cos => T.Cos(a),
            LaneCode.Atan2 => T.Atan2(a, b),
            LaneCode.Tanh => T.Tanh(a),
            LaneCode.TanhDerivative => TanhDerivative(a, b),
            LaneCode.Sigmoid => T.One / (T.One + T.Exp(-a)),
            LaneCode.SigmoidDerivative => SigmoidDerivative(a, b),
            LaneCode.Erf => T.CreateTruncating(ErrorFunction.Of(double.CreateTruncating(a))),
            LaneCode.Power => T.Pow(a, b),
            _ => Number(code, a, b),
        };

    public static bool Compare<T>(LaneCode code, T a, T b)
        where T : unmanaged, INumber<T> => code switch
        {
            LaneCode.Equal => a == b,
            LaneCode.NotEqual => a != b,
            LaneCode.Less => a < b,
            LaneCode.LessOrEqual => a <= b,
            _ => throw Unknown(code),
        };

    public static bool Truth(LaneCode code, bool a, bool b) => code switch
    {
        LaneCode.And => a && b,
        LaneCode.Or => a || b,
        LaneCode.Not => !a,
        LaneCode.Equal => a == b,
        LaneCode.NotEqual => a != b,
        LaneCode.Less => !a && b,
        LaneCode.LessOrEqual => !a || b,
        _ => throw Unknown(code),
    };

    /// <summary>exp(x) − 1 by Kahan's correction: with u = exp(x), (u − 1) · x / log(u) loses no digits near zero.</summary>
    public static T ExpM1<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = T.Exp(x);
        if (u == T.One) return x;
        var difference = u - T.One;
        return difference == -T.One || !T.IsFinite(u) ? difference : difference * (x / T.Log(u));
    }

    /// <summary>log(1 + x) by Kahan's correction: with u = 1 + x, log(u) · x / (u − 1) loses no digits near zero.</summary>
    public static T LogP1<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = T.One + x;
        return u == T.One ? x : T.IsPositiveInfinity(u) ? u : T.Log(u) * (x / (u - T.One));
    }

    /// <summary>Whether these are whole numbers, whose processor has no result for some of them.</summary>
    public static bool IsWhole<T>() => typeof(T) == typeof(int) || typeof(T) == typeof(long);

    private static T Quotient<T>(T a, T b)
        where T : INumber<T>
    {
        if (T.IsZero(b)) throw ByZero<T>("divide", string.Create(CultureInfo.InvariantCulture, $"{a} / 0"));
        return b == -T.One && a < T.Zero && a == -a ? throw TooLarge<T>("divide", string.Create(CultureInfo.InvariantCulture, $"{a} / −1")) : a / b;
    }

    /// <summary>Nothing is left of a division by −1, also where its quotient would be too large.</summary>
    private static T Rest<T>(T a, T b)
        where T : INumber<T>
    {
        if (T.IsZero(b)) throw ByZero<T>("remainder", string.Create(CultureInfo.InvariantCulture, $"{a} % 0"));
        return b == -T.One ? T.Zero : a % b;
    }

    private static DivideByZeroException ByZero<T>(string operation, string what) =>
        new($"{operation}: {what} has no result in {Label<T>()}; choose another divisor with Where, or convert with To(ElementType.Float64).");

    private static OverflowException TooLarge<T>(string operation, string what) =>
        new($"{operation}: {what} does not fit {Label<T>()}; convert with To({(typeof(T) == typeof(int) ? "ElementType.Int64" : "ElementType.Float64")}) first.");

    private static string Label<T>() => typeof(T) == typeof(int) ? "int32" : "int64";

    /// <summary>exp(−2|x|) (1 + |y|)², the same as 1 − y² without its difference.</summary>
    private static T TanhDerivative<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Exp(T.CreateTruncating(-2) * T.Abs(x)) * (T.One + T.Abs(y)) * (T.One + T.Abs(y));

    /// <summary>exp(−|x|) max(y, 1 − y)², the same as y (1 − y) without a small difference.</summary>
    private static T SigmoidDerivative<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var larger = T.Max(y, T.One - y);
        return T.Exp(-T.Abs(x)) * larger * larger;
    }

    private static NotSupportedException Unknown(LaneCode code) => new($"The lane instruction {code} is not defined for this element type.");
}
