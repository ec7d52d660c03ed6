using Nabla.Compiler;
using Nabla.Cpu;
using Xunit;

namespace Nabla.Tests.Differentiation;

/// <summary>Derivatives as functions of functions: closed forms, and every kind of nesting.</summary>
public class DerivativeTests
{
    [Fact]
    public void Hessian_OfRosenbrocksFunction_IsTheClosedForm()
    {
        static Tensor Rosenbrock(Tensor x)
        {
            var (a, b) = (x.Slice(0, ..1), x.Slice(0, 1..));
            return ((1 - a).Square() + 100 * (b - a.Square()).Square()).Sum();
        }
        foreach (var (x, y) in new[] { (-1.2, 1.0), (1.0, 1.0), (0.3, -0.7) })
        {
            var hessian = Derivative.Hessian(Rosenbrock)(Tensor.From([x, y]));
            Assert.Equal([2, 2], hessian.Shape);
            Near([1200 * x * x - 400 * y + 2, -400 * x, -400 * x, 200], hessian, 1e-12);
            var v = Tensor.From([0.5, -2]);
            Near([0.5 * (1200 * x * x - 400 * y + 2) + 800 * x, -200 * x - 400], Derivative.HessianVectorProduct(Rosenbrock)(Tensor.From([x, y]), v), 1e-12);
        }
    }

