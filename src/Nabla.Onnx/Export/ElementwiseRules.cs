using static Nabla.Onnx.ModelWriter;

namespace Nabla.Onnx;

/// <summary>Operations on single elements. ONNX broadcasts their inputs by itself.</summary>
internal static class ElementwiseRules
{
    public static IEnumerable<(string Name, Func<NodeWriter, string> Rule)> All =>
    [
        ("abs", w => w.Add("Abs", [w[0]])),
        ("acos", w => w.Add("Acos", [w[0]])),
        ("acosh", w => w.Add("Acosh", [w[0]])),
        ("add", w => w.Add("Add", [w[0], w[1]])),
        ("asin", w => w.Add("Asin", [w[0]])),
        ("asinh", w => w.Add("Asinh", [w[0]])),
        ("atan", w => w.Add("Atan", [w[0]])),
        ("atan2", Atan2),
        ("atanh", w => w.Add("Atanh", [w[0]])),
        ("cbrt", w => w.Add("Mul", [w.Add("Sign", [w[0]]), w.Add("Pow", [w.Add("Abs", [w[0]]), w.Number(1.0 / 3)])])),
        ("ceiling", w => w.Add("Ceil", [w[0]])),
        ("convert", Convert),
        ("cos", w => w.Add("Cos", [w[0]])),
        ("cosh", w => w.Add("Cosh", [w[0]])),
        ("direction-cosine", DirectionCosine),
        ("divide", w => w.Add("Div", [w[0], w[1]])),
        ("elu", w => w.Add("Elu", [w[0]])),
        ("equal", w => w.Add("Equal", [w[0], w[1]])),
        ("erf", w => w.Add("Erf", [w[0]])),
        ("exp", w => w.Add("Exp", [w[0]])),
        ("exp2", w => w.Add("Pow", [w.Number(2), w[0]])),
        ("expm1", Expm1),
        ("floor", w => w.Add("Floor", [w[0]])),
        ("gate", Gate),
        ("gaussian", Gaussian),
        ("hard-tanh", w => w.Add("Clip", [w[0], w.Number(-1), w.Number(1)])),
        ("hypot", Hypot),
        ("leaky-relu", w => w.Add("LeakyRelu", [w[0]], Attribute("alpha", w.Attribute("slope").ToDouble()))),
        ("less", w => w.Add("Less", [Ordered(w, 0), Ordered(w, 1)])),
        ("less-or-equal", w => w.Add("LessOrEqual", [Ordered(w, 0), Ordered(w, 1)])),
        ("log", w => w.Add("Log", [w[0]])),
        ("log10", w => w.Add("Mul", [w.Add("Log", [w[0]]), w.Number(1 / Math.Log(10))])),
        ("log1p", Log1p),
        ("log2", w => w.Add("Mul", [w.Add("Log", [w[0]]), w.Number(1 / Math.Log(2))])),
        ("maximum", w => w.Add("Max", [w[0], w[1]])),
        ("minimum", w => w.Add("Min", [w[0], w[1]])),
        ("multiply", w => w.Add("Mul", [w[0], w[1]])),
        ("negate", w => w.Add("Neg", [w[0]])),
        ("normal-cdf", NormalCdf),
        ("not", w => w.Add("Not", [w[0]])),
        ("not-equal", w => w.Add("Not", [w.Add("Equal", [w[0], w[1]])])),
        ("one-minus-square", w => w.Add("Mul", [w.Add("Sub", [w.Number(1), w[0]]), w.Add("Add", [w.Number(1), w[0]])])),
        ("power", w => w.Add("Pow", [w[0], w[1]])),
        ("relu", w => w.Add("Relu", [w[0]])),
        ("remainder", w => w.Add("Mod", [w[0], w[1]], Attribute("fmod", 1))),
        ("round", w => w.Add("Round", [w[0]])),
        ("select", Select),
        ("sigmoid", w => w.Add("Sigmoid", [w[0]])),
        ("sigmoid-derivative", w => Bell(w, w[0])),
        ("sign", w => w.Add("Sign", [w[0]])),
        ("sin", w => w.Add("Sin", [w[0]])),
        ("sinh", w => w.Add("Sinh", [w[0]])),
        ("size-power", SizePower),
        ("softplus", w => w.Add("Softplus", [w[0]])),
        ("sqrt", w => w.Add("Sqrt", [w[0]])),
        ("subtract", w => w.Add("Sub", [w[0], w[1]])),
        ("tan", w => w.Add("Tan", [w[0]])),
        ("tanh", w => w.Add("Tanh", [w[0]])),
        ("tanh-derivative", w => w.Add("Mul", [w.Number(4), Bell(w, w.Add("Mul", [w[0], w.Number(2)]))])),
        ("truncate", w => w.Add("Mul", [w.Add("Sign", [w[0]]), w.Add("Floor", [w.Add("Abs", [w[0]])])])),
        ("undefined-unless-zero", w => w.Add("Where", [w.Add("Equal", [w[0], w.Number(0)]), w.Number(0), w.Number(double.NaN)])),
    ];

