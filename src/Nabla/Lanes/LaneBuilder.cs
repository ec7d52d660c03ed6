namespace Nabla.Lanes;

/// <summary>What one instruction of an elementwise body computes.</summary>
internal enum LaneCode
{
    Input, Constant, Add, Subtract, Multiply, Divide, Negate, Absolute, SquareRoot, Minimum, Maximum, Sign, Floor, Round, Remainder,
    Exp, Exp2, ExpM1, Log, Log2, Log10, LogP1, Sin, Cos, Atan2, Tanh, TanhDerivative, Sigmoid, SigmoidDerivative, Erf, Power,
    Equal, NotEqual, Less, LessOrEqual, And, Or, Not, Select, Convert,
}

/// <summary>One instruction: operands A, B, C are indices of earlier instructions, or -1; Input uses A for the input's number.</summary>
internal readonly record struct LaneInstruction(LaneCode Code, ElementType Type, int A = -1, int B = -1, int C = -1, double Constant = 0)
{
    /// <summary>Whether it is an input or a constant, which take no work.</summary>
    public bool IsLeaf => Code is LaneCode.Input or LaneCode.Constant;

    /// <summary>Whether it is an elementary function, which takes tens of operations.</summary>
    public bool IsFunction => Code is >= LaneCode.Exp and <= LaneCode.Power;

    /// <summary>Whether it throws on some numbers: integers divided by zero, and the absolute value of the least integer.</summary>
    public bool CanFail => Type is ElementType.Int32 or ElementType.Int64 && Code is LaneCode.Divide or LaneCode.Remainder or LaneCode.Absolute;

    /// <summary>Which instructions of a body are needed for some of its values.</summary>
    public static bool[] Needed(LaneInstruction[] body, IEnumerable<int> values)
    {
        var needed = new bool[body.Length];
        foreach (var value in values) needed[value] = true;
        for (var i = body.Length - 1; i >= 0; i--)
        {
            if (!needed[i] || body[i].IsLeaf) continue;
            foreach (var operand in (ReadOnlySpan<int>)[body[i].A, body[i].B, body[i].C])
                if (operand >= 0) needed[operand] = true;
        }
        return needed;
    }
}

/// <summary>A value while an elementwise body is written down: one number per position, in as many positions as the vector is wide.</summary>
public readonly record struct Lane
{
    internal Lane(int index, ElementType type)
    {
        Index = index;
        Type = type;
    }

    internal int Index { get; }

    /// <summary>The element type of the value.</summary>
    public ElementType Type { get; }
}

/// <summary>Writes down the body of an elementwise operation, instruction by instruction.</summary>
/// <remarks>Comparisons give truth values, which <see cref="Select"/>, <see cref="And"/>, <see cref="Or"/> and <see cref="Not"/> take.</remarks>
public sealed class LaneBuilder
{
    private readonly List<LaneInstruction> instructions = [];

    internal IReadOnlyList<LaneInstruction> Instructions => instructions;

    internal Lane Input(int number, ElementType type) => Append(new(LaneCode.Input, type, number));

    /// <summary>The same number at every position.</summary>
    public Lane Constant(double value, ElementType type) => Append(new(LaneCode.Constant, type, Constant: value));

    /// <summary>a + b.</summary>
    public Lane Add(Lane a, Lane b) => Binary(LaneCode.Add, a, b);

    /// <summary>a − b.</summary>
    public Lane Subtract(Lane a, Lane b) => Binary(LaneCode.Subtract, a, b);

    /// <summary>a · b.</summary>
    public Lane Multiply(Lane a, Lane b) => Binary(LaneCode.Multiply, a, b);

    /// <summary>a / b; integers are divided towards zero.</summary>
    public Lane Divide(Lane a, Lane b) => Binary(LaneCode.Divide, a, b);

    /// <summary>−a.</summary>
    public Lane Negate(Lane a) => Unary(LaneCode.Negate, a);

    /// <summary>|a|.</summary>
    public Lane Absolute(Lane a) => Unary(LaneCode.Absolute, a);

    /// <summary>√a.</summary>
    public Lane SquareRoot(Lane a) => Unary(LaneCode.SquareRoot, a);

    /// <summary>The smaller of two; NaN if either is.</summary>
    public Lane Minimum(Lane a, Lane b) => Binary(LaneCode.Minimum, a, b);

    /// <summary>The larger of two; NaN if either is.</summary>
    public Lane Maximum(Lane a, Lane b) => Binary(LaneCode.Maximum, a, b);

    /// <summary>−1, 0 or 1; NaN stays NaN.</summary>
    public Lane Sign(Lane a) => Unary(LaneCode.Sign, a);

    /// <summary>The largest whole number not above a.</summary>
    public Lane Floor(Lane a) => Unary(LaneCode.Floor, a);

    /// <summary>The nearest whole number; halfway between two, the even one.</summary>
    public Lane Round(Lane a) => Unary(LaneCode.Round, a);

    /// <summary>What division of a by b towards zero leaves over, exactly; it has the sign of a.</summary>
    public Lane Remainder(Lane a, Lane b) => Binary(LaneCode.Remainder, a, b);

