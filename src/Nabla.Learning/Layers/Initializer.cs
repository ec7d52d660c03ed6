using System.Collections.Frozen;

namespace Nabla.Learning;

/// <summary>
/// The distribution of the initial weights of a layer. Weights have the shape [out, in, …], where further axes are those of a convolution's kernel: the fan-in
/// is the number of weights per output, in · kernel, and the fan-out the number per input, out · kernel.
/// </summary>
public sealed class Initializer
{
    private static readonly FrozenDictionary<string, Initializer> ByName = new[]
    {
        new Initializer("xavier", Scaled((fanIn, fanOut) => 2.0 / (fanIn + fanOut), isUniform: false)),
        new Initializer("xavier-uniform", Scaled((fanIn, fanOut) => 2.0 / (fanIn + fanOut), isUniform: true)),
        new Initializer("he", Scaled((fanIn, _) => 2.0 / fanIn, isUniform: false)),
        new Initializer("he-uniform", Scaled((fanIn, _) => 2.0 / fanIn, isUniform: true)),
        new Initializer("lecun", Scaled((fanIn, _) => 1.0 / fanIn, isUniform: false)),
        new Initializer("lecun-uniform", Scaled((fanIn, _) => 1.0 / fanIn, isUniform: true)),
        new Initializer("orthogonal", DrawOrthogonal),
        new Initializer("zeros", (shape, _, type) => Tensor.Zeros(shape, type)),
        new Initializer("ones", (shape, _, type) => Tensor.Ones(shape, type)),
    }.ToFrozenDictionary(initializer => initializer.Name);

    private readonly Func<Shape, Generator, ElementType, Tensor> draw;

    /// <summary>Creates an initializer from a function of the shape [out, in, …], the generator and the element type.</summary>
    public Initializer(string name, Func<Shape, Generator, ElementType, Tensor> draw)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(draw);
        (Name, this.draw) = (name, draw);
    }

    /// <summary>
    /// Normal with variance 2 / (fan-in + fan-out), which preserves the scale of signals and gradients in tanh-like layers (Glorot and Bengio 2010).
    /// </summary>
    public static Initializer Xavier => ByName["xavier"];

    /// <summary>Uniform with the variance of <see cref="Xavier"/>.</summary>
    public static Initializer XavierUniform => ByName["xavier-uniform"];

    /// <summary>Normal with variance 2 / fan-in, which compensates for the half that ReLU sets to zero (He et al. 2015).</summary>
    public static Initializer He => ByName["he"];

    /// <summary>Uniform with the variance of <see cref="He"/>.</summary>
    public static Initializer HeUniform => ByName["he-uniform"];

    /// <summary>Normal with variance 1 / fan-in, which preserves the scale of signals (LeCun et al. 1998).</summary>
    public static Initializer LeCun => ByName["lecun"];

    /// <summary>Uniform with the variance of <see cref="LeCun"/>.</summary>
    public static Initializer LeCunUniform => ByName["lecun-uniform"];

    /// <summary>
    /// A random matrix [out, in · kernel] with orthonormal rows, or columns if there are more rows: the Q of a normal matrix (Saxe et al. 2014).
    /// </summary>
    public static Initializer Orthogonal => ByName["orthogonal"];

    /// <summary>Zeros.</summary>
    public static Initializer Zeros => ByName["zeros"];

    /// <summary>Ones.</summary>
    public static Initializer Ones => ByName["ones"];

    /// <summary>The names that <see cref="FromName"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>Normal with mean 0 and the given standard deviation.</summary>
    public static Initializer Normal(double standardDeviation) =>
        new("normal", (shape, generator, type) => generator.Normal(shape, 0, standardDeviation, type));

    /// <summary>Normal with mean 0 and the given standard deviation before values beyond two of it are drawn again.</summary>
    public static Initializer TruncatedNormal(double standardDeviation) =>
        new("truncated-normal", (shape, generator, type) => DrawTruncated(shape, generator, type) * standardDeviation);

    /// <summary>Uniform between −<paramref name="bound"/> and <paramref name="bound"/>.</summary>
    public static Initializer Uniform(double bound) => new("uniform", (shape, generator, type) => generator.Uniform(shape, -bound, bound, type));

    /// <summary>The same value everywhere.</summary>
    public static Initializer Constant(double value) => new("constant", (shape, _, type) => Tensor.Full(shape, value, type));

    /// <summary>Returns the initializer with the given name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the available ones.</exception>
    public static Initializer FromName(string name) => ByName.TryGetValue(name, out var initializer)
        ? initializer
        : throw new ArgumentException($"Unknown initializer '{name}'; the initializers are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Draws weights of shape [out, in].</summary>
    public Tensor Draw(int inputs, int outputs, Generator generator, ElementType type = ElementType.Float32) => Draw([outputs, inputs], generator, type);

    /// <summary>Draws weights of shape [out, in, …].</summary>
    public Tensor Draw(Shape shape, Generator generator, ElementType type = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(generator);
        // When a model file is read, its weights replace these, and it may claim any size.
        return Architecture.IsReading ? Tensor.Zeros(shape, type) : draw(shape, generator, type).Evaluate();
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static Func<Shape, Generator, ElementType, Tensor> Scaled(Func<double, double, double> variance, bool isUniform) => (shape, generator, type) =>
    {
        var (fanIn, fanOut) = Fans(shape);
        var deviation = Math.Sqrt(variance(fanIn, fanOut));
        // A uniform distribution between −b and b has the variance b² / 3.
        return isUniform
            ? generator.Uniform(shape, -Math.Sqrt(3) * deviation, Math.Sqrt(3) * deviation, type)
            : generator.Normal(shape, 0, deviation, type);
    };

    private static (double In, double Out) Fans(Shape shape)
    {
        if (shape.Rank < 2) throw new ShapeException($"initializer: weights have the shape [out, in, …], got {shape}.");
        double kernel = 1;
        for (var axis = 2; axis < shape.Rank; axis++) kernel *= shape[axis];
        return (Math.Max(1, shape[1] * kernel), Math.Max(1, shape[0] * kernel));
    }

    private static Tensor DrawOrthogonal(Shape shape, Generator generator, ElementType type)
    {
        var (fanIn, _) = Fans(shape);
        var (rows, columns) = (shape[0], (int)fanIn);
        // Uniform, because the diagonal of R is not negative (Mezzadri 2007).
        var (q, _) = generator.Normal([Math.Max(rows, columns), Math.Min(rows, columns)], type: type).Qr();
        return (rows >= columns ? q : q.Transpose()).Reshape(shape);
    }

    private static Tensor DrawTruncated(Shape shape, Generator generator, ElementType type)
    {
        // By the inverse of the distribution function: every value takes one uniform number.
        const double Tail = 0.022750131948179195; // Φ(−2)
        var uniform = generator.Uniform(shape, Tail, 1 - Tail, ElementType.Float64).ToArray<double>();
        return Tensor.From(Array.ConvertAll(uniform, InverseNormal), shape).To(type);
    }

    /// <summary>Φ⁻¹(p) by Newton's method on the distribution function, for p not near 0 or 1.</summary>
    private static double InverseNormal(double p)
    {
        // The logistic approximation is within 0.02 here.
        var x = Math.Log(p / (1 - p)) / 1.702;
        for (var i = 0; i < 5; i++) x -= (NormalCdf(x) - p) * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
        return x;
    }

    /// <summary>Φ(x) as its power series, for |x| up to 3.</summary>
    private static double NormalCdf(double x)
    {
        var (sum, term) = (x, x);
        for (var k = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum) && k < 100; k++) sum += term *= x * x / (2 * k + 1);
        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
