using System.Numerics;

namespace Nabla.Instructions;

/// <summary>Interprets instructions on complex numbers, by analytic continuation from the real line.</summary>
/// <remarks>
/// Truth values are 0 and 1. Instructions that select, compare or truncate use the real part, so that every smooth piece of a function is continued
/// separately.
/// </remarks>
internal static class ComplexInterpreter
{
    /// <summary>The result of a body at one position.</summary>
    /// <exception cref="NotSupportedException">An instruction has no analytic continuation.</exception>
    public static Complex Run(IReadOnlyList<ElementwiseInstruction> body, int result, ReadOnlySpan<Complex> inputs)
    {
        var values = new Complex[body.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var instruction = body[i];
            values[i] = instruction.Code switch
            {
                ElementwiseOpcode.Input => inputs[instruction.A],
                ElementwiseOpcode.Constant => instruction.Constant,
                ElementwiseOpcode.Select => values[instruction.A] != 0 ? values[instruction.B] : values[instruction.C],
                ElementwiseOpcode.Convert => Convert(instruction.Type, values[instruction.A]),
                _ => Of(instruction.Code, values[instruction.A], instruction.B >= 0 ? values[instruction.B] : default),
            };
        }
        return values[result];
    }

    private static Complex Of(ElementwiseOpcode code, Complex a, Complex b) => code switch
    {
        ElementwiseOpcode.Add => a + b,
        ElementwiseOpcode.Subtract => a - b,
        ElementwiseOpcode.Multiply => a * b,
        ElementwiseOpcode.Divide => a / b,
        ElementwiseOpcode.Negate => -a,
        ElementwiseOpcode.Absolute => a.Real < 0 ? -a : a.Real == 0 ? 0 : a,
        ElementwiseOpcode.SquareRoot => Complex.Sqrt(a),
        ElementwiseOpcode.Minimum => a.Real <= b.Real ? a : b,
        ElementwiseOpcode.Maximum => a.Real >= b.Real ? a : b,
        ElementwiseOpcode.Sign => Math.Sign(a.Real),
        ElementwiseOpcode.Floor => Math.Floor(a.Real),
        ElementwiseOpcode.Round => Math.Round(a.Real),
        ElementwiseOpcode.Remainder => a - b * Math.Truncate(a.Real / b.Real),
        ElementwiseOpcode.Equal => Truth(a.Real == b.Real),
        ElementwiseOpcode.NotEqual => Truth(a.Real != b.Real),
        ElementwiseOpcode.Less => Truth(a.Real < b.Real),
        ElementwiseOpcode.LessOrEqual => Truth(a.Real <= b.Real),
        ElementwiseOpcode.And => Truth(a != 0 && b != 0),
        ElementwiseOpcode.Or => Truth(a != 0 || b != 0),
        ElementwiseOpcode.Not => Truth(a == 0),
        _ => (ElementwiseFunctions.Of(code)?.Complex ?? throw new NotSupportedException($"{code} is not defined on complex numbers"))(a, b),
    };

    /// <summary>
    /// aᵇ near the real line. For a real exponent: the power of the real part and the first term of the binomial series, exact for a step whose
    /// square underflows, whatever the sign of the base. Otherwise exp(b log a), for a positive base only.
    /// </summary>
    internal static Complex Power(Complex a, Complex b)
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

    /// <summary>exp(a) − 1, accurate near zero.</summary>
    internal static Complex ExpM1(Complex a) =>
        new(ScalarInterpreter.ExpM1(a.Real) * Math.Cos(a.Imaginary) + Math.Cos(a.Imaginary) - 1, Math.Exp(a.Real) * Math.Sin(a.Imaginary));

    /// <summary>The angle of a point near the real plane, with the differential (x dy − y dx) / (x² + y²).</summary>
    internal static Complex Angle(Complex y, Complex x)
    {
        var radius = double.Hypot(x.Real, y.Real);
        return new(Math.Atan2(y.Real, x.Real), (x.Real / radius * y.Imaginary - y.Real / radius * x.Imaginary) / radius);
    }

    private static Complex Convert(ElementType type, Complex a) => type switch
    {
        ElementType.Float64 => a,
        ElementType.Float32 => new((float)a.Real, (float)a.Imaginary),
        ElementType.Boolean => Truth(a.Real != 0),
        ElementType.Int32 or ElementType.Int64 => Math.Truncate(a.Real),
        _ => throw ElementTypes.Unknown(type),
    };

    private static Complex Truth(bool holds) => holds ? Complex.One : Complex.Zero;
}
