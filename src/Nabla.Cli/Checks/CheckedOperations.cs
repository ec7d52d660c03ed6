namespace Nabla.Cli.Checks;

/// <summary>Every operation of the library, in the order of the report. Operations that occur only in derivatives are checked as parts of these.</summary>
internal static class CheckedOperations
{
    private const string Constant = "Piecewise constant, so its derivative is 0 by definition.";
    private const string Whole = "Returns integers or booleans, which have no derivative.";

    public static IReadOnlyList<CheckedOperation> All { get; } =
    [
        .. Arithmetic(),
        .. Functions(),
        .. Choices(),
        .. Reductions(),
        .. Moves(),
        .. Products(),
        .. Windows(),
        .. Sequences(),
        .. Matrices(),
        .. WithoutDerivative(),
    ];

    private static IEnumerable<CheckedOperation> Arithmetic() =>
    [
        new("add", x => x[0] + x[1], Any(4, 3), Any(3)),
        new("subtract", x => x[0] - x[1], Any(4, 3), Any(4, 1)),
        new("multiply", x => x[0] * x[1], Any(4, 3), Any(3)),
        new("divide", x => x[0] / x[1], Any(4, 3), Positive(3)),
        new("remainder", x => x[0] % x[1], Between(0.2, 0.4, 5) + Tensor.Range(5, ElementType.Float64), Tensor.Ones([5], ElementType.Float64)),
        new("negate", x => -x[0], Any(5)),
        new("power", x => Tensor.Power(x[0], x[1]), Positive(4, 3), Any(3)),
        new("reciprocal", x => x[0].Reciprocal(), Positive(5)),
        new("sqrt", x => x[0].Sqrt(), Positive(5)),
        new("cbrt", x => x[0].Cbrt(), Positive(5)),
        new("hypot", x => Tensor.Hypot(x[0], x[1]), Any(5), Positive(5)),
    ];

    private static IEnumerable<CheckedOperation> Functions() =>
    [
        new("exp", x => x[0].Exp(), Any(5)),
        new("exp2", x => x[0].Exp2(), Any(5)),
        new("expm1", x => x[0].ExpM1(), Any(5)),
        new("log", x => x[0].Log(), Positive(5)),
        new("log2", x => x[0].Log2(), Positive(5)),
        new("log10", x => x[0].Log10(), Positive(5)),
        new("log1p", x => x[0].LogP1(), Positive(5)),
        new("sin", x => x[0].Sin(), Any(5)),
        new("cos", x => x[0].Cos(), Any(5)),
        new("tan", x => x[0].Tan(), Between(-1.2, 1.2, 5)),
        new("asin", x => x[0].Asin(), Between(-0.9, 0.9, 5)),
        new("acos", x => x[0].Acos(), Between(-0.9, 0.9, 5)),
        new("atan", x => x[0].Atan(), Any(5)),
        new("atan2", x => Tensor.Atan2(x[0], x[1]), Any(5), Positive(5)),
        new("sinh", x => x[0].Sinh(), Any(5)),
        new("cosh", x => x[0].Cosh(), Any(5)),
        new("tanh", x => x[0].Tanh(), Any(5)),
        new("asinh", x => x[0].Asinh(), Any(5)),
        new("acosh", x => x[0].Acosh(), Between(1.2, 4, 5)),
        new("atanh", x => x[0].Atanh(), Between(-0.9, 0.9, 5)),
        new("sigmoid", x => x[0].Sigmoid(), Any(5)),
        new("softplus", x => x[0].Softplus(), Any(5)),
        new("log-sigmoid", x => x[0].LogSigmoid(), Any(5)),
        new("erf", x => x[0].Erf(), Any(5)),
        new("erfc", x => x[0].Erfc(), Any(5)),
        new("erfcx", x => x[0].Erfcx(), Any(5)),
        new("log-erfc", x => x[0].LogErfc(), Any(5)),
        new("normal-cdf", x => x[0].NormalCdf(), Any(5)),
        new("gelu", x => x[0].Gelu(), Any(5)),
        new("silu", x => x[0].Silu(), Any(5)),
        new("log-gamma", x => x[0].LogGamma(), Positive(5)),
        new("digamma", x => x[0].Digamma(), Positive(5)),
        new("polygamma", x => x[0].Polygamma(2), Positive(5)),
    ];

    private static IEnumerable<CheckedOperation> Choices() =>
    [
        new("abs", x => x[0].Abs(), Apart(6)),
        new("relu", x => x[0].Relu(), Apart(6)),
        new("leaky-relu", x => x[0].LeakyRelu(), Apart(6)),
        new("elu", x => x[0].Elu(), Apart(6)),
        new("hard-tanh", x => x[0].HardTanh(), Apart(6)),
        new("clip", x => x[0].Clip(-0.5, 0.5), Apart(6)),
        new("maximum", x => Tensor.Maximum(x[0], x[1]), Apart(6), Tensor.Zeros([6], ElementType.Float64)),
        new("minimum", x => Tensor.Minimum(x[0], x[1]), Apart(6), Tensor.Zeros([6], ElementType.Float64)),
        new("select", x => Tensor.Where(x[0] > 0, x[1], x[2]), Apart(6), Any(6), Any(6)),
        new("copy-sign", x => Tensor.CopySign(x[0], x[1]), Apart(6), Apart(6)),
    ];

