#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// A physics-informed network (Raissi et al. 2019): y(t) is a network, and the loss is how far it is from a differential equation and its initial values. The
// damped pendulum y'' + 0.2 y' + y = 0 with y(0) = 1 and y'(0) = 0 is solved from t = 0 to 8 without a single measurement. Forward mode over forward mode
// gives y' and y''; reverse mode over both gives the gradient by the weights, which L-BFGS follows.
// Run it with: dotnet run samples/physics-informed.cs
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const double Friction = 0.2, End = 8;
const ElementType Float64 = ElementType.Float64;
var generator = new Generator(seed: 1);
Sequential network =
[
    new Linear(1, 24, generator, type: Float64), Activation.Tanh(),
    new Linear(24, 24, generator, type: Float64), Activation.Tanh(),
    new Linear(24, 1, generator, type: Float64),
];
var times = Tensor.LinSpace(0, End, 100, Float64).Reshape(100, 1).Evaluate();
var zero = Tensor.Zeros([1, 1], Float64);

// y = 1 + t² · network(t) satisfies the initial values exactly.
Tensor Solution(Tensor t) => 1 + t * t * network.Forward(t / (End / 2) - 1);
Tensor Velocity(Tensor t) => Derivative.Jvp(Solution)(t, Tensor.Ones(t.Shape, Float64)).Tangent;
Tensor Acceleration(Tensor t) => Derivative.Jvp(Velocity)(t, Tensor.Ones(t.Shape, Float64)).Tangent;
Tensor Residual(Tensor t) => Acceleration(t) + Friction * Velocity(t) + Solution(t);

var minimizer = new Lbfgs(network.Parameters(), memory: 30);
for (var round = 1; round <= 5; round++)
{
    var result = minimizer.Minimize(() => Residual(times).Square().Mean(), iterations: 200, tolerance: 1e-9);
    Console.WriteLine($"after {200 * round} line searches: mean squared residual {result.Value:E2}");
}

// The solution in closed form, a damped cosine.
var frequency = Math.Sqrt(1 - Friction * Friction / 4);
var damping = (times * (-Friction / 2)).Exp();
var exact = damping * ((times * frequency).Cos() + Friction / 2 / frequency * (times * frequency).Sin());
Console.WriteLine($"y(0) = {Solution(zero).ToDouble():F4}, y'(0) = {Velocity(zero).ToDouble():F4}");
Console.WriteLine($"the largest error is {(Solution(times) - exact).Abs().Max().ToDouble():E1}");