    /// <summary>Kahan's formula, which is exact to the last digits where 1 + x loses those of x.</summary>
    private static string Log1p(NodeWriter w)
    {
        var one = w.Number(1);
        var moved = w.Add("Add", [w[0], one]);
        var ratio = w.Add("Div", [w[0], w.Add("Sub", [moved, one])]);
        var isSmall = w.Add("Equal", [moved, one]);
        // Where 1 + x is infinite, so is the ratio's divisor; the logarithm alone is right.
        var product = w.Add("Mul", [w.Add("Log", [moved]), w.Add("Where", [w.Add("Less", [w[0], w.Number(1e6)]), ratio, one])]);
        return w.Add("Where", [isSmall, w[0], product]);
    }

    /// <summary>Kahan's formula: eˣ − 1 = (u − 1) x / ln u with u = eˣ.</summary>
    private static string Expm1(NodeWriter w)
    {
        var one = w.Number(1);
        var power = w.Add("Exp", [w[0]]);
        var rest = w.Add("Sub", [power, one]);
        var corrected = w.Add("Div", [w.Add("Mul", [rest, w[0]]), w.Add("Log", [power])]);
        var isNear = w.Add("Less", [w.Add("Abs", [w[0]]), one]);
        return w.Add("Where", [w.Add("Equal", [power, one]), w[0], w.Add("Where", [isNear, corrected, rest])]);
    }

    private static string NormalCdf(NodeWriter w)
    {
        var wave = w.Add("Erf", [w.Add("Mul", [w[0], w.Number(Math.Sqrt(0.5))])]);
        return w.Add("Mul", [w.Add("Add", [wave, w.Number(1)]), w.Number(0.5)]);
    }

    /// <summary>The larger times √(1 + (smaller / larger)²), which does not overflow where the squares would.</summary>
    private static string Hypot(NodeWriter w)
    {
        var (a, b) = (w.Add("Abs", [w[0]]), w.Add("Abs", [w[1]]));
        var (large, small) = (w.Add("Max", [a, b]), w.Add("Min", [a, b]));
        var isZero = w.Add("Equal", [large, w.Number(0)]);
        var ratio = w.Add("Div", [small, w.Add("Where", [isZero, w.Number(1), large])]);
        return w.Add("Mul", [large, w.Add("Sqrt", [w.Add("Add", [w.Add("Mul", [ratio, ratio]), w.Number(1)])])]);
    }

