namespace Nabla;

/// <summary>The functions that a formula may call, by name.</summary>
internal static class ExpressionFunctions
{
    /// <summary>The numbers that a name stands for if it has no value.</summary>
    public static readonly IReadOnlyDictionary<string, double> Constants = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["e"] = Math.E,
        ["pi"] = Math.PI,
        ["π"] = Math.PI,
    };

    // These are composed of functions of two arguments.
    private const string Softmax = "softmax";
    private static readonly string[] OfMany = ["max", "maximum", "min", "minimum", Softmax];

    private static readonly Dictionary<string, (int Arguments, Func<Tensor[], Tensor> Function)> Table = new(StringComparer.Ordinal)
    {
        ["abs"] = One(x => x.Abs()),
        ["acos"] = One(x => x.Acos()),
        ["acosh"] = One(x => x.Acosh()),
        ["asin"] = One(x => x.Asin()),
        ["asinh"] = One(x => x.Asinh()),
        ["atan"] = One(x => x.Atan()),
        ["atan2"] = Two(Tensor.Atan2),
        ["atanh"] = One(x => x.Atanh()),
        ["cbrt"] = One(x => x.Cbrt()),
        ["ceiling"] = One(x => x.Ceiling()),
        ["cos"] = One(x => x.Cos()),
        ["cosh"] = One(x => x.Cosh()),
        ["digamma"] = One(x => x.Digamma()),
        ["elu"] = One(x => x.Elu()),
        ["erf"] = One(x => x.Erf()),
        ["erfc"] = One(x => x.Erfc()),
        ["erfcx"] = One(x => x.Erfcx()),
        ["exp"] = One(x => x.Exp()),
        ["exp2"] = One(x => x.Exp2()),
        ["expm1"] = One(x => x.ExpM1()),
        ["floor"] = One(x => x.Floor()),
        ["gelu"] = One(x => x.Gelu()),
        ["hardtanh"] = One(x => x.HardTanh()),
        ["hypot"] = Two(Tensor.Hypot),
        ["leakyrelu"] = One(x => x.LeakyRelu()),
        ["lgamma"] = One(x => x.LogGamma()),
        ["ln"] = One(x => x.Log()),
        ["log"] = One(x => x.Log()),
        ["log10"] = One(x => x.Log10()),
        ["log1p"] = One(x => x.LogP1()),
        ["log2"] = One(x => x.Log2()),
        ["logerfc"] = One(x => x.LogErfc()),
        ["logsigmoid"] = One(x => x.LogSigmoid()),
        ["max"] = Two(Tensor.Maximum),
        ["maximum"] = Two(Tensor.Maximum),
        ["min"] = Two(Tensor.Minimum),
        ["minimum"] = Two(Tensor.Minimum),
        ["normalcdf"] = One(x => x.NormalCdf()),
        ["pow"] = Two(Tensor.Power),
        ["relu"] = One(x => x.Relu()),
        ["round"] = One(x => x.Round()),
        ["sigmoid"] = One(x => x.Sigmoid()),
        ["sign"] = One(x => x.Sign()),
        ["silu"] = One(x => x.Silu()),
        ["sin"] = One(x => x.Sin()),
        ["sinh"] = One(x => x.Sinh()),
        ["softplus"] = One(x => x.Softplus()),
        ["sqrt"] = One(x => x.Sqrt()),
        ["square"] = One(x => x.Square()),
        ["tan"] = One(x => x.Tan()),
        ["tanh"] = One(x => x.Tanh()),
        ["truncate"] = One(x => x.Truncate()),
    };

    public static IEnumerable<string> Names => Table.Keys.Append(Softmax).Order(StringComparer.Ordinal);

    /// <summary>Returns the number of arguments of a function, and whether it may have more; null if there is no such function.</summary>
    public static (int Least, bool MayBeMore)? ArgumentsOf(string name) => Table.TryGetValue(name, out var entry) ? (entry.Arguments, OfMany.Contains(name))
        : name == Softmax ? (2, true)
        : null;

    /// <summary>Calls a function of its least number of arguments.</summary>
    public static Tensor Apply(string name, Tensor[] arguments) => Table[name].Function(arguments);

    /// <summary>Calls a function that may have more arguments, in terms of simpler steps; null for any other call.</summary>
    /// <param name="name">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="make">Makes the result of a simpler step.</param>
    public static Tensor? Compose(string name, Tensor[] arguments, Func<StepKind, string, Tensor[], Tensor> make)
    {
        if (name == Softmax)
        {
            var shares = Array.ConvertAll(arguments, z => make(StepKind.Call, "exp", [z]));
            return make(StepKind.Divide, "", [shares[0], shares.Aggregate((sum, share) => make(StepKind.Add, "", [sum, share]))]);
        }
        return arguments.Length > 2 ? arguments.Aggregate((a, b) => make(StepKind.Call, name, [a, b])) : null;
    }

    private static (int, Func<Tensor[], Tensor>) One(Func<Tensor, Tensor> function) => (1, x => function(x[0]));

    private static (int, Func<Tensor[], Tensor>) Two(Func<Tensor, Tensor, Tensor> function) => (2, x => function(x[0], x[1]));
}
