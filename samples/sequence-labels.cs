#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// Labels every step of sequences of different lengths: have more ones come before it than will come after? Only a network that reads in both directions can
// know. Shorter sequences are padded; masks keep the padding out of states, loss and score.
// Run it with: dotnet run samples/sequence-labels.cs
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Steps = 10, Batch = 64, Ignored = -1;
var random = new Generator(seed: 1);
var lstm = new Lstm(1, 32, random, new() { IsBidirectional = true });
var head = new Linear(lstm.Outputs, 2, random);
Variable[] parameters = [.. lstm.Parameters(), .. head.Parameters()];
var optimizer = new Adam(parameters, learningRate: 1e-2) { Transformations = { new ClipByGlobalNorm(1) } };
var loss = new CrossEntropyLoss(ignoredClass: Ignored);
var (error, right) = (new Variable(Tensor.Scalar(0f)), new Variable(Tensor.Scalar(0.0)));

var train = Compile.Step(() =>
{
    var (bits, lengths, labels) = Draw();
    var logits = Logits(bits, lengths);
    var mean = loss.Mean(logits, labels);
    optimizer.Step(Reverse.Gradients(mean, parameters));
    (error.Value, right.Value) = (mean, Share(logits, labels));
});
for (var step = 1; step <= 600; step++)
{
    train();
    if (step % 100 == 0) Console.WriteLine($"step {step}: loss {error.Value.ToDouble():F4}, {right.Value.ToDouble():P1} of the labels right");
}
var (x, l, t) = Draw();
Console.WriteLine($"on new sequences, {Share(Logits(x, l), t).ToDouble():P1} right");

Tensor Logits(Tensor bits, Tensor lengths) => head.Forward(lstm.Forward(bits, null, lengths).Outputs);

// Random bits [batch, steps, 1], lengths from 3 to 10, and the label of every step.
(Tensor Bits, Tensor Lengths, Tensor Labels) Draw()
{
    var lengths = (random.Uniform([Batch]) * (Steps - 2) + 3).To(ElementType.Int64);
    var mask = SequenceMask.Create(lengths, Steps);
    var bits = Tensor.Where(mask, random.Bernoulli(Tensor.Full([Batch, Steps], 0.5)), 0);
    var upToHere = bits.CumulativeSum(1);
    var after = bits.Sum(1, keepAxes: true) - upToHere;
    var labels = (upToHere - bits > after).To(ElementType.Int64);
    return (bits.Reshape(Batch, Steps, 1), lengths, Tensor.Where(mask, labels, Tensor.Full([Batch, Steps], Ignored, ElementType.Int64)));
}

Tensor Share(Tensor logits, Tensor labels)
{
    var counts = labels >= 0;
    return (Tensor.Equal(logits.ArgMax(2), labels) & counts).To(ElementType.Float64).Sum() / counts.To(ElementType.Float64).Sum();
}
