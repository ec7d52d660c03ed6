using System.Numerics;

namespace Nabla.Lanes;

/// <summary>What each lane instruction means on complex numbers: its analytic continuation from the real line.</summary>
/// <remarks>
/// Truth values are 0 and 1. Instructions that choose, compare or cut off go by the real part, which continues every smooth piece
/// of a function on its own.
/// </remarks>
internal static class ComplexLanes
{
    /// <summary>The result of a whole body at one position.</summary>
    /// <exception cref="NotSupportedException">An instruction has no continuation here.</exception>
    public static Complex Run(IReadOnlyList<LaneInstruction> body, int result, ReadOnlySpan<Complex> inputs)
    {
        var values = new Complex[body.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var instruction = body[i];
            values[i] = instruction.Code switch
            {
                LaneCode.Input => inputs[instruction.A],
                LaneCode.Constant => instruction.Constant,
                LaneCode.Select => values[instruction.A] != 0 ? values[instruction.B] : values[instruction.C],
                LaneCode.Convert => Convert(instruction.Type, values[instruction.A]),
                _ => Of(instruction.Code, values[instruction.A], instruction.B >= 0 ? values[instruction.B] : default),
            };
        }
        return values[result];
    }

    private static Complex Of(LaneCode code, Complex a, Complex b) => code switch
    {
        LaneCode.Add => a + b,
        LaneCode.Subtract => a - b,
        LaneCode.Multiply => a * b,
        LaneCode.Divide => a / b,
        LaneCode.Negate => -a,
        LaneCode.Absolute => a.Real < 0 ? -a : a.Real == 0 ? 0 : a,
        LaneCode.SquareRoot => Complex.Sqrt(a),
        LaneCode.Minimum => a.Real <= b.Real ? a : b,
        LaneCode.Maximum => a.Real >= b.Real ? a : b,
        LaneCode.Sign => Math.Sign(a.Real),
        LaneCode.Floor => Math.Floor(a.Real),
        LaneCode.Round => Math.Round(a.Real),
        LaneCode.Remainder => a - b * Math.Truncate(a.Real / b.Real),
        LaneCode.Exp => Complex.Exp(a),
        LaneCode.Exp2 => Complex.Exp(Math.Log(2) * a),
        LaneCode.ExpM1 => new(ScalarLanes.ExpM1(a.Real) * Math.Cos(a.Imaginary) + Math.Cos(a.Imaginary) - 1, Math.Exp(a.Real) * Math.Sin(a.Imaginary)),
        LaneCode.Log => Complex.Log(a),
        LaneCode.Log2 => Complex.Log(a) / Math.Log(2),
        LaneCode.Log10 => Complex.Log(a) / Math.Log(10),
        LaneCode.LogP1 => Complex.Log(1 + a),
        LaneCode.Sin => Complex.Sin(a),
        LaneCode.Cos => Complex.Cos(a),
        LaneCode.Atan2 => Angle(a, b),
        LaneCode.Tanh => Complex.Tanh(a),
        LaneCode.TanhDerivative => 1 / Complex.Pow(Complex.Cosh(a), 2),
        LaneCode.Sigmoid => 0.5 + 0.5 * Complex.Tanh(0.5 * a),
        LaneCode.SigmoidDerivative => 0.25 / Complex.Pow(Complex.Cosh(0.5 * a), 2),
        LaneCode.Power => Power(a, b),
        LaneCode.Equal => Truth(a.Real == b.Real),
        LaneCode.NotEqual => Truth(a.Real != b.Real),
        LaneCode.Less => Truth(a.Real < b.Real),
        LaneCode.LessOrEqual => Truth(a.Real <= b.Real),
        LaneCode.And => Truth(a != 0 && b != 0),
        LaneCode.Or => Truth(a != 0 || b != 0),
        LaneCode.Not => Truth(a == 0),
        _ => throw new NotSupportedException($"{code} is not defined on complex numbers"),
    };

    /// <summary>
    /// aᵇ near the real line: a real exponent by the power of the real part and the first term of the binomial series, which is exact for a step
    /// whose square is lost, whatever the sign of the base; else exp(b log a), for a positive base only.
    /// </summary>
    private static Complex Power(Complex a, Complex b)
    {
        var power = Math.Pow(a.Real, b.Real);
        if (b.Imaginary == 0)
        {
            var slope = b.Real == 0 || a.Imaginary == 0 ? 0 : b.Real * Math.Pow(a.Real, b.Real - 1);
            return new(power, slope * a.Imaginary);
        }
        if (a.Real < 0) return new(power, double.NaN);
        return a == 0 ? power : Complex.Pow(a, b);
    }

    /// <summary>The angle of a point near the real plane: its change is (x dy − y dx) / (x² + y²).</summary>
    private static Complex Angle(Complex y, Complex x)
    {
        var radius = double.Hypot(x.Real, y.Real);
        return new(Math.Atan2(y.Real, x.Real), (x.Real / radius * y.Imaginary - y.Real / radius * x.Imaginary) / radius);
    }

    private static Complex Convert(ElementType type, Complex a) => type switch
    {
        ElementType.Float64 => a,
        ElementType.Float32 => new((float)a.Real, (float)a.Imaginary),
        ElementType.Boolean => Truth(a.Real != 0),
        _ => Math.Truncate(a.Real),
    };

    private static Complex Truth(bool holds) => holds ? Complex.One : Complex.Zero;
}