    [Fact]
    public void ThirdDerivatives_OfAQuarticInTenDimensions_AreTheClosedForm()
    {
        // q(x) = Σ c_i x_i⁴ + (Σ x_i)² x_0²: third derivatives are linear in x.
        var c = Enumerable.Range(1, 10).Select(i => i * 0.5).ToArray();
        var x = Enumerable.Range(0, 10).Select(i => 0.2 * i - 0.7).ToArray();
        Tensor Quartic(Tensor t) => (Tensor.From(c) * t.Square().Square()).Sum() + (t.Sum().Square() * t.Slice(0, ..1).Square()).Sum();
        var third = Derivative.Jacobian(Derivative.Hessian(Quartic))(Tensor.From(x));
        Assert.Equal([10, 10, 10], third.Shape);
        var s = x.Sum();
        var expected = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            for (var j = 0; j < 10; j++)
            {
                for (var k = 0; k < 10; k++)
                {
                    // (Σx)² x_0²: each index 0 may differentiate either factor.
                    var zeros = (i == 0 ? 1 : 0) + (j == 0 ? 1 : 0) + (k == 0 ? 1 : 0);
                    var mixed = 4 * x[0] * zeros + 4 * s * (zeros * (zeros - 1) / 2);
                    expected.Add(mixed + (i == j && j == k ? 24 * c[i] * x[i] : 0));
                }
            }
        }
        Near(expected, third, 1e-12);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.7)]
    public void Nth_OfXToTheX_IsTheClosedForm(double x)
    {
        static Tensor Function(Tensor t) => Tensor.Power(t, t);
        var (f, l) = (Math.Pow(x, x), Math.Log(x) + 1);
        double[] expected = [f, f * l, f * (l * l + 1 / x), f * (l * l * l + 3 * l / x - 1 / (x * x))];
        for (var order = 0; order < 4; order++) Near([expected[order]], Derivative.Nth(Function, order)(Tensor.Scalar(x)), 1e-12);
    }

    [Fact]
    public void Nth_OfElementwiseFunctions_ActsOnEveryNumber()
    {
        var x = Tensor.From<double>([-1, 0, 0.5, 2]);
        Near(x.ToArray<double>().Select(Math.Sin), Derivative.Nth(t => t.Sin(), 4)(x), 1e-13);
        Near(x.ToArray<double>().Select(t => 32 * Math.Exp(2 * t)), Derivative.Nth(t => (t * 2).Exp(), 5)(x), 1e-12);
        Near([0, 0, 0, 0], Derivative.Nth(t => t * t * t, 4)(x), 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Derivative.Nth(t => t, -1));
    }

    [Fact]
    public void SineOverItsArgument_AtZero_ByARuleOfTheUser()
    {
        // sin(x)/x is 0/0 at 0, and so are all its derivatives; near 0 the series is exact to the last digits.
        static Tensor Near0(Tensor x) => 1 - x.Square() / 6 * (1 - x.Square() / 20 * (1 - x.Square() / 42));
        static Tensor Function(Tensor x)
        {
            var isSmall = x.Abs() < 1e-2;
            var safe = Tensor.Where(isSmall, 1, x);
            return Tensor.Where(isSmall, Near0(x), safe.Sin() / safe);
        }
        Near([1, 0, -1.0 / 3, 0], Tensor.Concatenate(0, [.. Enumerable.Range(0, 4).Select(n => Derivative.Nth(Function, n)(Tensor.From([0.0])))]), 1e-12);
        Near([Math.Cos(2.0) / 2 - Math.Sin(2.0) / 4], Derivative.Nth(Function, 1)(Tensor.From([2.0])), 1e-12);
    }

    [Fact]
    public void LogSumExp_OfEqualAndInfiniteValues_HasTheLimitsAsDerivatives()
    {
        static Tensor Function(Tensor x) => x.LogSumExp(0);
        var equal = Tensor.From([2.0, 2, 2, 2]);
        Near([0.25, 0.25, 0.25, 0.25], Derivative.Gradient(Function)(equal), 1e-12);
        Near(Enumerable.Range(0, 16).Select(i => (i % 5 == 0 ? 0.25 : 0) - 0.0625), Derivative.Hessian(Function)(equal), 1e-12);
        Near([0, 1, 0], Derivative.Gradient(Function)(Tensor.From([1.0, double.PositiveInfinity, -3])), 0);
        Near([0.5, 0, 0.5], Derivative.Gradient(Function)(Tensor.From([1.0, double.NegativeInfinity, 1])), 1e-12);
    }

    [Fact]
    public void PerturbationsOfNestedDerivatives_AreNotConfused()
    {
        // d/dx (x · d/dy (x + y)) at x = 1 is 1: the inner derivative with respect to y is 1, not 2.
        static Tensor Inner(Tensor x) => x * Derivative.Jvp(y => x + y)(Tensor.Scalar(1.0), Tensor.Scalar(1.0)).Tangent;
        Assert.Equal(1, Derivative.Jvp(Inner)(Tensor.Scalar(1.0), Tensor.Scalar(1.0)).Tangent.ToDouble());
        Assert.Equal(1, Derivative.Gradient(Inner)(Tensor.Scalar(1.0)).ToDouble());
        static Tensor InnerReverse(Tensor x) => x * Derivative.Gradient(y => x * y)(x);
        Assert.Equal(6, Derivative.Gradient(InnerReverse)(Tensor.Scalar(3.0)).ToDouble());
        Assert.Equal(6, Derivative.Jvp(InnerReverse)(Tensor.Scalar(3.0), Tensor.Scalar(1.0)).Tangent.ToDouble());
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    [InlineData(1, 1)]
    public void Jacobian_InEitherMode_IsTheClosedForm(int inputs, int outputs)
    {
        var a = Enumerable.Range(0, inputs * outputs).Select(i => Math.Sin(i) + 0.1).ToArray();
        var x = Enumerable.Range(0, inputs).Select(i => 0.3 * i - 0.4).ToArray();
        // y = tanh(A x): J = diag(1 − y²) A.
        var jacobian = Derivative.Jacobian(t => Tensor.From(a, [outputs, inputs]).MatMul(t).Tanh())(Tensor.From(x));
        Assert.Equal([outputs, inputs], jacobian.Shape);
        var expected = new List<double>();
        for (var row = 0; row < outputs; row++)
        {
            var y = Math.Tanh(Enumerable.Range(0, inputs).Sum(i => a[row * inputs + i] * x[i]));
            for (var i = 0; i < inputs; i++) expected.Add((1 - y * y) * a[row * inputs + i]);
        }
        Near(expected, jacobian, 1e-12);
    }

    [Fact]
    public void Jacobian_OfMatricesAndNothing_HasTheShapeOfBoth()
    {
        Assert.Equal([2, 3, 3, 2], Derivative.Jacobian(x => x.Transpose())(Tensor.From(new double[6], [3, 2])).Shape);
        Assert.Equal([0, 3], Derivative.Jacobian(x => x.Slice(0, 0..0))(Tensor.From(new double[3])).Shape);
        Assert.Throws<ElementTypeException>(() => Derivative.Jacobian(x => x.ArgMax(0))(Tensor.From(new double[3])));
        Assert.Throws<ShapeException>(() => Derivative.Hessian(x => x * 2)(Tensor.From(new double[3])));
    }

    public static TheoryData<string, Func<Tensor, Tensor>> Functions => new()
    {
        { "control flow", Branches },
        { "sharing", x => { var y = x.Sin(); return (y * y + y / (y.Square() + 2)).Sum(); } },
        { "broadcasting", x => (x.Reshape(4, 1) * x.Tanh() + x).Mean([0], keepAxes: false).LogSumExp(0) },
        {
            "indexing", x => (x.Slice(0, 1..) * x.Slice(0, ..^1)).Sum()
                + (x.Gather(Tensor.From<long>([0, 2, 2])) * x.Gather(Tensor.From<long>([3, 0, 1]))).Sum().Exp()
        },
        { "variables", x => (Weights.Value.MatMul(x).Tanh() * x.Sigmoid()).Sum() },
        { "softmax", x => (x.Softmax() * x.Square()).Sum() },
        { "indices and ranges", x => (x[1..] * x[..^1]).Sum() * x[^1] + x[AxisIndex.Step(-2)].Square().Sum() + x[Tensor.From<long>([2, 2, 0])].Sin().Sum() },
        { "convolution", x => x.Reshape(1, 1, 4).Convolve(x[..2].Reshape(1, 1, 2), padding: 1).MaxPool(2, stride: 1).Sigmoid().Sum() },
        { "factors", x => Factored(x.Reshape(2, 2)) },
        { "recurrence", x => Tensor.LinearRecurrence(x.Tanh(), x.Exp()).LogSumExp(0) + x.CumulativeProduct().Sum() + (x.Square() + 1).LogGamma().Sum() },
        { "concatenation", x => Tensor.Concatenate(0, x.Square(), x.Sin()).Sigmoid().Square().Sum() },
    };

    private static Variable Weights { get; } = new(Tensor.From(Enumerable.Range(0, 16).Select(i => Math.Cos(i)).ToArray(), [4, 4]));

    [Theory]
    [MemberData(nameof(Functions))]
    public void EveryNesting_OfGradientCompilationAndModes_Agrees(string name, Func<Tensor, Tensor> f)
    {
        Assert.NotEmpty(name);
        var x = Tensor.From<double>([0.3, -0.8, 1.1, 0.6]);
        var v = Tensor.From<double>([1, 0.5, -0.25, 2]);
        var compiled = Compile.Function(f);
        Near(f(x).ToArray<double>(), compiled(x), 0);

        var gradient = Derivative.Gradient(f)(x);
        Near(Numerical.Gradient(f, x).ToArray<double>(), gradient, 1e-7);
        Near(gradient.ToArray<double>(), Derivative.Gradient(compiled)(x), 0);
        Near(gradient.ToArray<double>(), Compile.Function(Derivative.Gradient(f))(x), 0);
        Near(gradient.ToArray<double>(), Derivative.Jacobian(f)(x), 1e-12);

        var directional = (gradient * v).Sum().ToDouble();
        Near([directional], Derivative.Jvp(f)(x, v).Tangent, 1e-12);
        Near([directional], Compile.Function((a, b) => Derivative.Jvp(f)(a, b).Tangent)(x, v), 1e-12);

        var second = Derivative.HessianVectorProduct(f)(x, v);
        Tensor ReverseOverReverse(Tensor a) => (Derivative.Gradient(f)(a) * v).Sum();
        Tensor ReverseOverForward(Tensor a) => Derivative.Jvp(f)(a, v).Tangent;
        Near(second.ToArray<double>(), Derivative.Gradient(ReverseOverReverse)(x), 1e-12);
        Near(second.ToArray<double>(), Derivative.Gradient(ReverseOverForward)(x), 1e-12);
        Near(second.ToArray<double>(), Derivative.Gradient(Compile.Function(ReverseOverForward))(x), 1e-12);
        var hessian = Derivative.Hessian(f)(x);
        Near(second.ToArray<double>(), hessian.MatMul(v), 1e-12);
        Near(hessian.ToArray<double>(), hessian.Transpose(), 1e-12);
        Near(hessian.ToArray<double>(), Compile.Function(Derivative.Hessian(f))(x), 1e-12);

        var along = Derivative.Jvp(a => Derivative.Vjp(f)(a, Tensor.Scalar(1.0)).Cotangent)(x, v).Tangent;
        var against = Derivative.Vjp(a => Derivative.Jvp(f)(a, v).Tangent)(x, Tensor.Scalar(1.0)).Cotangent;
        Near(second.ToArray<double>(), along, 1e-12);
        Near(second.ToArray<double>(), against, 1e-12);
    }

    [Fact]
    public void WithRule_ReplacesTheDerivative_InEveryModeAndUnderMaps()
    {
        // Softplus with its stable derivative; the straight-through estimator; a clipped gradient.
        var softplus = Derivative.CustomVjp(x => (x.Exp() + 1).Log(), (x, _, dy) => dy * x.Sigmoid());
        var x = Tensor.From<double>([-2, 0.5, 3]);
        Near(x.ToArray<double>().Select(t => 1 / (1 + Math.Exp(-t))), Derivative.Gradient(t => softplus(t).Sum())(x), 1e-13);
        Near(x.ToArray<double>().Select(t => 1 / (1 + Math.Exp(-t))), Derivative.Nth(softplus, 1)(x), 1e-13);
        Near(Derivative.Nth(t => t.Sigmoid(), 1)(x).ToArray<double>(), Derivative.Nth(softplus, 2)(x), 1e-13);
        var straight = Derivative.CustomVjp(t => t.Floor(), (_, _, dy) => dy);
        Near([1, 1, 1], Derivative.Gradient(t => straight(t).Sum())(x), 0);
        Near([1, 0, 0, 0, 1, 0, 0, 0, 1], Derivative.Jacobian(straight)(x), 0);
        var clipped = Derivative.CustomVjp(t => t, (_, _, dy) => Tensor.Maximum(Tensor.Scalar(-1.0), Tensor.Minimum(Tensor.Scalar(1.0), dy)));
        Near([1, 1, 1], Derivative.Gradient(t => (clipped(t) * 10).Sum())(x), 0);
        // Each example of a stack has its own rule, and gradients pass through it.
        var stack = Tensor.From<double>([1, 2, 3, 4, 5, 6], [2, 3]);
        Near([1, 1, 1, 1, 1, 1], Derivative.Gradient(s => (Vectorize.Map(clipped)(s) * 10).Sum())(stack), 0);
    }

    [Fact]
    public void WithRule_OfSeveralArguments_AndItsErrors()
    {
        var product = Derivative.CustomVjp(x => x[0] * x[1], (x, _, dy) => [dy * x[1], null]);
        var (a, b) = (new Variable(Tensor.Scalar(2.0)), new Variable(Tensor.Scalar(5.0)));
        var gradients = Reverse.Gradients(product([a, b]), a, b);
        Assert.Equal((5, 0), (gradients[0].ToDouble(), gradients[1].ToDouble()));
        var tooFew = Derivative.CustomVjp(x => x[0] * x[1], (_, _, dy) => [dy]);
        Assert.Contains("must return 2 gradients", Assert.Throws<InvalidOperationException>(() => Reverse.Gradients(tooFew([a, b]), a)).Message);
        var wrongShape = Derivative.CustomVjp(x => x.Sum(), (_, _, dy) => dy);
        Assert.Contains(
            "gradient with respect to argument 0",
            Assert.Throws<ShapeException>(() => Derivative.Gradient(wrongShape)(Tensor.From(new double[3]))).Message);
    }

    [Fact]
    public void Checkpoint_GivesTheSameGradients_FromLessMemory()
    {
        const int Width = 64, Layers = 12;
        var generator = new Generator(4);
        var weights = Enumerable.Range(0, Layers).Select(_ => new Variable(generator.Normal([Width, Width], 0, 0.1, ElementType.Float64))).ToArray();
        var x = generator.Normal([256, Width], type: ElementType.Float64).Evaluate();
        Tensor.Evaluate([.. weights.Select(weight => weight.Value)]);
        Tensor Block(Tensor h, int first) => Enumerable.Range(first, 4).Aggregate(h, (value, layer) => value.MatMul(weights[layer]).Tanh());
        Tensor Network(bool isCheckpointed)
        {
            var h = x;
            for (var first = 0; first < Layers; first += 4)
            {
                var block = first;
                h = isCheckpointed ? Derivative.Checkpoint(value => Block(value, block))(h) : Block(h, block);
            }
            return h.Square().Sum();
        }
        Tensor[] Gradients(bool isCheckpointed) => Reverse.Gradients(Network(isCheckpointed), weights);
        var (plain, thrifty) = (Gradients(false), Gradients(true));
        long Arena(Tensor[] roots) => new CpuEvaluator(new BlocksExecutor(), 1).ProgramFor(Pipeline.Canonicalize(roots).Graph).ArenaBytes;
        Assert.True(Arena(thrifty) < 0.75 * Arena(plain), $"{Arena(thrifty)} of {Arena(plain)} bytes");
        Tensor.Evaluate(plain);
        Tensor.Evaluate(thrifty);
        for (var i = 0; i < Layers; i++) Assert.Equal(plain[i].ToArray<double>(), thrifty[i].ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Checkpoint_OfAnyFunction_ChangesNoDerivative(string name, Func<Tensor, Tensor> f)
    {
        Assert.NotEmpty(name);
        var x = Tensor.From<double>([0.3, -0.8, 1.1, 0.6]);
        var thrifty = Derivative.Checkpoint(f);
        Near(Derivative.Gradient(f)(x).ToArray<double>(), Derivative.Gradient(t => thrifty(t))(x), 1e-13);
        Near(Derivative.Hessian(f)(x).ToArray<double>(), Derivative.Hessian(thrifty)(x), 1e-12);
        Near(Derivative.Gradient(f)(x).ToArray<double>(), Compile.Function(Derivative.Gradient(thrifty))(x), 1e-13);
        // Captured tensors have gradients as well.
        Near([3 * f(x).ToDouble()], Derivative.Gradient(s => Derivative.Checkpoint(t => f(t) * s * s * s)(x))(Tensor.Scalar(1.0)), 1e-12);
    }

    [Fact]
    public void GradientAndHessianProduct_OfAMillionWeights_TakeAFewEvaluations()
    {
        // A 784-800-500-10 network has 1,033,310 weights.
        int[] widths = [784, 800, 500, 10];
        var generator = new Generator(1);
        var x = generator.Normal([64, 784]);
        var weights = new List<Tensor>();
        for (var layer = 1; layer < widths.Length; layer++)
            weights.AddRange([generator.Normal([widths[layer - 1], widths[layer]], 0, 0.05), Tensor.Zeros([widths[layer]])]);
        Tensor Error(Tensor[] w) => ((x.MatMul(w[0]) + w[1]).Tanh().MatMul(w[2]) + w[3]).Tanh().MatMul(w[4]).LogSoftmax(1).Square().Mean();
        Tensor[] parameters = [.. weights];
        var evaluation = OperationCounter.Count(Error(parameters));
        var gradient = OperationCounter.Count(Derivative.Gradients(Error)(parameters));
        var product = OperationCounter.Count(Derivative.HessianVectorProduct(Error)(parameters, parameters));
        Assert.InRange((double)gradient / evaluation, 1.5, 3.5);
        Assert.InRange((double)product / evaluation, 3, 8);
    }

    private static Tensor Factored(Tensor x)
    {
        var definite = x.MatMul(x, transposeB: true) + Tensor.From<double>([2, 0, 0, 1], [2, 2]);
        return definite.Cholesky().Sum() + definite.Solve(x).Square().Sum() + definite.LogDeterminant()
            + (definite.SymmetricEigen().Values * Tensor.From<double>([1, 3])).Sum();
    }

    private static Tensor Branches(Tensor x)
    {
        var y = x;
        for (var i = 0; i < 3; i++) y = y.Rank == 1 && i % 2 == 0 ? y.Sin() * x : y.Square() + x.Cos();
        return x.ElementCount > 2 ? y.Sum() : y.Mean();
    }

    private static void Near(IEnumerable<double> expected, Tensor actual, double tolerance)
    {
        var (right, numbers) = (expected.ToArray(), actual.ToArray<double>());
        Assert.Equal(right.Length, numbers.Length);
        for (var i = 0; i < right.Length; i++)
        {
            Assert.True(
                right[i].Equals(numbers[i]) || Math.Abs(right[i] - numbers[i]) <= tolerance * Math.Max(1, Math.Abs(right[i])),
                $"element {i} is {numbers[i]:R}, expected {right[i]:R}");
        }
    }
}
