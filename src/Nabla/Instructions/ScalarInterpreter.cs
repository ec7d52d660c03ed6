using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Instructions;

/// <summary>Interprets instructions on scalars: the reference semantics for all faster implementations.</summary>
internal static class ScalarInterpreter
{
    public static T Number<T>(ElementwiseOpcode code, T a, T b)
        where T : unmanaged, INumber<T> => code switch
        {
            ElementwiseOpcode.Add => a + b,
            ElementwiseOpcode.Subtract => a - b,
            ElementwiseOpcode.Multiply => a * b,
            ElementwiseOpcode.Divide => IsWhole<T>() ? Quotient(a, b) : a / b,
            ElementwiseOpcode.Minimum => T.Min(a, b),
            ElementwiseOpcode.Maximum => T.Max(a, b),
            ElementwiseOpcode.Remainder => IsWhole<T>() ? Rest(a, b) : a % b,
            ElementwiseOpcode.Negate => -a,
            ElementwiseOpcode.Absolute => IsWhole<T>() && a < T.Zero && a == -a
                ? throw TooLarge<T>("abs", string.Create(CultureInfo.InvariantCulture, $"|{a}|"))
                : T.Abs(a),
            ElementwiseOpcode.Sign => T.IsNaN(a) ? a : T.CreateChecked(T.Sign(a)),
            _ => throw Unknown(code),
        };

    public static T Float<T>(ElementwiseOpcode code, T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T> => code switch
        {
            ElementwiseOpcode.SquareRoot => T.Sqrt(a),
            ElementwiseOpcode.Floor => T.Floor(a),
            ElementwiseOpcode.Round => T.Round(a),
            _ when ElementwiseFunctions.Of(code) is { } function => T.CreateTruncating(function.Scalar(double.CreateTruncating(a), double.CreateTruncating(b))),
            _ => Number(code, a, b),
        };

    public static bool Compare<T>(ElementwiseOpcode code, T a, T b)
        where T : unmanaged, INumber<T> => code switch
        {
            ElementwiseOpcode.Equal => a == b,
            ElementwiseOpcode.NotEqual => a != b,
            ElementwiseOpcode.Less => a < b,
            ElementwiseOpcode.LessOrEqual => a <= b,
            _ => throw Unknown(code),
        };

    public static bool Truth(ElementwiseOpcode code, bool a, bool b) => code switch
    {
        ElementwiseOpcode.And => a && b,
        ElementwiseOpcode.Or => a || b,
        ElementwiseOpcode.Not => !a,
        ElementwiseOpcode.Equal => a == b,
        ElementwiseOpcode.NotEqual => a != b,
        ElementwiseOpcode.Less => !a && b,
        ElementwiseOpcode.LessOrEqual => !a || b,
        _ => throw Unknown(code),
    };

    /// <summary>The nearest value of another type; whole numbers are truncated, and 0 for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTarget Convert<T, TTarget>(T x)
        where T : INumber<T>
        where TTarget : INumber<TTarget> =>
        // In WebAssembly, the base library makes the least integer of NaN.
        PackedSimd.IsSupported && IsWhole<TTarget>() && T.IsNaN(x) ? TTarget.Zero : TTarget.CreateSaturating(x);

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

    /// <summary>True for integer types, whose division faults for some operands.</summary>
    public static bool IsWhole<T>() => typeof(T) == typeof(int) || typeof(T) == typeof(long);

    private static T Quotient<T>(T a, T b)
        where T : INumber<T>
    {
        if (T.IsZero(b)) throw ByZero<T>("divide", string.Create(CultureInfo.InvariantCulture, $"{a} / 0"));
        return b == -T.One && a < T.Zero && a == -a ? throw TooLarge<T>("divide", string.Create(CultureInfo.InvariantCulture, $"{a} / −1")) : a / b;
    }

    /// <summary>The remainder of a division by −1 is 0, even if the quotient overflows.</summary>
    private static T Rest<T>(T a, T b)
        where T : INumber<T>
    {
        if (T.IsZero(b)) throw ByZero<T>("remainder", string.Create(CultureInfo.InvariantCulture, $"{a} % 0"));
        return b == -T.One ? T.Zero : a % b;
    }

    private static DivideByZeroException ByZero<T>(string operation, string what) =>
        new($"{operation}: {what} has no result in {Label<T>()}; choose another divisor with Where, or convert with To(ElementType.Float64).");

    private static OverflowException TooLarge<T>(string operation, string what) =>
        new(
            $"{operation}: {what} does not fit {Label<T>()}; "
            + $"convert with To({(typeof(T) == typeof(int) ? "ElementType.Int64" : "ElementType.Float64")}) first.");

    private static string Label<T>() => typeof(T) == typeof(int) ? "int32" : "int64";

    /// <summary>exp(−2|x|) (1 + |y|)², equal to 1 − y² but without the cancellation.</summary>
    internal static T TanhDerivative<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Exp(T.CreateTruncating(-2) * T.Abs(x)) * (T.One + T.Abs(y)) * (T.One + T.Abs(y));

    /// <summary>exp(−|x|) max(y, 1 − y)², equal to y (1 − y) but without a small difference.</summary>
    internal static T SigmoidDerivative<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var larger = T.Max(y, T.One - y);
        return T.Exp(-T.Abs(x)) * larger * larger;
    }

    private static NotSupportedException Unknown(ElementwiseOpcode code) => new($"The instruction {code} is not defined for this element type.");
}