    /// <summary>The arctangent of y / x, moved by half a turn to the left half of the plane.</summary>
    private static string Atan2(NodeWriter w)
    {
        var zero = w.Number(0);
        var (y, x) = (w[0], w[1]);
        // The steeper of two ratios would lose digits, so that the arctangent is always of a number up to 1.
        var isSteep = w.Add("Less", [w.Add("Abs", [x]), w.Add("Abs", [y])]);
        var (top, bottom) = (w.Add("Where", [isSteep, x, y]), w.Add("Where", [isSteep, y, x]));
        var isOrigin = w.Add("Equal", [bottom, zero]);
        var flat = w.Add("Atan", [w.Add("Div", [top, w.Add("Where", [isOrigin, w.Number(1), bottom])])]);
        var quarter = w.Add("Where", [w.Add("Less", [y, zero]), w.Number(-Math.PI / 2), w.Number(Math.PI / 2)]);
        var half = w.Add("Where", [w.Add("Less", [y, zero]), w.Number(-Math.PI), w.Number(Math.PI)]);
        var leftOrRight = w.Add("Where", [w.Add("Less", [x, zero]), w.Add("Add", [flat, half]), flat]);
        return w.Add("Where", [isSteep, w.Add("Sub", [quarter, flat]), leftOrRight]);
    }

    /// <summary>σ(x) σ(−x), which keeps its digits where 1 − σ(x) loses them.</summary>
    private static string Bell(NodeWriter w, string x) => w.Add("Mul", [w.Add("Sigmoid", [x]), w.Add("Sigmoid", [w.Add("Neg", [x])])]);

    private static string Gaussian(NodeWriter w)
    {
        var square = w.Add("Mul", [w[0], w[0]]);
        return w.Add("Exp", [w.Add("Mul", [square, w.Number(w.Attribute("half").ToBoolean() ? -0.5 : -1)])]);
    }

    private static string SizePower(NodeWriter w)
    {
        var size = w.Add("Pow", [w.Add("Abs", [w[0]]), w.Number(w.Attribute("power").ToDouble())]);
        if (!w.Attribute("odd").ToBoolean()) return size;
        var zero = w.Number(0);
        var signed = w.Add("Where", [w.Add("Less", [w[0], zero]), w.Add("Neg", [size]), size]);
        return w.Add("Where", [w.Add("Equal", [w[0], zero]), zero, signed]);
    }

    private static string DirectionCosine(NodeWriter w)
    {
        var length = Hypot(w);
        var isZero = w.Add("Equal", [length, w.Number(0)]);
        return w.Add("Div", [w[0], w.Add("Where", [isZero, w.Number(1), length])]);
    }

    /// <summary>The third input where the first is larger than the second, a share of it where they are equal, and 0 elsewhere.</summary>
    private static string Gate(NodeWriter w)
    {
        var zero = w.Number(0);
        var isSmaller = w.Add("Less", [w[0], w[1]]);
        var share = w.Add("Where", [w.Add("Equal", [w[0], w[1]]), w.Add("Mul", [w[2], w.Number(w.Attribute("tie").ToDouble())]), w[2]]);
        var isNumber = w.Add("Or", [isSmaller, w.Add("LessOrEqual", [w[1], w[0]])]);
        var isDefined = w.Add("Or", [isNumber, w.Add("Equal", [w[2], zero])]);
        var chosen = w.Add("Where", [isSmaller, zero, share]);
        return w.Add("Where", [isDefined, w.Add("Where", [isNumber, chosen, zero]), w.Number(double.NaN)]);
    }

    /// <summary>ONNX orders numbers only.</summary>
    private static string Ordered(NodeWriter w, int input) => w.Type == ElementType.Boolean
        ? w.Add("Cast", [w[input]], Attribute("to", (long)OnnxElementType.Of(ElementType.Int32)))
        : w[input];

    private static string Select(NodeWriter w)
    {
        if (w.Node.ElementType != ElementType.Boolean) return w.Add("Where", [w[0], w[1], w[2]]);
        // ONNX Runtime does not choose between truth values.
        return w.Add("Or", [w.Add("And", [w[0], w[1]]), w.Add("And", [w.Add("Not", [w[0]]), w[2]])]);
    }

    /// <summary>Both round to whole numbers toward zero.</summary>
    private static string Convert(NodeWriter w) =>
        w.Add("Cast", [w[0]], Attribute("to", (long)OnnxElementType.Of(w.Attribute("to").ToElementType())));
}
