using System.Numerics;

namespace Nabla.Tests.Vectors;

/// <summary>A 256-bit floating-point number, mantissa · 2^exponent, and functions by series: slow, simple, far more accurate than float64.</summary>
internal readonly record struct Precise(BigInteger Mantissa, int Exponent)
{
    private const int Bits = 256;

    private static readonly Precise One = 1;
    private static readonly Precise Log2 = 2 * ArTanhOfInverse(3);
    private static readonly Precise Log10 = Log(10);
    private static readonly Precise HalfPi = 8 * ArTanOfInverse(5) - 2 * ArTanOfInverse(239);
    private static readonly Precise RootOfPi = Exp(Log(2 * HalfPi) / 2);

    public static implicit operator Precise(double x)
    {
        if (x == 0) return default;
        var exponent = Math.Max(Math.ILogB(x), -1022) - 52;
        // In two steps: the power of two alone may overflow.
        return Normal(new BigInteger(Math.ScaleB(Math.ScaleB(x, -exponent / 2), -exponent - -exponent / 2)), exponent);
    }

    public static Precise operator -(Precise a) => new(-a.Mantissa, a.Exponent);

    public static Precise operator -(Precise a, Precise b) => a + -b;

    public static Precise operator *(Precise a, Precise b) => Normal(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    public static Precise operator /(Precise a, Precise b) => Normal((a.Mantissa << (2 * Bits)) / b.Mantissa, a.Exponent - b.Exponent - 2 * Bits);

    public static Precise operator +(Precise a, Precise b)
    {
        if (a.Mantissa.IsZero) return b;
        if (b.Mantissa.IsZero) return a;
        if (a.Exponent < b.Exponent) (a, b) = (b, a);
        // Lower bits do not affect the sum.
        var distance = a.Exponent - b.Exponent;
        return distance > 3 * Bits ? a : Normal((a.Mantissa << distance) + b.Mantissa, b.Exponent);
    }

    public static Precise Exp(Precise x)
    {
        var n = Math.Round(x.ToDouble() / Math.Log(2));
        var r = Shifted(x - n * Log2, -16);
        Precise sum = 1, term = 1;
        for (var i = 1; term.Size > -Bits; i++) sum += term = term * r / i;
        for (var i = 0; i < 16; i++) sum *= sum;
        return Shifted(sum, (int)n);
    }

    /// <summary>Each Halley step triples the digits.</summary>
    public static Precise Log(Precise x)
    {
        var exponent = x.Size;
        Precise y = Math.Log(Shifted(x, -exponent).ToDouble()) + exponent * Math.Log(2);
        for (var i = 0; i < 3; i++)
        {
            var u = x * Exp(-y);
            y += 2 * (u - One) / (u + One);
        }
        return y;
    }

    public static Precise ExpM1(Precise x) => Exp(x) - One;

    public static Precise LogP1(Precise x) => Log(One + x);

    public static Precise Sigmoid(Precise x) => One / (One + Exp(-x));

    public static Precise Tanh(Precise x)
    {
        var e = Exp(2 * x);
        return (e - One) / (e + One);
    }

    public static Precise Power(Precise x, Precise y) => Exp(y * Log(x));

    public static Precise Sin(Precise x) => Sine(x, 0);

    public static Precise Cos(Precise x) => Sine(x, 1);

    public static Precise Exp2(Precise x) => Exp(x * Log2);

    public static Precise LogToBase2(Precise x) => Log(x) / Log2;

    public static Precise LogToBase10(Precise x) => Log(x) / Log10;

    /// <summary>Each Newton step on tan y = x doubles the digits.</summary>
    public static Precise Atan(Precise x)
    {
        Precise y = Math.Atan(x.ToDouble());
        for (var i = 0; i < 3; i++)
        {
            var (sine, cosine) = (Sin(y), Cos(y));
            y += (x * cosine - sine) / (cosine + x * sine);
        }
        return y;
    }

    public static Precise Erf(Precise x)
    {
        // The terms grow like e^(x²) and cancel, which costs 52 of 256 bits for the largest relevant x.
        Precise power = x, sum = x;
        for (var i = 1; power.Size > -Bits; i++)
        {
            power = -(power * x * x) / i;
            sum += power / (2 * i + 1);
        }
        return 2 * sum / RootOfPi;
    }

    /// <summary>The error of an approximation in units in the last place of a format with the given bits; subnormal numbers have a fixed unit.</summary>
    public double Error(double approximation, int bits = 53, int lowest = -1074) =>
        Shifted(approximation - this, -Math.Max(Size - bits, lowest)).ToDouble();

    public double ToDouble()
    {
        var shift = (int)Mantissa.GetBitLength() - 62;
        return Math.ScaleB((double)(shift > 0 ? Mantissa >> shift : Mantissa << -shift), Exponent + shift);
    }

    // The magnitude is below 2^size.
    private int Size => Mantissa.IsZero ? int.MinValue : (int)BigInteger.Abs(Mantissa).GetBitLength() + Exponent;

    private static Precise Shifted(Precise x, int count) => new(x.Mantissa, x.Exponent + count);

    private static Precise Normal(BigInteger mantissa, int exponent)
    {
        var surplus = (int)BigInteger.Abs(mantissa).GetBitLength() - Bits;
        return surplus > 0 ? new(mantissa >> surplus, exponent + surplus) : new(mantissa, exponent);
    }

    // The sine of x + quarters · π/2.
    private static Precise Sine(Precise x, int quarters)
    {
        var n = Math.Round(x.ToDouble() / HalfPi.ToDouble());
        var r = x - n * HalfPi;
        var quarter = (int)((((n + quarters) % 4) + 4) % 4);
        Precise term = quarter % 2 == 0 ? r : 1, sum = term;
        for (var i = quarter % 2 == 0 ? 2 : 1; term.Size > sum.Size - Bits; i += 2)
        {
            term = -(term * r * r) / (i * (i + 1.0));
            sum += term;
        }
        return quarter < 2 ? sum : -sum;
    }

    private static Precise ArTanhOfInverse(int x) => OddSeries(x, 1);

    private static Precise ArTanOfInverse(int x) => OddSeries(x, -1);

    private static Precise OddSeries(int x, int sign)
    {
        Precise power = (Precise)1 / x, sum = power;
        for (var i = 3; power.Size > -Bits; i += 2)
        {
            power = sign * power / ((double)x * x);
            sum += power / i;
        }
        return sum;
    }
}
