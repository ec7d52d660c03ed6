#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj

// A mixture of Gaussians, fitted by gradient ascent. Points in the plane belong to three clouds; which point to which cloud is not known. The density is
//   p(x) = Σ_k w_k N(x; m_k, L_k L_kᵀ)
// and the mean of log p over all points is maximized over the weights, means and shapes of the clouds at once. The weights are a softmax, so they are
// positive and sum to 1; L is lower triangular with diagonal exp(·), so every shape is a covariance. log Σ exp keeps distant points finite.
// Run it with: dotnet run samples/mixture-of-gaussians.cs
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Clouds = 3, PerCloud = 400;
var random = new Generator(seed: 1);

// The true distribution of the points: means, and factors of covariances.
double[][] means = [[-3, 0], [2, 2], [1, -3]];
double[][] factors = [[1.0, 0, 0.8, 0.4], [0.5, 0, 0, 0.5], [1.2, 0, -0.3, 0.3]];
var points = Tensor.Concatenate(0, [.. Enumerable.Range(0, Clouds).Select(k =>
    random.Normal([PerCloud, 2], type: ElementType.Float64).MatMul(Tensor.From(factors[k], [2, 2]), transposeB: true) + Tensor.From(means[k]))]).Evaluate();

// Initial values: three points far apart as centers, equal weights, round clouds.
var logits = new Variable(Tensor.Zeros([Clouds], ElementType.Float64), "logits");
var centers = new Variable(FarApart(points), "centers");
var scales = new Variable(Tensor.Zeros([Clouds, 2], ElementType.Float64), "scales");
var slants = new Variable(Tensor.Zeros([Clouds], ElementType.Float64), "slants");
Variable[] parameters = [logits, centers, scales, slants];

var adam = new Adam(parameters, learningRate: 0.05);
var likelihood = new Variable(Tensor.Scalar(0.0), "likelihood");
var step = Compile.Step(() =>
{
    var value = LogDensity(points).Mean();
    adam.Step(Reverse.Gradients(-value, parameters));
    likelihood.Value = value;
});
for (var i = 0; i < 500; i++)
{
    step();
    if (i % 100 == 0 || i == 499) Console.WriteLine($"step {i,3}: mean log likelihood {likelihood.Value.ToDouble():F4}");
}

var (weights, found) = (logits.Value.Softmax().ToArray<double>(), centers.Value.ToArray<double>());
var worst = 0.0;
for (var k = 0; k < Clouds; k++)
{
    var (x, y) = (found[2 * k], found[2 * k + 1]);
    var nearest = means.MinBy(mean => double.Hypot(mean[0] - x, mean[1] - y))!;
    worst = Math.Max(worst, double.Hypot(nearest[0] - x, nearest[1] - y));
    Console.WriteLine($"cloud {k + 1}: weight {weights[k]:F3}, mean ({x:F2}, {y:F2}); the nearest true one is ({nearest[0]:F2}, {nearest[1]:F2})");
}
Console.WriteLine($"the largest distance of a mean from the truth is {worst:F3}");

// log p at every row of x: log Σ_k exp(log w_k + log N(x; m_k, L_k L_kᵀ)), with z = L⁻¹ (x − m) and log N = −½ |z|² − log det L − log 2π.
Tensor LogDensity(Tensor x)
{
    var difference = x.Reshape(-1, 1, 2) - centers.Value;
    var (first, second) = (difference[AxisIndex.Ellipsis, 0], difference[AxisIndex.Ellipsis, 1]);
    var z1 = first / scales.Value[.., 0].Exp();
    var z2 = (second - slants.Value * z1) / scales.Value[.., 1].Exp();
    var logs = logits.Value.LogSoftmax(0) - 0.5 * (z1.Square() + z2.Square()) - scales.Value.Sum(1) - Math.Log(Math.Tau);
    return logs.LogSumExp(1);
}

// Farthest-first traversal: the first point, then repeatedly the one farthest from all points chosen so far.
static Tensor FarApart(Tensor points)
{
    var chosen = points[..1];
    for (var k = 1; k < Clouds; k++)
    {
        var distances = (points.Reshape(-1, 1, 2) - chosen).Square().Sum(2).Min(1);
        chosen = Tensor.Concatenate(0, chosen, points[distances.ArgMax().Reshape(1)]);
    }
    return chosen;
}