    /// <summary>exp(a).</summary>
    public Lane Exp(Lane a) => Unary(LaneCode.Exp, a);

    /// <summary>2 to the power a.</summary>
    public Lane Exp2(Lane a) => Unary(LaneCode.Exp2, a);

    /// <summary>exp(a) − 1, accurate near zero.</summary>
    public Lane ExpM1(Lane a) => Unary(LaneCode.ExpM1, a);

    /// <summary>The natural logarithm of a.</summary>
    public Lane Log(Lane a) => Unary(LaneCode.Log, a);

    /// <summary>The logarithm of a to base 2.</summary>
    public Lane Log2(Lane a) => Unary(LaneCode.Log2, a);

    /// <summary>The logarithm of a to base 10.</summary>
    public Lane Log10(Lane a) => Unary(LaneCode.Log10, a);

    /// <summary>The natural logarithm of 1 + a, accurate near zero.</summary>
    public Lane LogP1(Lane a) => Unary(LaneCode.LogP1, a);

    /// <summary>The sine of a in radians.</summary>
    public Lane Sin(Lane a) => Unary(LaneCode.Sin, a);

    /// <summary>The cosine of a in radians.</summary>
    public Lane Cos(Lane a) => Unary(LaneCode.Cos, a);

    /// <summary>The angle in radians from the direction (1, 0) to (x, y), from −π to π.</summary>
    public Lane Atan2(Lane y, Lane x) => Binary(LaneCode.Atan2, y, x);

    /// <summary>The hyperbolic tangent of a.</summary>
    public Lane Tanh(Lane a) => Unary(LaneCode.Tanh, a);

    /// <summary>1 / (1 + exp(−a)).</summary>
    public Lane Sigmoid(Lane a) => Unary(LaneCode.Sigmoid, a);

    /// <summary>tanh′(a) from a and y = tanh(a), with all digits where it is small.</summary>
    internal Lane TanhDerivative(Lane a, Lane y) => Binary(LaneCode.TanhDerivative, a, y);

    /// <summary>σ′(a) from a and y = σ(a), with all digits where it is small.</summary>
    internal Lane SigmoidDerivative(Lane a, Lane y) => Binary(LaneCode.SigmoidDerivative, a, y);

    /// <summary>The error function 2/√π ∫₀ᵃ exp(−t²) dt.</summary>
    public Lane Erf(Lane a) => Unary(LaneCode.Erf, a);

    /// <summary>a to the power b.</summary>
    public Lane Power(Lane a, Lane b) => Binary(LaneCode.Power, a, b);

    /// <summary>a = b; false where either is NaN.</summary>
    public Lane Equal(Lane a, Lane b) => Comparison(LaneCode.Equal, a, b);

    /// <summary>a ≠ b; true where either is NaN.</summary>
    public Lane NotEqual(Lane a, Lane b) => Comparison(LaneCode.NotEqual, a, b);

    /// <summary>a &lt; b; false where either is NaN.</summary>
    public Lane Less(Lane a, Lane b) => Comparison(LaneCode.Less, a, b);

    /// <summary>a ≤ b; false where either is NaN.</summary>
    public Lane LessOrEqual(Lane a, Lane b) => Comparison(LaneCode.LessOrEqual, a, b);

    /// <summary>Both truth values.</summary>
    public Lane And(Lane a, Lane b) => Comparison(LaneCode.And, a, b);

    /// <summary>Either truth value.</summary>
    public Lane Or(Lane a, Lane b) => Comparison(LaneCode.Or, a, b);

    /// <summary>The opposite truth value.</summary>
    public Lane Not(Lane a) => Unary(LaneCode.Not, a);

    /// <summary><paramref name="a"/> where <paramref name="condition"/> holds, else <paramref name="b"/>.</summary>
    public Lane Select(Lane condition, Lane a, Lane b) => Append(new(LaneCode.Select, a.Type, condition.Index, a.Index, b.Index));

    /// <summary>The value in another element type; to integers by cutting off towards zero, to truth values by ≠ 0.</summary>
    public Lane Convert(Lane a, ElementType type) => a.Type == type ? a : Append(new(LaneCode.Convert, type, a.Index));

    private Lane Unary(LaneCode code, Lane a) => Append(new(code, a.Type, a.Index));

    private Lane Binary(LaneCode code, Lane a, Lane b) => a.Type == b.Type
        ? Append(new(code, a.Type, a.Index, b.Index))
        : throw new ArgumentException($"lane {code}: element types differ: {a.Type.Label()}, {b.Type.Label()}.");

    private Lane Comparison(LaneCode code, Lane a, Lane b) => a.Type == b.Type
        ? Append(new(code, ElementType.Boolean, a.Index, b.Index))
        : throw new ArgumentException($"lane {code}: element types differ: {a.Type.Label()}, {b.Type.Label()}.");

    private Lane Append(LaneInstruction instruction)
    {
        instructions.Add(instruction);
        return new(instructions.Count - 1, instruction.Type);
    }
}
