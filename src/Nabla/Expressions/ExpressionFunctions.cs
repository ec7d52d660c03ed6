namespace Nabla;

/// <summary>The functions that a formula may call, by name.</summary>
internal static class ExpressionFunctions
{
    private static readonly Dictionary<string, (int Arguments, Func<Tensor[], Tensor> Function)> Table = new(StringComparer.Ordinal)
    {
        ["abs"] = One(x => x.Abs()),
        ["cos"] = One(x => x.Cos()),
        ["elu"] = One(x => x.Elu()),
        ["erf"] = One(x => x.Erf()),
        ["exp"] = One(x => x.Exp()),
        ["expm1"] = One(x => x.ExpM1()),
        ["floor"] = One(x => x.Floor()),
        ["gelu"] = One(x => x.Gelu()),
        ["hardtanh"] = One(x => x.HardTanh()),
        ["leakyrelu"] = One(x => x.LeakyRelu()),
        ["ln"] = One(x => x.Log()),
        ["log"] = One(x => x.Log()),
        ["log1p"] = One(x => x.LogP1()),
        ["max"] = Two(Tensor.Maximum),
        ["maximum"] = Two(Tensor.Maximum),
        ["min"] = Two(Tensor.Minimum),
        ["minimum"] = Two(Tensor.Minimum),
        ["pow"] = Two(Tensor.Power),
        ["relu"] = One(x => x.Relu()),
        ["sigmoid"] = One(x => x.Sigmoid()),
        ["sign"] = One(x => x.Sign()),
        ["silu"] = One(x => x.Silu()),
        ["sin"] = One(x => x.Sin()),
        ["softplus"] = One(x => x.Softplus()),
        ["sqrt"] = One(x => x.Sqrt()),
        ["square"] = One(x => x.Square()),
        ["tanh"] = One(x => x.Tanh()),
    };

    public static IEnumerable<string> Names => Table.Keys.Order(StringComparer.Ordinal);

    public static int? ArgumentsOf(string name) => Table.TryGetValue(name, out var entry) ? entry.Arguments : null;

    public static Tensor Apply(string name, Tensor[] arguments) => Table[name].Function(arguments);

    private static (int, Func<Tensor[], Tensor>) One(Func<Tensor, Tensor> function) => (1, x => function(x[0]));

    private static (int, Func<Tensor[], Tensor>) Two(Func<Tensor, Tensor, Tensor> function) => (2, x => function(x[0], x[1]));
}
