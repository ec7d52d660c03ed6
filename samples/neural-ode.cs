#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// A neural ordinary differential equation (Chen et al. 2018): a small network is the velocity field dy/dt = f(y), and a loop of Runge-Kutta steps integrates
// it. The gradient goes back through all steps. The field is fitted to a damped oscillation, of which only some points are known.
// Run it with: dotnet run samples/neural-ode.cs
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Steps = 60;
const double Length = 0.1;
var network = new Sequential { new Linear(2, 32, new Generator(seed: 1)), Activation.Tanh(), new Linear(32, 2, new Generator(seed: 2)) };
var parameters = network.Parameters();
var start = Tensor.From<float>([2, 0], [1, 2]);

// The true motion, from the same steps: y' = A y.
var field = Tensor.From<float>([-0.1f, 2, -2, -0.1f], [2, 2]);
var truth = Integrate(y => y.MatMul(field, transposeB: true)).Evaluate();
var noise = new Generator(seed: 3).Normal([Steps, 1, 2], 0, 0.02);
var measured = (truth + noise).Evaluate();

var optimizer = new Adam(parameters, learningRate: 5e-3);
var last = new Variable(Tensor.Scalar(0f));
var train = Compile.Step(() =>
{
    var error = (Integrate(network.Forward) - measured).Square().Mean();
    optimizer.Step(Reverse.Gradients(error, parameters));
    last.Value = error;
});
for (var step = 1; step <= 1200; step++)
{
    train();
    if (step % 300 == 0) Console.WriteLine($"step {step}: mean squared error {last.Value.ToDouble():F5}");
}
var worst = (Integrate(network.Forward) - truth).Abs().Max().ToDouble();
Console.WriteLine($"the learned motion is at most {worst:F3} from the true one, whose radius falls from 2 to {truth[Steps - 1].Norm().ToDouble():F2}");

// One operation, whatever the number of steps: [steps, 1, 2].
Tensor Integrate(Func<Tensor, Tensor> f)
{
    var (_, outputs) = Tensor.Scan(
        (y, _) =>
        {
            var next = Next(f, y[0]);
            return ([next], [next]);
        },
        [start],
        [],
        length: Steps);
    return outputs[0];
}

// The classical method of Runge and Kutta.
static Tensor Next(Func<Tensor, Tensor> f, Tensor y)
{
    var a = f(y);
    var b = f(y + a * (Length / 2));
    var c = f(y + b * (Length / 2));
    return y + (a + 2 * b + 2 * c + f(y + c * Length)) * (Length / 6);
}
