using Nabla.Learning;
using Xunit;

namespace Nabla.Tests.Learning.Optimizers;

/// <summary>Optimizers against the recurrences of their papers, reimplemented on plain doubles.</summary>
public sealed class OptimizerTests
{
    private const double Rate = 0.05;
    private const double Decay = 0.3;
    private static readonly double[] Start = [1.5, -0.75, 0.2, -3];

    [Theory]
    [InlineData("sgd", 1)]
    [InlineData("sgd", 3)]
    [InlineData("momentum", 1)]
    [InlineData("momentum", 3)]
    [InlineData("adam", 1)]
    [InlineData("adam", 3)]
    [InlineData("adamw", 1)]
    [InlineData("adamw", 3)]
    [InlineData("nesterov", 1)]
    [InlineData("nesterov", 4)]
    [InlineData("amsgrad", 1)]
    [InlineData("amsgrad", 4)]
    [InlineData("nadam", 1)]
    [InlineData("nadam", 4)]
    [InlineData("adagrad", 1)]
    [InlineData("adagrad", 4)]
    [InlineData("rmsprop", 1)]
    [InlineData("rmsprop", 4)]
    [InlineData("rmsprop-momentum", 1)]
    [InlineData("rmsprop-momentum", 4)]
    [InlineData("adadelta", 1)]
    [InlineData("adadelta", 4)]
    [InlineData("lion", 1)]
    [InlineData("lion", 4)]
    public void Step_SomeSteps_EqualsTheRecurrence(string name, int steps)
    {
        var weight = new Variable(Tensor.From(Start, [2, 2]), "weight");
        var bias = new Variable(Tensor.From(Start), "bias");
        var optimizer = Create(name, [weight, bias]);

        for (var step = 0; step < steps; step++)
            optimizer.Step(Reverse.Gradients(Cube(weight) + Cube(bias), optimizer.Parameters));

        AssertClose(Recurrence(name, steps, decays: true), weight.Value.ToArray<double>());
        // Biases have one axis and do not decay.
        AssertClose(Recurrence(name, steps, decays: false), bias.Value.ToArray<double>());
    }

    [Fact]
    public void Step_LearningRateChangedBetweenSteps_TakesTheNewOne()
    {
        var w = new Variable(Tensor.From<double>([4]), "w");
        var optimizer = new Sgd([w], 0.5);

        optimizer.Step([Tensor.From<double>([1])]);
        optimizer.LearningRate = 0.25;
        optimizer.Step([Tensor.From<double>([1])]);

        Assert.Equal([4 - 0.5 - 0.25], w.Value.ToArray<double>());
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("nesterov")]
    [InlineData("amsgrad")]
    [InlineData("nadam")]
    [InlineData("rmsprop-momentum")]
    public void Step_Quadratic_ConvergesToItsMinimum(string name)
    {
        var center = Tensor.From<double>([2, -1, 0.5]);
        var scale = Tensor.From<double>([1, 3, 10]);
        var w = new Variable(Tensor.From<double>([-4, 5, 6]), "w");
        var optimizer = Create(name, [w]);

        for (var step = 0; step < 800; step++)
            optimizer.Step(Reverse.Gradients((scale * (w - center).Square()).Sum() * 0.5, optimizer.Parameters));

        var found = w.Value.ToArray<double>();
        Assert.Equal(2, found[0], 1e-3);
        Assert.Equal(-1, found[1], 1e-3);
        Assert.Equal(0.5, found[2], 1e-3);
    }

    [Theory]
    [InlineData(ElementType.Float32, 1e20f)]
    [InlineData(ElementType.Float32, 1e30f)]
    [InlineData(ElementType.Float32, 3e38f)]
    [InlineData(ElementType.Float32, 1e-15f)]
    [InlineData(ElementType.Float64, 1e200)]
    public void Adam_OfAnEqualGradientOfAnySize_MovesByTheRate(ElementType type, double size)
    {
        var w = new Variable(Tensor.Zeros([2], type), "w");
        var optimizer = new Adam([w], 0.125, epsilon: 1e-30);
        var gradient = Tensor.From([size, -size]).To(type);
        // Bias-corrected running means of equal values are these values.
        for (var step = 1; step <= 20; step++)
        {
            optimizer.Step([gradient]);
            var weights = w.Value.To(ElementType.Float64).ToArray<double>();
            Assert.Equal(-0.125 * step, weights[0], 1e-5);
            Assert.Equal(0.125 * step, weights[1], 1e-5);
        }
    }

