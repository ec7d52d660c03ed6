namespace Nabla;

/// <summary>One instruction. Operands A, B, C are indices of earlier instructions, or −1; Input uses A for the input number.</summary>
internal readonly record struct ElementwiseInstruction(ElementwiseOpcode Code, ElementType Type, int A = -1, int B = -1, int C = -1, double Constant = 0)
{
    /// <summary>True for inputs and constants, which take no work.</summary>
    public bool IsLeaf => Code is ElementwiseOpcode.Input or ElementwiseOpcode.Constant;

    /// <summary>True for elementary functions, which take tens of operations.</summary>
    public bool IsFunction => ElementwiseFunctions.Of(Code) is not null;

    /// <summary>True if it throws for some values: integer division by zero, and the absolute value of the smallest integer.</summary>
    public bool CanFail => Type is ElementType.Int32 or ElementType.Int64
        && Code is ElementwiseOpcode.Divide or ElementwiseOpcode.Remainder or ElementwiseOpcode.Absolute;

    /// <summary>Returns for each instruction of a body whether any of the given values depends on it.</summary>
    public static bool[] Needed(ElementwiseInstruction[] body, IEnumerable<int> values)
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

/// <summary>A value in an elementwise body: one element per position, for as many positions as the vector has lanes.</summary>
public readonly record struct ElementValue
{
    internal ElementValue(int index, ElementType type)
    {
        Index = index;
        Type = type;
    }

    internal int Index { get; }

    /// <summary>The element type of the value.</summary>
    public ElementType Type { get; }
}

/// <summary>Builds the body of an elementwise operation, instruction by instruction.</summary>
/// <remarks>Comparisons return truth values for <see cref="Select"/>, <see cref="And"/>, <see cref="Or"/> and <see cref="Not"/>.</remarks>
public sealed class ElementwiseBuilder
{
    private readonly List<ElementwiseInstruction> instructions = [];

    internal IReadOnlyList<ElementwiseInstruction> Instructions => instructions;

    internal ElementValue Input(int number, ElementType type) => Append(new(ElementwiseOpcode.Input, type, number));

    /// <summary>The same value at every position.</summary>
    public ElementValue Constant(double value, ElementType type) => Append(new(ElementwiseOpcode.Constant, type, Constant: value));

    /// <summary>a + b.</summary>
    public ElementValue Add(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Add, a, b);

    /// <summary>a − b.</summary>
    public ElementValue Subtract(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Subtract, a, b);

    /// <summary>a · b.</summary>
    public ElementValue Multiply(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Multiply, a, b);

    /// <summary>a / b; integer division truncates toward zero.</summary>
    public ElementValue Divide(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Divide, a, b);

    /// <summary>−a.</summary>
    public ElementValue Negate(ElementValue a) => Unary(ElementwiseOpcode.Negate, a);

    /// <summary>|a|.</summary>
    public ElementValue Absolute(ElementValue a) => Unary(ElementwiseOpcode.Absolute, a);

    /// <summary>√a.</summary>
    public ElementValue SquareRoot(ElementValue a) => Unary(ElementwiseOpcode.SquareRoot, a);

    /// <summary>The smaller of two; NaN if either is NaN.</summary>
    public ElementValue Minimum(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Minimum, a, b);

    /// <summary>The larger of two; NaN if either is NaN.</summary>
    public ElementValue Maximum(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Maximum, a, b);

    /// <summary>−1, 0 or 1; NaN for NaN.</summary>
    public ElementValue Sign(ElementValue a) => Unary(ElementwiseOpcode.Sign, a);

    /// <summary>The largest integer not above a.</summary>
    public ElementValue Floor(ElementValue a) => Unary(ElementwiseOpcode.Floor, a);

    /// <summary>The nearest integer, ties to even.</summary>
    public ElementValue Round(ElementValue a) => Unary(ElementwiseOpcode.Round, a);

    /// <summary>The exact remainder of the division of a by b truncated toward zero, with the sign of a.</summary>
    public ElementValue Remainder(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Remainder, a, b);

    /// <summary>exp(a).</summary>
    public ElementValue Exp(ElementValue a) => Unary(ElementwiseOpcode.Exp, a);

    /// <summary>2 to the power a.</summary>
    public ElementValue Exp2(ElementValue a) => Unary(ElementwiseOpcode.Exp2, a);

    /// <summary>exp(a) − 1, accurate near zero.</summary>
    public ElementValue ExpM1(ElementValue a) => Unary(ElementwiseOpcode.ExpM1, a);

    /// <summary>The natural logarithm of a.</summary>
    public ElementValue Log(ElementValue a) => Unary(ElementwiseOpcode.Log, a);

    /// <summary>The logarithm of a to base 2.</summary>
    public ElementValue Log2(ElementValue a) => Unary(ElementwiseOpcode.Log2, a);

    /// <summary>The logarithm of a to base 10.</summary>
    public ElementValue Log10(ElementValue a) => Unary(ElementwiseOpcode.Log10, a);

    /// <summary>The natural logarithm of 1 + a, accurate near zero.</summary>
    public ElementValue LogP1(ElementValue a) => Unary(ElementwiseOpcode.LogP1, a);

    /// <summary>The sine of a in radians.</summary>
    public ElementValue Sin(ElementValue a) => Unary(ElementwiseOpcode.Sin, a);

    /// <summary>The cosine of a in radians.</summary>
    public ElementValue Cos(ElementValue a) => Unary(ElementwiseOpcode.Cos, a);

    /// <summary>The angle in radians from the direction (1, 0) to (x, y), from −π to π.</summary>
    public ElementValue Atan2(ElementValue y, ElementValue x) => Binary(ElementwiseOpcode.Atan2, y, x);

    /// <summary>The hyperbolic tangent of a.</summary>
    public ElementValue Tanh(ElementValue a) => Unary(ElementwiseOpcode.Tanh, a);

    /// <summary>1 / (1 + exp(−a)).</summary>
    public ElementValue Sigmoid(ElementValue a) => Unary(ElementwiseOpcode.Sigmoid, a);

    /// <summary>tanh′(a) from a and y = tanh(a), accurate where it is small.</summary>
    internal ElementValue TanhDerivative(ElementValue a, ElementValue y) => Binary(ElementwiseOpcode.TanhDerivative, a, y);

    /// <summary>σ′(a) from a and y = σ(a), accurate where it is small.</summary>
    internal ElementValue SigmoidDerivative(ElementValue a, ElementValue y) => Binary(ElementwiseOpcode.SigmoidDerivative, a, y);

    /// <summary>The error function 2/√π ∫₀ᵃ exp(−t²) dt.</summary>
    public ElementValue Erf(ElementValue a) => Unary(ElementwiseOpcode.Erf, a);

    /// <summary>a to the power b.</summary>
    public ElementValue Power(ElementValue a, ElementValue b) => Binary(ElementwiseOpcode.Power, a, b);

    /// <summary>a = b; false if either is NaN.</summary>
    public ElementValue Equal(ElementValue a, ElementValue b) =>
        AreTruths(a, b) ? Or(And(a, b), Not(Or(a, b))) : Truth(ElementwiseOpcode.Equal, a, b);

    /// <summary>a ≠ b; true if either is NaN.</summary>
    public ElementValue NotEqual(ElementValue a, ElementValue b) =>
        AreTruths(a, b) ? And(Or(a, b), Not(And(a, b))) : Truth(ElementwiseOpcode.NotEqual, a, b);

    /// <summary>a &lt; b; false if either is NaN.</summary>
    public ElementValue Less(ElementValue a, ElementValue b) => AreTruths(a, b) ? And(Not(a), b) : Truth(ElementwiseOpcode.Less, a, b);

    /// <summary>a ≤ b; false if either is NaN.</summary>
    public ElementValue LessOrEqual(ElementValue a, ElementValue b) =>
        AreTruths(a, b) ? Or(Not(a), b) : Truth(ElementwiseOpcode.LessOrEqual, a, b);

    /// <summary>The logical and of two truth values.</summary>
    public ElementValue And(ElementValue a, ElementValue b) => Truth(ElementwiseOpcode.And, a, b);

    /// <summary>The logical or of two truth values.</summary>
    public ElementValue Or(ElementValue a, ElementValue b) => Truth(ElementwiseOpcode.Or, a, b);

    /// <summary>The negation of a truth value.</summary>
    public ElementValue Not(ElementValue a) => Unary(ElementwiseOpcode.Not, a);

    /// <summary><paramref name="a"/> where <paramref name="condition"/> holds, else <paramref name="b"/>.</summary>
    public ElementValue Select(ElementValue condition, ElementValue a, ElementValue b) =>
        Append(new(ElementwiseOpcode.Select, a.Type, condition.Index, a.Index, b.Index));

    /// <summary>The value converted to another element type, truncated toward zero for integers, and ≠ 0 for truth values.</summary>
    public ElementValue Convert(ElementValue a, ElementType type) => a.Type == type ? a : Append(new(ElementwiseOpcode.Convert, type, a.Index));

    /// <summary>A function of <see cref="ElementwiseFunctions"/> of one argument.</summary>
    internal ElementValue Call(ElementwiseOpcode code, ElementValue a) => Unary(code, a);

    /// <summary>A function of <see cref="ElementwiseFunctions"/> of two arguments.</summary>
    internal ElementValue Call(ElementwiseOpcode code, ElementValue a, ElementValue b) => Binary(code, a, b);

    /// <summary>True for two truth values, which compare by logic: so there are no comparisons of masks, which may be NaN as numbers.</summary>
    private static bool AreTruths(ElementValue a, ElementValue b) => a.Type == ElementType.Boolean && b.Type == ElementType.Boolean;

    private ElementValue Unary(ElementwiseOpcode code, ElementValue a) => Append(new(code, a.Type, a.Index));

    private ElementValue Binary(ElementwiseOpcode code, ElementValue a, ElementValue b) => a.Type == b.Type
        ? Append(new(code, a.Type, a.Index, b.Index))
        : throw new ArgumentException($"{code}: element types differ: {a.Type.Label()}, {b.Type.Label()}.");

    private ElementValue Truth(ElementwiseOpcode code, ElementValue a, ElementValue b) => a.Type == b.Type
        ? Append(new(code, ElementType.Boolean, a.Index, b.Index))
        : throw new ArgumentException($"{code}: element types differ: {a.Type.Label()}, {b.Type.Label()}.");

    private ElementValue Append(ElementwiseInstruction instruction)
    {
        instructions.Add(instruction);
        return new(instructions.Count - 1, instruction.Type);
    }
}
