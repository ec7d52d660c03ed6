namespace Nabla.Tests;

/// <summary>The table of operations. <see cref="OperationTests"/> runs every check on every row, and fails for an operation without a row.</summary>
internal static partial class OperationCases
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    public static IReadOnlyDictionary<string, OperationCase> All { get; } =
        new[] { Elementwise(), Functions(), Choices(), Reductions(), Moves(), Opaque(), Windows(), Factors() }
            .SelectMany(rows => rows)
            .ToDictionary(row => row.Name);

    /// <summary>Operations without a row, with the reason.</summary>
    public static IReadOnlyDictionary<Type, string> Excepted { get; } = new Dictionary<Type, string>
    {
        [typeof(Source)] = "A leaf: its values are given.",
        [typeof(Constant)] = "A leaf: its value is given.",
        [typeof(Result)] = "Computed by the operation that owns the result.",
        [typeof(CustomRule)] = "The user defines its derivative; see DerivativeTests.",
        [typeof(Checkpointed)] = "Changes neither values nor derivatives; see DerivativeTests.",
        [typeof(While)] = "Differentiable in forward mode only; see WhileTests.",
        [typeof(Checkpointed.OptimizationBarrier)] = "Only orders evaluation; see DerivativeTests.",
    };

    private static IEnumerable<OperationCase> Elementwise() =>
    [
        Unary("negate", typeof(Negate), x => -x, x => -x) with { Points = [At(0, 0, -1), At(Inf, -Inf, -1), At(NaN, NaN, -1)] },
        Unary("exp", typeof(Exp), x => x.Exp(), Math.Exp) with
        {
            Ulps = 4, Points = [At(0, 1, 1), At(Inf, Inf, Inf), At(-Inf, 0, 0), At(1000, Inf, Inf), At(-1000, 0, 0), At(NaN, NaN, NaN)],
        },
        Unary("expm1", typeof(ExpM1), x => x.ExpM1(), Series.ExpM1) with
        {
            Ulps = 4,
            Points =
            [
                At(0, 0, 1), At(1e-10, 1.00000000005e-10, 1.0000000001), At(Inf, Inf, Inf), At(-Inf, -1, 0), At(-1000, -1, 0),
                At(-50, -1, 1.9287498479639178e-22), At(NaN, NaN, NaN),
            ],
        },
        Unary("log", typeof(Log), x => x.Log(), Math.Log) with
        {
            Domain = Domains.Positive, Ulps = 4, Points = [At(1, 0, 1), At(0, -Inf, Inf), At(-1, NaN, -1), At(Inf, Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("log1p", typeof(LogP1), x => x.LogP1(), Series.LogP1) with
        {
            Domain = Domains.Positive, Ulps = 4,
            Points = [At(0, 0, 1), At(1e-10, 0.99999999995e-10, 0.9999999999), At(-1, -Inf, Inf), At(-2, NaN, -1), At(Inf, Inf, 0), At(NaN, NaN, NaN)],
        },
        Unary("sin", typeof(Sin), x => x.Sin(), Math.Sin) with
        {
            Ulps = 4, Points = [At(0, 0, 1), At(Inf, NaN, NaN), At(NaN, NaN, NaN), At(1e6, Math.Sin(1e6), Math.Cos(1e6))],
        },
        Unary("cos", typeof(Cos), x => x.Cos(), Math.Cos) with
        {
            Ulps = 4, Points = [At(0, 1, 0), At(-Inf, NaN, NaN), At(NaN, NaN, NaN), At(1e6, Math.Cos(1e6), -Math.Sin(1e6))],
        },
        Unary("tanh", typeof(Tanh), x => x.Tanh(), Math.Tanh) with
        {
            Ulps = 8,
            Points =
            [
                At(0, 0, 1), At(1e-20, 1e-20, 1), At(1e-3, Math.Tanh(1e-3), 1 - 1e-6 + 2e-12 / 3), At(Inf, 1, 0), At(-Inf, -1, 0),
                At(1000, 1, 0), At(20, 1, 1.6993417021166355e-17), At(-20, -1, 1.6993417021166355e-17), At(3, 0.9950547536867305, 0.00986603716544019),
                At(NaN, NaN, NaN),
            ],
        },
        Unary("sigmoid", typeof(Sigmoid), x => x.Sigmoid(), x => 1 / (1 + Math.Exp(-x))) with
        {
            Ulps = 4,
            Points =
            [
                At(0, 0.5, 0.25), At(Inf, 1, 0), At(-Inf, 0, 0), At(1000, 1, 0), At(-1000, 0, 0), At(37, 1, 8.533047625744065e-17),
                At(40, 1, 4.248354255291589e-18), At(NaN, NaN, NaN),
            ],
        },
        Unary("softplus", typeof(Softplus), x => x.Softplus(), x => Math.Max(x, 0) + Series.LogP1(Math.Exp(-Math.Abs(x)))) with
        {
            Ulps = 4, Points = [At(0, Math.Log(2), 0.5), At(Inf, Inf, 1), At(-Inf, 0, 0), At(1000, 1000, 1), At(-1000, 0, 0), At(NaN, NaN, NaN)],
        },
        Unary("erf", typeof(Erf), x => x.Erf(), Series.Erf) with
        {
            Ulps = 4,
            Points =
            [
                At(0, 0, 2 / Math.Sqrt(Math.PI)), At(1e-20, 2e-20 / Math.Sqrt(Math.PI), null), At(0.5, 0.52049987781304653768, null),
                At(1, 0.84270079294971486934, 2 / Math.Sqrt(Math.PI) / Math.E), At(2, 0.99532226501895273416, null), At(-3, -0.99997790950300141456, null),
                At(Inf, 1, 0), At(-Inf, -1, 0), At(10, 1, null), At(5, 0.9999999999984626, 1.5670866531017336e-11), At(NaN, NaN, NaN),
            ],
        },
        Unary("erfc", typeof(Erfc), x => x.Erfc(), Series.Erfc) with
        {
            Ulps = 16,
            Points =
            [
                At(0, 1, -2 / Math.Sqrt(Math.PI)), At(0.5, 0.4795001221869535, -0.8787825789354448), At(2, 0.004677734981047266, -0.020666985354092053),
                At(-3, 1.9999779095030015, -0.00013925305194674786), At(5, 1.537459794428035e-12, -1.5670866531017336e-11), At(Inf, 0, 0), At(-Inf, 2, 0),
                At(40, 0, 0), At(NaN, NaN, NaN),
            ],
        },
        Unary("erfcx", typeof(Erfcx), x => x.Erfcx(), x => Math.Exp(x * x) * Series.Erfc(x)) with
        {
            Ulps = 16,
            Points =
            [
                At(0, 1, -2 / Math.Sqrt(Math.PI)), At(0.5, 0.6156903441929259, -0.5126888229025867), At(-2, 108.94090438997797, -436.8919967270074),
                At(5, 0.11070463773306863, null), At(30, 0.01879588886141675, null), At(Inf, 0, null), At(-40, Inf, null), At(NaN, NaN, NaN),
            ],
        },
        Unary("log-erfc", typeof(LogErfc), x => x.LogErfc(), x => Math.Log(Series.Erfc(x))) with
        {
            Domain = Domains.Positive, Ulps = 16,
            Points =
            [
                At(0, 0, -2 / Math.Sqrt(Math.PI)), At(0.25, -0.32341480339361944, -1.4647682532219772), At(-3, 0.6931361352504468, -6.962729502414981e-05),
                At(2, -5.364941264616638, -4.418160805994415), At(5, -27.200889545537436, -10.192700054863682), At(30, -903.9741171106439, -60.03329639875623),
                At(Inf, -Inf, -Inf), At(-Inf, Math.Log(2), 0), At(NaN, NaN, NaN),
            ],
        },
        Unary("normal-cdf", typeof(NormalCdf), x => x.NormalCdf(), x => Series.Erfc(-x * Math.Sqrt(0.5)) / 2) with
        {
            Ulps = 16,
            Points =
            [
                At(0, 0.5, 1 / Math.Sqrt(2 * Math.PI)), At(1, 0.8413447460685429, 0.24197072451914334), At(-1, 0.15865525393145705, 0.24197072451914334),
                At(-5, 2.866515718791939e-07, 1.4867195147342977e-06), At(-9, 1.1285884059538405e-19, 1.0279773571668915e-18), At(Inf, 1, 0), At(-Inf, 0, 0),
                At(NaN, NaN, NaN),
            ],
        },
        Unary("gaussian", typeof(Gaussian), x => Tensor.Apply(Gaussian.OfErf, x), x => Math.Exp(-x * x)) with
        {
            Ulps = 8, Points = [At(0, 1, 0), At(1, 1 / Math.E, -2 / Math.E), At(Inf, 0, null), At(NaN, NaN, NaN)],
        },
        Unary("tanh-derivative", typeof(TanhDerivative), x => Tensor.Apply(TanhDerivative.Instance, x, x.Tanh()), x => Math.Pow(Math.Cosh(x), -2)) with
        {
            Ulps = 128,
            Points =
            [
                At(0, 1, 0), At(3, 0.00986603716544019, -0.019634494363042435), At(-20, 1.6993417021166355e-17, 3.398683404233271e-17), At(Inf, 0, 0),
                At(NaN, NaN, NaN),
            ],
        },
        Unary("sigmoid-derivative", typeof(SigmoidDerivative), x => Tensor.Apply(SigmoidDerivative.Instance, x, x.Sigmoid()),
            x => Math.Pow(Math.Cosh(x / 2), -2) / 4) with
        {
            Ulps = 64,
            Points =
            [
                At(0, 0.25, 0), At(4.5, 0.010866229722225234, -0.010627456437087363), At(37, 8.533047625744065e-17, -8.533047625744063e-17),
                At(-40, 4.248354255291589e-18, 4.248354255291589e-18), At(Inf, 0, 0), At(-Inf, 0, 0), At(NaN, NaN, NaN),
            ],
        },
        Unary("log-sigmoid", typeof(Softplus), x => x.LogSigmoid(), x => -Series.LogP1(Math.Exp(-x))) with
        {
            Ulps = 8,
            Points =
            [
                At(0, -Math.Log(2), 0.5), At(-800, -800, 1), At(40, -4.248354255291589e-18, 4.248354255291589e-18), At(-Inf, -Inf, 1), At(Inf, 0, 0),
                At(NaN, NaN, NaN),
            ],
        },
        Unary("undefined-unless-zero", typeof(UndefinedUnlessZero), x => Tensor.Apply(UndefinedUnlessZero.Instance, x), x => x == 0 ? 0 : double.NaN) with
        {
            Order = 0, Points = [At(0, 0, NaN), At(1, NaN, NaN)],
        },
        Unary("one-minus-square", typeof(OneMinusSquare), x => Tensor.Apply(OneMinusSquare.Instance, x), x => (1 - x) * (1 + x)) with
        {
            Points = [At(0, 1, 0), At(1e-20, 1, -2e-20), At(1, 0, -2), At(-1, 0, 2), At(Inf, -Inf, -Inf), At(NaN, NaN, NaN)],
        },
        Unary("size-power", typeof(SizePower), x => Tensor.Apply(new SizePower(1.5, isOdd: false), x), x => Math.Pow(Math.Abs(x), 1.5)) with
        {
            Domain = Domains.OffZero, Ulps = 4, Points = [At(0, 0, 0), At(4, 8, 3), At(-4, 8, -3), At(Inf, Inf, Inf), At(-Inf, Inf, -Inf), At(NaN, NaN, NaN)],
        },
        Unary("size-power, odd", typeof(SizePower), x => Tensor.Apply(new SizePower(0.5, isOdd: true), x), x => Math.Sign(x) * Math.Sqrt(Math.Abs(x))) with
        {
            Domain = Domains.OffZero, Ulps = 4, Points = [At(0, 0, Inf), At(4, 2, 0.25), At(-4, -2, 0.25), At(NaN, NaN, NaN)],
        },
        Unary("gelu", typeof(NormalCdf), x => x.Gelu(), x => x * Series.Erfc(-x * Math.Sqrt(0.5)) / 2) with
        {
            Ulps = 16,
            Points =
            [
                At(0, 0, 0.5), At(1, 0.84134474606854294859, 1.0833154705876862), At(9, 9, 1), At(-3, -0.0040496940948902835, -0.011945647204183927),
                At(-5, -1.4332578593959695e-06, -7.146946001792295e-06), At(-9, -1.0157295653584566e-18, -9.138937373906639e-18), At(NaN, NaN, NaN),
            ],
        },
        Unary("silu", typeof(Sigmoid), x => x.Silu(), x => x / (1 + Math.Exp(-x))) with
        {
            Ulps = 8, Points = [At(0, 0, 0.5), At(1000, 1000, 1), At(-1000, 0, 0), At(NaN, NaN, NaN)],
        },
        Unary("sqrt", typeof(Sqrt), x => x.Sqrt(), Math.Sqrt) with
        {
            Domain = Domains.Positive, Points = [At(4, 2, 0.25), At(0, 0, Inf), At(-1, NaN, NaN), At(Inf, Inf, 0), At(NaN, NaN, NaN)],
        },
        Binary("add", typeof(Add), (a, b) => a + b, (a, b) => a + b) with { Points = [At(0, 0, 0, 1, 1), At(Inf, -Inf, NaN, 1, 1), At(NaN, 1, NaN, 1, 1)] },
        Binary("subtract", typeof(Subtract), (a, b) => a - b, (a, b) => a - b) with
        {
            Points = [At(0, 0, 0, 1, -1), At(Inf, Inf, NaN, 1, -1), At(NaN, 1, NaN, 1, -1)],
        },
        Binary("multiply", typeof(Multiply), (a, b) => a * b, (a, b) => a * b) with
        {
            Points = [At(0, 3, 0, 3, 0), At(0, Inf, NaN, Inf, 0), At(NaN, 1, NaN, 1, NaN)],
        },
        Binary("divide", typeof(Divide), (a, b) => a / b, (a, b) => a / b) with
        {
            Domain = Domains.OffZero,
            Points = [At(1, 0, Inf, Inf, -Inf), At(0, 0, NaN, Inf, NaN), At(1, Inf, 0, 0, 0), At(0, 2, 0, 0.5, 0), At(NaN, 1, NaN, 1, NaN)],
        },
        Binary("power", typeof(Power), Tensor.Power, Math.Pow) with
        {
            Domain = Domains.Positive, Ulps = 16,
            Points =
            [
                At(0, 0, 1, 0, 0), At(0, 1, 0, 1, 0), At(0, 2, 0, 0, 0), At(0, 0.5, 0, Inf, 0), At(-2, 3, -8, 12, NaN), At(-2, 2, 4, -4, NaN),
                At(-8, 1 / 3.0, NaN, NaN, NaN), At(Inf, 0, 1, 0, null), At(2, Inf, Inf, Inf, Inf), At(NaN, 0, 1, 0, NaN), At(1, 5, 1, 5, 0),
            ],
        },
    ];

    private static IEnumerable<OperationCase> Choices() =>
    [
        Unary("abs", typeof(Abs), x => x.Abs(), Math.Abs) with { Domain = Domains.OffZero, Points = [At(0, 0, 0), At(-Inf, Inf, -1), At(NaN, NaN, NaN)] },
        Unary("relu", typeof(Relu), x => x.Relu(), x => Math.Max(0, x)) with
        {
            Domain = Domains.OffZero, Points = [At(0, 0, 0), At(Inf, Inf, 1), At(-Inf, 0, 0), At(NaN, NaN, NaN)],
        },
        Unary("hard-tanh", typeof(HardTanh), x => x.HardTanh(), x => Math.Clamp(x, -1, 1)) with
        {
            Domain = Domains.OffIntegers, Points = [At(0, 0, 1), At(1, 1, 0), At(-1, -1, 0), At(Inf, 1, 0), At(-Inf, -1, 0), At(NaN, NaN, NaN)],
        },
        Unary("leaky-relu", typeof(LeakyRelu), x => x.LeakyRelu(), x => x > 0 ? x : 0.01 * x) with
        {
            Domain = Domains.OffZero, Points = [At(0, 0, 0.01), At(2, 2, 1), At(-2, -0.02, 0.01), At(Inf, Inf, 1), At(-Inf, -Inf, 0.01), At(NaN, NaN, NaN)],
        },
        Unary("elu", typeof(Elu), x => x.Elu(), x => x > 0 ? x : Series.ExpM1(x)) with
        {
            Domain = Domains.OffZero, Ulps = 4,
            Points =
            [
                At(0, 0, 1), At(1000, 1000, 1), At(-1000, -1, 0), At(Inf, Inf, 1), At(-Inf, -1, 0), At(-1e-10, -9.9999999995e-11, 0.9999999999),
                At(NaN, NaN, NaN),
            ],
        },
        Unary("sign", typeof(Sign), x => x.Sign(), x => Math.Sign(x)) with
        {
            Domain = Domains.OffZero, Points = [At(0, 0, 0), At(-Inf, -1, 0), At(NaN, NaN, 0)],
        },
        Unary("floor", typeof(Floor), x => x.Floor(), Math.Floor) with
        {
            Domain = Domains.OffIntegers, Points = [At(2, 2, 0), At(-0.5, -1, 0), At(Inf, Inf, 0), At(NaN, NaN, 0)],
        },
        Unary("convert to int64", typeof(Convert), x => x.To(ElementType.Int64).To(x.ElementType), Math.Truncate) with
        {
            Domain = Domains.OffIntegers, Points = [At(-2.5, -2, 0), At(2.5, 2, 0), At(NaN, 0, 0)],
        },
        Unary("convert to int32", typeof(Convert), x => x.To(ElementType.Int32).To(x.ElementType), Math.Truncate) with
        {
            Domain = Domains.OffIntegers, Points = [At(-2.5, -2, 0), At(NaN, 0, 0), At(-Inf, int.MinValue, 0)],
        },
        Unary("convert to bool", typeof(Convert), x => x.To(ElementType.Boolean).To(x.ElementType), x => x != 0 ? 1 : 0) with
        {
            Domain = Domains.OffZero, Points = [At(0, 0, 0), At(-0.0, 0, 0), At(0.25, 1, 0), At(NaN, 1, 0)],
        },
        // Finite differences see the rounding to 24 bits, so only the points check the derivative.
        Unary("convert to float32", typeof(Convert), x => x.To(ElementType.Float32).To(ElementType.Float64).To(x.ElementType), x => (float)x) with
        {
            Order = 0, Points = [At(0.5, 0.5, 1), At(Inf, Inf, 1), At(NaN, NaN, 1)],
        },
        Binary("maximum", typeof(Maximum), Tensor.Maximum, Math.Max) with
        {
            Domain = Domains.Apart,
            Points = [At(1, 1, 1, 0.5, 0.5), At(2, 1, 2, 1, 0), At(-Inf, Inf, Inf, 0, 1), At(NaN, 1, NaN, NaN, NaN), At(1, NaN, NaN, NaN, NaN)],
        },
        Binary("minimum", typeof(Minimum), Tensor.Minimum, Math.Min) with
        {
            Domain = Domains.Apart,
            Points = [At(1, 1, 1, 0.5, 0.5), At(2, 1, 1, 0, 1), At(-Inf, Inf, -Inf, 1, 0), At(NaN, 1, NaN, NaN, NaN), At(1, NaN, NaN, NaN, NaN)],
        },
        Unary("not", typeof(LogicalNot), x => (!(x > 0)).To(x.ElementType), x => x > 0 ? 0 : 1) with
        {
            Domain = Domains.OffZero, Points = [At(0, 1, 0), At(Inf, 0, 0), At(-Inf, 1, 0), At(NaN, 1, 0)],
        },
        CompareTruths("equal, truth values", Tensor.Equal, (a, b) => a == b),
        CompareTruths("not-equal, truth values", (a, b) => a ^ b, (a, b) => a != b),
        CompareTruths("less, truth values", (a, b) => a < b, (a, b) => !a && b),
        CompareTruths("less-or-equal, truth values", (a, b) => a <= b, (a, b) => !a || b),
        Compare("equal", Tensor.Equal, (a, b) => a == b, nan: 0, tie: 1),
        Compare("not-equal", Tensor.NotEqual, (a, b) => a != b, nan: 1, tie: 0),
        Compare("less", (a, b) => a < b, (a, b) => a < b, nan: 0, tie: 0),
        Compare("greater", (a, b) => a > b, (a, b) => a > b, nan: 0, tie: 0),
        Compare("less-or-equal", (a, b) => a <= b, (a, b) => a <= b, nan: 0, tie: 1),
        Compare("greater-or-equal", (a, b) => a >= b, (a, b) => a >= b, nan: 0, tie: 1),
        new("gate", typeof(KinkGate), x => Tensor.Apply(KinkGate.Strict, x), x => Numbers.Map(x, v => v[0] > v[1] ? v[2] : 0))
        {
            Domain = Domains.Apart,
            Shapes = [[[3, 4], [3, 4], [3, 4]], [[], [], []], [[0, 2], [0, 2], [0, 2]]],
            OfLength = n => [[n], [n], [n]],
            Points =
            [
                new([[1], [0], [2]], [2], [[0], [0], [1]]), new([[1], [1], [Inf]], [0], [[0], [0], [0]]), new([[0], [1], [NaN]], [0], [[0], [0], [0]]),
                new([[NaN], [1], [3]], [NaN], [[0], [0], [NaN]]), new([[Inf], [Inf], [3]], [0], [[0], [0], [0]]),
            ],
        },
        new("gate, shared", typeof(KinkGate), x => Tensor.Apply(KinkGate.Shared, x), x => Numbers.Map(x, v => v[0] > v[1] ? v[2] : 0))
        {
            Domain = Domains.Apart,
            Shapes = [[[3, 4], [3, 4], [3, 4]]],
            OfLength = n => [[n], [n], [n]],
            Points =
            [
                new([[1], [1], [3]], [1.5], [[0], [0], [0.5]]), new([[0], [1], [Inf]], [0], [[0], [0], [0]]), new([[1], [NaN], [3]], [NaN], [[0], [0], [NaN]]),
            ],
        },
        new("select", typeof(Select), x => Tensor.Where(x[0] > 0, x[1], x[2]), x => Numbers.Map(x, v => v[0] > 0 ? v[1] : v[2]))
        {
            Domain = Domains.OffZero,
            Shapes = [[[3, 4], [3, 4], [3, 4]], [[4], [3, 1], []], [[], [], []], [[0, 2], [2], [0, 2]]],
            OfLength = n => [[n], [n], [n]],
            Points =
            [
                new([[1], [2], [NaN]], [2], [[0], [1], [0]]), new([[-1], [Inf], [3]], [3], [[0], [0], [1]]), new([[NaN], [1], [3]], [3], [[0], [0], [1]]),
            ],
        },
    ];

    private static OperationCase Unary(string name, Type operation, Func<Tensor, Tensor> function, Func<double, double> reference) =>
        new(name, operation, x => function(x[0]), x => Numbers.Map(x, values => reference(values[0])))
        {
            Shapes = [[[2, 3]], [[5]], [[]], [[0]], [[3, 0, 2]]],
            OfLength = n => [[n]],
        };

    private static OperationCase Binary(string name, Type operation, Func<Tensor, Tensor, Tensor> function, Func<double, double, double> reference) =>
        new(name, operation, x => function(x[0], x[1]), x => Numbers.Map(x, values => reference(values[0], values[1])))
        {
            Shapes =
            [
                [[2, 3], [2, 3]], [[4, 3], [3]], [[2, 1, 3], [4, 1]], [[3, 1], [1, 4]], [[], [2, 2]], [[], []], [[0], [0]], [[0, 3], [3]], [[2, 0], [1]],
                    [[1], [0]],
            ],
            OfLength = n => [[n], [n]],
        };

    private static OperationCase Compare(
        string name, Func<Tensor, Tensor, Tensor> function, Func<double, double, bool> reference, double nan, double tie) =>
        Binary(name, typeof(Comparison), (a, b) => function(a, b).To(a.ElementType), (a, b) => reference(a, b) ? 1 : 0) with
        {
            Domain = Domains.Apart,
            Points =
            [
                At(1, 1, tie, 0, 0), At(Inf, Inf, tie, 0, 0), At(0.0, -0.0, tie, 0, 0), At(NaN, 1, nan, 0, 0),
                At(1, NaN, nan, 0, 0), At(NaN, NaN, nan, 0, 0),
            ],
        };

    private static OperationCase CompareTruths(string name, Func<Tensor, Tensor, Tensor> function, Func<bool, bool, bool> reference) =>
        Binary(
            name, typeof(Comparison), (a, b) => function(a > 0, b > 0).To(a.ElementType), (a, b) => reference(a > 0, b > 0) ? 1 : 0) with
        {
            Domain = Domains.OffZero,
            Points = [At(1, 1, reference(true, true) ? 1 : 0, 0, 0), At(-1, NaN, reference(false, false) ? 1 : 0, 0, 0)],
        };

    private static SpecialPoint At(double x, double y, double? derivative) => SpecialPoint.Of(x, y, derivative);

    private static SpecialPoint At(double a, double b, double y, double? da, double? db) => SpecialPoint.Of(a, b, y, da, db);

    /// <summary>Functions missing from the base library, by power series where the closed form loses digits.</summary>
    private static class Series
    {
        public static double ExpM1(double x)
        {
            if (Math.Abs(x) > 0.5) return Math.Exp(x) - 1;
            var (sum, term) = (0.0, 1.0);
            for (var n = 1; n < 25; n++) sum += term *= x / n;
            return sum;
        }

        // 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)) in extended precision: terms grow to exp(x²) before they decrease.
        public static double Erf(double x)
        {
            // Through an integer: a direct conversion to decimal keeps only 15 digits.
            var exact = (decimal)(long)(x * (1L << 60)) / (1L << 60);
            var (sum, power) = (0m, exact);
            for (var n = 0; n < 80; n++)
            {
                sum += power / (2 * n + 1);
                power *= -exact * exact / (n + 1);
            }
            return (double)(sum * 1.1283791670955125738961589031m);
        }

        // Below ½ there is little cancellation; above, exp(−x²)/√π over the continued fraction, evaluated backward.
        public static double Erfc(double x)
        {
            if (x < 0.5) return 1 - Erf(x);
            var tail = x;
            for (var n = 1000; n >= 1; n--) tail = x + n / 2.0 / tail;
            var square = x * x;
            return Math.Exp(-square) * (1 - Math.FusedMultiplyAdd(x, x, -square)) / (Math.Sqrt(Math.PI) * tail);
        }

        // 2 artanh(x / (2 + x)) converges fast unless x is large.
        public static double LogP1(double x)
        {
            if (Math.Abs(x) > 0.5) return Math.Log(1 + x);
            var (t, sum) = (x / (2 + x), 0.0);
            for (var n = 30; n >= 0; n--) sum = sum * t * t + 1.0 / (2 * n + 1);
            return 2 * t * sum;
        }
    }
}