    [Theory]
    [InlineData(ElementType.Float32, 1e-18, 0.999)]
    [InlineData(ElementType.Float32, 1e-20, 0.999)]
    [InlineData(ElementType.Float32, 1e-22, 0.999)]
    [InlineData(ElementType.Float32, 1e-30, 0.999)]
    [InlineData(ElementType.Float32, 1e-20, 0.999999)]
    [InlineData(ElementType.Float64, 1e-165, 0.999)]
    [InlineData(ElementType.Float64, 1e-300, 0.999)]
    public void Adam_OfGradientsWhoseSquaresVanish_NeverMovesByMoreThanTheRate(ElementType type, double size, double beta2)
    {
        var w = new Variable(Tensor.Zeros([2], type), "w");
        var optimizer = new Adam([w], 0.125, beta2: beta2, epsilon: 1e-30);
        var gradient = Tensor.From([size, -size]).To(type);
        for (var step = 1; step <= 20; step++)
        {
            optimizer.Step([gradient]);
            var weights = w.Value.To(ElementType.Float64).ToArray<double>();
            Assert.InRange(-weights[0], 0, 0.125 * step * 1.01);
            Assert.InRange(weights[1], 0, 0.125 * step * 1.01);
        }
    }

    [Fact]
    public void Create_NumberThatFloat32CannotHold_IsRefused()
    {
        Variable[] w = [new(Tensor.Zeros([2]), "w")];
        Assert.Contains("float32", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(w, 1e300)).Message);
        Assert.Contains("float32", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(w).LearningRate = 1e39).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(w, epsilon: 1e300));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(w, weightDecay: double.PositiveInfinity));
        Assert.Equal(1e300, new Sgd([new(Tensor.Zeros([2], ElementType.Float64), "v")], 1e300).LearningRate);
    }

    [Fact]
    public void Create_NumberOutsideItsRange_IsRefused()
    {
        Variable[] w = [new(Tensor.Zeros([2]), "w")];
        Assert.Throws<ArgumentException>(() => new Sgd([], 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(w, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(w, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(w, 0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(w, beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(w, beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(w, epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(w, weightDecay: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(w).LearningRate = double.PositiveInfinity);
    }

    [Fact]
    public void Step_GradientMissing_NamesBothCounts()
    {
        Variable[] w = [new(Tensor.Zeros([2]), "w"), new(Tensor.Zeros([2]), "v")];

        var error = Assert.Throws<ArgumentException>(() => new Sgd(w, 0.1).Step([Tensor.Zeros([2])]));

        Assert.StartsWith("optimizer: there are 2 parameters but 1 gradients.", error.Message);
    }

    [Fact]
    public void Step_GradientOfAnotherShape_IsAShapeErrorAndChangesNothing()
    {
        var w = new Variable(Tensor.From<float>([1, 2]), "w");

        Assert.Throws<ShapeException>(() => new Sgd([w], 0.1).Step([Tensor.Ones([3])]));

        Assert.Equal([1f, 2], w.Value.ToArray<float>());
    }

    /// <summary>Σ w³ / 3 + w, whose derivative is w² + 1.</summary>
    private static Tensor Cube(Variable w) => (w.Value * w.Value * w.Value / 3 + w.Value).Sum();

    private static Optimizer Create(string name, Variable[] parameters) => name switch
    {
        "sgd" => new Sgd(parameters, Rate),
        "momentum" => new Sgd(parameters, Rate, momentum: 0.9),
        "nesterov" => new Sgd(parameters, Rate, momentum: 0.9, isNesterov: true),
        "adam" => new Adam(parameters, Rate),
        "amsgrad" => new AmsGrad(parameters, Rate),
        "nadam" => new NAdam(parameters, Rate),
        "adagrad" => new AdaGrad(parameters, Rate),
        "rmsprop" => new RmsProp(parameters, Rate),
        "rmsprop-momentum" => new RmsProp(parameters, Rate / 10, momentum: 0.9),
        "adadelta" => new Adadelta(parameters, Rate),
        "lion" => new Lion(parameters, Rate, weightDecay: Decay),
        _ => new AdamW(parameters, Rate, weightDecay: Decay),
    };

    private static double[] Recurrence(string name, int steps, bool decays) => Array.ConvertAll(Start, start =>
    {
        var (w, v, m, s, u, product) = (start, 0.0, 0.0, 0.0, 0.0, 1.0);
        for (var step = 1; step <= steps; step++)
        {
            var g = w * w + 1;
            switch (name)
            {
                case "sgd":
                    w -= Rate * g;
                    break;
                case "momentum":
                    v = 0.9 * v + g;
                    w -= Rate * v;
                    break;
                case "nesterov":
                    v = 0.9 * v + g;
                    w -= Rate * (g + 0.9 * v);
                    break;
                case "adagrad":
                    s += g * g;
                    w -= Rate * g / (Math.Sqrt(s) + 1e-10);
                    break;
                case "rmsprop":
                    s = 0.99 * s + 0.01 * g * g;
                    w -= Rate * g / (Math.Sqrt(s) + 1e-8);
                    break;
                case "rmsprop-momentum":
                    s = 0.99 * s + 0.01 * g * g;
                    v = 0.9 * v + g / (Math.Sqrt(s) + 1e-8);
                    w -= Rate / 10 * v;
                    break;
                case "adadelta":
                    s = 0.9 * s + 0.1 * g * g;
                    var change = Math.Sqrt((u + 1e-6) / (s + 1e-6)) * g;
                    u = 0.9 * u + 0.1 * change * change;
                    w -= Rate * change;
                    break;
                case "lion":
                    w -= Rate * (Math.Sign(0.9 * m + 0.1 * g) + (decays ? Decay * w : 0));
                    m = 0.99 * m + 0.01 * g;
                    break;
                case "nadam":
                    var (now, next) = (0.9 * (1 - 0.5 * Math.Pow(0.96, step * 0.004)), 0.9 * (1 - 0.5 * Math.Pow(0.96, (step + 1) * 0.004)));
                    product *= now;
                    m = 0.9 * m + 0.1 * g;
                    s = 0.999 * s + 0.001 * g * g;
                    var along = next * m / (1 - product * next) + (1 - now) * g / (1 - product);
                    w -= Rate * along / (Math.Sqrt(s / (1 - Math.Pow(0.999, step))) + 1e-8);
                    break;
                case "amsgrad":
                    m = 0.9 * m + 0.1 * g;
                    s = 0.999 * s + 0.001 * g * g;
                    u = Math.Max(u, s);
                    w -= Rate * (m / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(u / (1 - Math.Pow(0.999, step))) + 1e-8);
                    break;
                default:
                    m = 0.9 * m + 0.1 * g;
                    s = 0.999 * s + 0.001 * g * g;
                    var (mean, square) = (m / (1 - Math.Pow(0.9, step)), s / (1 - Math.Pow(0.999, step)));
                    if (name == "adamw" && decays) w -= Rate * Decay * w;
                    w -= Rate * mean / (Math.Sqrt(square) + 1e-8);
                    break;
            }
        }
        return w;
    });

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }

    [Theory]
    [InlineData(0.9, 0.9999999)]
    [InlineData(0.9999999, 0.999)]
    public void Adam_WithRatesNearOne_TakesAFirstStepOfTheLearningRate(double beta1, double beta2)
    {
        var w = new Variable(Tensor.From([1f]));
        new Adam([w], learningRate: 0.01, beta1: beta1, beta2: beta2).Step([Tensor.From([2f])]);
        Assert.Equal(0.99, w.Value.ToDouble(), 1e-5);
    }

    [Fact]
    public void Adam_OfParametersOfBothTypes_StepsBoth()
    {
        var (v, w) = (new Variable(Tensor.From([1f])), new Variable(Tensor.From([1.0])));
        new Adam([v, w], learningRate: 0.01).Step([Tensor.From([2f]), Tensor.From([2.0])]);
        Assert.Equal(0.99, v.Value.ToDouble(), 1e-6);
        Assert.Equal(0.99, w.Value.ToDouble(), 1e-9);
    }

    [Fact]
    public void Adam_EpsilonThatVanishesInFloat32_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam([new Variable(Tensor.From([1f]))], epsilon: 1e-50));

    [Fact]
    public void Optimizer_OfWhatCannotBeOptimized_SaysSo()
    {
        var (w, whole) = (new Variable(Tensor.Zeros([2]), "w"), new Variable(Tensor.From([1, 2]), "n"));
        Assert.StartsWith("optimizer: parameter 1 'w' appears twice", Assert.Throws<ArgumentException>(() => new Adam([w, w])).Message);
        Assert.StartsWith("optimizer: parameter 0 'n' is int32[2]; ", Assert.Throws<ArgumentException>(() => new Sgd([whole], 0.1)).Message);
        var descent = new Sgd([w], 0.1);
        Assert.Equal(
            "optimizer: parameter 0 'w' is float32[2], its gradient float32[].",
            Assert.Throws<ShapeException>(() => descent.Step([Tensor.Scalar(1f)])).Message);
        Assert.Equal([0f, 0], w.Value.ToArray<float>());
    }
}