    private static IEnumerable<CheckedOperation> Reductions() =>
    [
        new("sum", x => x[0].Sum(1), Any(3, 4)),
        new("mean", x => x[0].Mean([0]), Any(3, 4)),
        new("max", x => x[0].Max(1), Apart(3, 4)),
        new("min", x => x[0].Min(0), Apart(3, 4)),
        new("mean and variance", x => x[0].MeanAndVariance() is var (mean, variance) ? mean * variance : x[0], Any(5)),
        new("variance", x => x[0].Variance(), Any(5)),
        new("norm", x => x[0].Norm(), Any(5)),
        new("norm of order 1.5", x => x[0].Norm(order: 1.5), Positive(5)),
        new("log-sum-exp", x => x[0].LogSumExp(-1), Any(3, 4)),
        new("log-softmax", x => x[0].LogSoftmax(), Any(3, 4)),
        new("softmax", x => x[0].Softmax(), Any(3, 4)),
    ];

    private static IEnumerable<CheckedOperation> Moves() =>
    [
        new("broadcast", x => x[0].BroadcastTo([3, 4]), Any(4)),
        new("reshape", x => x[0].Reshape(4, 3), Any(3, 4)),
        new("transpose", x => x[0].Transpose(), Any(3, 4)),
        new("slice", x => x[0].Slice(1, 1.., 2), Any(3, 5)),
        new("flip", x => x[0].Flip(1), Any(3, 4)),
        new("roll", x => x[0].Roll(2), Any(5)),
        new("tile", x => x[0].Tile(2, 3), Any(2, 2)),
        new("concatenate", x => Tensor.Concatenate(1, x), Any(3, 2), Any(3, 3)),
        new("stack", x => Tensor.Stack(1, x), Any(3), Any(3)),
        new("pad", x => x[0].Pad(0, 2, 1, Padding.Reflect), Any(4)),
        new("diagonal", x => x[0].Diagonal(), Any(4, 4)),
        new("triangle", x => x[0].LowerTriangle(), Any(4, 4)),
        new("gather", x => x[0].Gather(Tensor.From<long>([2, 0, 2])), Any(3, 4)),
        new("take-along", x => x[0].TakeAlong(Tensor.From<long>([1, 0, 1, 2, 0, 0], [2, 3])), Any(2, 3)),
        new("scatter-add", x => x[0].ScatterAdd(Tensor.From<long>([2, 0, 2]), x[1]), Any(3, 4), Any(3, 4)),
        new("scatter-add-along", x => x[0].ScatterAddAlong(Tensor.From<long>([1, 0, 1, 2, 0, 0], [2, 3]), x[1]), Any(2, 3), Any(2, 3)),
        new("index", x => x[0][1.., AxisIndex.Step(-2)], Any(3, 5)),
    ];

    private static IEnumerable<CheckedOperation> Products() =>
    [
        new("matmul", x => x[0].MatMul(x[1]), Any(3, 4), Any(4, 2)),
        new("matmul of transposed stacks", x => x[0].MatMul(x[1], transposeA: true, transposeB: true), Any(2, 4, 3), Any(2, 2, 4)),
        new("tensordot", x => x[0].TensorDot(x[1], 2), Any(2, 3, 4), Any(3, 4, 2)),
        new("einsum", x => Tensor.Einsum("bij,bjk->bik", x), Any(2, 3, 4), Any(2, 4, 2)),
    ];

    private static IEnumerable<CheckedOperation> Windows() =>
    [
        new("convolution", x => x[0].Convolve(x[1], stride: 2, padding: 1, dilation: (1, 2), groups: 2), Any(2, 4, 6, 7), Any(4, 2, 3, 2)),
        new("convolution in one dimension", x => x[0].Convolve(x[1]), Any(2, 3, 7), Any(2, 3, 3)),
        new("convolution-transposed", x => x[0].ConvolveTransposed(x[1], stride: 2, padding: 1, outputPadding: 1), Any(2, 3, 3, 4), Any(3, 2, 3, 3)),
        new("max-pool with indices", x => x[0].MaxPoolWithIndices(2).Values, Apart(1, 2, 4, 4)),
        new("max-pool", x => x[0].MaxPool(2), Apart(1, 2, 4, 4)),
        new("average-pool", x => x[0].AveragePool(3, stride: 2, padding: 1), Any(1, 2, 5, 5)),
        new("resize", x => x[0].Resize(0, 7, Interpolation.Cubic), Any(4)),
    ];

