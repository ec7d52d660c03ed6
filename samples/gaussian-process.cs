#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:project ../src/Nabla.Plots/Nabla.Plots.csproj
#:property UseCurrentRuntimeIdentifier=true

// Gaussian process regression. A smooth function is measured at a few points, with noise; what is its value elsewhere, and how certain is it?
// The kernel gives the covariance of values at x and x': k(x, x') = a² exp(−(x − x')² / 2l²), plus n² for the noise of a measurement.
// The three parameters are fitted by gradient ascent on the log marginal likelihood of the measurements, through a Cholesky factor:
//   log p(y) = −½ yᵀ K⁻¹ y − ½ log det K − ½ N log 2π,  K = L Lᵀ,  ½ log det K = Σ log L_ii  (Rasmussen and Williams 2006, 2.30).
// Run it with: dotnet run samples/gaussian-process.cs -- picture.png
using System.Globalization;
using Nabla;
using Nabla.Learning;
using Nabla.Plots;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var path = args.Length > 0 ? args[0] : "gaussian-process.png";
LineFigure.ThrowIfCannotDraw(path);

// Thirty measurements of sin(x) + 0.4 sin(3x), with a gap in the middle.
const double Noise = 0.15;
var random = new Generator(seed: 3);
var x = Tensor.Concatenate(0, random.Uniform([18], -4, -0.5, ElementType.Float64), random.Uniform([12], 1.5, 4, ElementType.Float64)).Evaluate();
var y = (Truth(x) + random.Normal([30], 0, Noise, ElementType.Float64)).Evaluate();

// Amplitude, length and noise are positive, so their logarithms are learned.
var (amplitude, length, noise) = (Logarithm(1, "amplitude"), Logarithm(1, "length"), Logarithm(0.5, "noise"));
Variable[] parameters = [amplitude, length, noise];
var adam = new Adam(parameters, learningRate: 0.05);
var likelihood = new Variable(Tensor.Scalar(0.0), "likelihood");
var step = Compile.Step(() =>
{
    var value = LogLikelihood();
    adam.Step(Reverse.Gradients(-value, parameters));
    likelihood.Value = value;
});
for (var i = 0; i < 400; i++)
{
    step();
    if (i % 100 == 0 || i == 399)
    {
        Console.WriteLine(
            $"step {i,3}: log likelihood {Number(likelihood),8:F3}, amplitude {Math.Exp(Number(amplitude)):F3}, "
            + $"length {Math.Exp(Number(length)):F3}, noise {Math.Exp(Number(noise)):F3}");
    }
}

// The prediction at x*: mean k*ᵀ K⁻¹ y, variance k** − k*ᵀ K⁻¹ k* (2.23, 2.24).
var places = Tensor.From(Enumerable.Range(0, 241).Select(i => -6 + i * 0.05).ToArray());
var l = Factor();
var seen = Kernel(x, places);
var mean = seen.MatMul(Solve(l, y), transposeA: true);
var variance = amplitude.Value.Exp().Square() - l.SolveTriangular(seen).Square().Sum(0);
var (middle, deviation) = (mean.ToArray<double>(), variance.Sqrt().ToArray<double>());
var atPlaces = places.ToArray<double>();
var truth = Truth(places).ToArray<double>();

// Between and near the measurements, the band of two standard deviations should contain nearly all of the function.
var inside = Enumerable.Range(0, atPlaces.Length).Where(i => Math.Abs(atPlaces[i]) <= 4).ToArray();
var held = inside.Count(i => Math.Abs(truth[i] - middle[i]) <= 2 * deviation[i]);
Console.WriteLine($"the band of two standard deviations holds the function at {held} of {inside.Length} points from -4 to 4");

LineFigure.Draw(path, new()
{
    Title = "Gaussian process: what thirty measurements say",
    Panels =
    [
        new()
        {
            XName = "x",
            YName = "y",
            Curves =
            [
                new() { Name = "mean", X = atPlaces, Y = middle, Color = 0 },
                new() { Name = "the function", X = atPlaces, Y = truth, Color = 6, Style = CurveStyle.Dashed },
                new() { Name = "measurements", X = x.ToArray<double>(), Y = y.ToArray<double>(), Color = 1, Style = CurveStyle.Points },
            ],
            Bands = [new() { Name = "± 2 standard deviations", X = atPlaces, Low = Edge(-2), High = Edge(2), Color = 5 }],
        },
    ],
}, 1200, 700);
Console.WriteLine($"drawn in {path}");

static Tensor Truth(Tensor x) => x.Sin() + 0.4 * (3 * x).Sin();

static Variable Logarithm(double value, string name) => new(Tensor.Scalar(Math.Log(value)), name);

static double Number(Variable variable) => variable.Value.ToDouble();

Tensor Kernel(Tensor a, Tensor b)
{
    var distance = (a.Reshape(-1, 1) - b.Reshape(1, -1)) / length.Value.Exp();
    return amplitude.Value.Exp().Square() * (-0.5 * distance.Square()).Exp();
}

Tensor Factor()
{
    return (Kernel(x, x) + noise.Value.Exp().Square() * Tensor.Identity(x.ElementCount, ElementType.Float64)).Cholesky();
}

// K⁻¹ b through L: first L z = b, then Lᵀ a = z.
static Tensor Solve(Tensor l, Tensor b) => l.SolveTriangular(l.SolveTriangular(b), transpose: true);

Tensor LogLikelihood()
{
    var l = Factor();
    return -0.5 * (y * Solve(l, y)).Sum() - l.Diagonal().Log().Sum() - 0.5 * x.ElementCount * Math.Log(Math.Tau);
}

double[] Edge(double deviations) => [.. middle.Zip(deviation, (m, d) => m + deviations * d)];