    private static IEnumerable<CheckedOperation> Sequences() =>
    [
        new("cumulative-sum", x => x[0].CumulativeSum(), Any(3, 4)),
        new("cumulative-product", x => x[0].CumulativeProduct(), Any(3, 4)),
        new("scan", x => Tensor.Scan((h, s) => Recurrent(h, s, x[2]), x[0], x[1]).Outputs, Any(2, 3), Any(4, 2, 3), Any(3, 3)),
        new("scan in segments", x => Tensor.Scan((h, s) => Recurrent(h, s, x[2]), x[0], x[1], checkpoint: true).Carry, Any(2, 3), Any(5, 2, 3), Any(3, 3)),
        new("linear-recurrence", x => Tensor.LinearRecurrence(x[0], x[1]), Any(3, 4), Any(3, 4)),
        new("sort", x => x[0].Sort(), Apart(6)),
        new("top-k", x => x[0].TopK(3).Values, Apart(6)),
    ];

    private static IEnumerable<CheckedOperation> Matrices() =>
    [
        new("cholesky", x => (x[0].MatMul(x[0], transposeB: true) + Tensor.Identity(4, x[0].ElementType)).Cholesky(), Any(2, 4, 4)),
        new("solve-triangular", x => (x[0] + Tensor.Identity(4, x[0].ElementType)).SolveTriangular(x[1]), Between(-0.5, 0.5, 4, 4), Any(4, 2)),
        new("solve", x => (x[0] + Tensor.Identity(4, x[0].ElementType)).Solve(x[1]), Between(-0.2, 0.2, 4, 4), Any(4, 2)),
        new("inverse", x => (x[0] + Tensor.Identity(4, x[0].ElementType)).Inverse(), Between(-0.2, 0.2, 4, 4)),
        new("determinant", x => (x[0] + Tensor.Identity(4, x[0].ElementType)).Determinant(), Between(-0.5, 0.5, 4, 4)),
        new("cofactors", x => Derivative.Gradient(a => a.Determinant())(x[0]), Any(3, 3)),
        new("log-determinant", x => (x[0] + Tensor.Identity(4, x[0].ElementType)).LogDeterminant(), Between(-0.2, 0.2, 4, 4)),
        new("qr", x => Tensor.Concatenate(-2, x[0].Qr().Q, x[0].Qr().R), Any(4, 3)),
        new("symmetric eigenvalues", x => x[0].SymmetricEigen().Values, Any(4, 4)),
        new("symmetric eigenvectors", x => x[0].SymmetricEigen().Vectors.Square(), Any(4, 4)),
    ];

    private static IEnumerable<CheckedOperation> WithoutDerivative() =>
    [
        new("sign", x => x[0].Sign()) { Reason = Constant },
        new("floor", x => x[0].Floor()) { Reason = Constant },
        new("round", x => x[0].Round()) { Reason = Constant },
        new("ceiling", x => x[0].Ceiling()) { Reason = Constant },
        new("truncate", x => x[0].Truncate()) { Reason = Constant },
        new("equal and less", x => (x[0] > 0).To(ElementType.Float64)) { Reason = Whole },
        new("argmax", x => x[0].ArgMax(-1).To(ElementType.Float64)) { Reason = Whole },
        new("argsort", x => x[0].ArgSort().To(ElementType.Float64)) { Reason = Whole },
        new("one-hot", x => x[0].To(ElementType.Int64).OneHot(3, ElementType.Float64)) { Reason = "Takes integers, which have no derivative." },
        new("convert to float32", x => x[0].To(ElementType.Float32).To(ElementType.Float64))
        {
            Reason = "Finite differences would see the rounding; its derivative is 1 by definition.",
        },
        new("stop-gradient", x => x[0].StopGradient()) { Reason = "Its derivative is 0 by definition, regardless of its value." },
        new("random choices", x => new Generator(1).Categorical(x[0]).To(ElementType.Float64)) { Reason = Whole },
        new("while", x => Tensor.While(c => c.Square().Sum() < 100, c => c * 2, Tensor.Ones(x[0].Shape, x[0].ElementType), 20).Carry)
        {
            Reason = "Differentiable in forward mode only: the number of steps is not known in advance.",
        },
        new("random numbers", x => new Generator(1).Uniform(x[0].Shape, type: ElementType.Float64))
        {
            Reason = "Depends only on a key and a counter, which are integers.",
        },
    ];

    private static (Tensor Carry, Tensor Output) Recurrent(Tensor h, Tensor x, Tensor weight)
    {
        var next = (h.MatMul(weight) + x).Tanh();
        return (next, next * h);
    }

    private static Tensor Any(params int[] shape) => Between(-1.5, 1.5, shape);

    private static Tensor Positive(params int[] shape) => Between(0.4, 2.5, shape);

    private static Tensor Between(double low, double high, params int[] shape) =>
        new Generator(shape.Sum() + shape.Length).Uniform(shape, low, high, ElementType.Float64).Evaluate();

    /// <summary>Shuffled multiples of ¼, shifted by 0.1, so that no two values are close to each other or to a kink.</summary>
    private static Tensor Apart(params int[] shape)
    {
        var count = shape.Aggregate(1, (a, b) => a * b);
        var order = new Generator(count).Permutation(count).To(ElementType.Float64);
        return ((order - count / 2) * 0.25 + 0.1).Reshape(shape).Evaluate();
    }
}
