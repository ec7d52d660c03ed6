#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// A variational autoencoder (Kingma and Welling 2014) learns to draw digits: generated ones, or those of MNIST from a folder with its four files.
// Run it with: dotnet run samples/vae-digits.cs -- FOLDER
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Codes = 8, Batch = 100;
var isReal = args.Length > 0 && Directory.Exists(args[0]);
var examples = isReal ? IdxDataset.Load(args[0]).Train : DigitGenerator.Create(5_000, 1);
var epochs = isReal ? 20 : 10;

var generator = new Generator(seed: 1);
Sequential encoder = [new Flatten(), new Linear(784, 256, generator, Initializer.He), Activation.Relu(), new Linear(256, 2 * Codes, generator)];
Sequential decoder = [new Linear(Codes, 256, generator, Initializer.He), Activation.Relu(), new Linear(256, 784, generator)];
var network = new VariationalAutoencoder(encoder, decoder, generator);

var optimizer = new Adam(network.Parameters(), learningRate: 2e-3);
var step = Compile.Function(x =>
{
    var loss = network.Loss(x);
    optimizer.Step(Reverse.Gradients(loss, optimizer.Parameters));
    return loss;
});
for (var epoch = 1; epoch <= epochs; epoch++)
{
    double[] losses = [.. examples.Batches(Batch, new HostRandom(epoch)).Select(batch => step(batch.Inputs).ToDouble())];
    Console.WriteLine($"epoch {epoch}: {losses.Average():F2} nats per digit");
}

network.Eval();
Console.WriteLine("digits from random codes:");
Draw(network.Sample(6, Codes));
Console.WriteLine("from one digit to another, along a line between their codes:");
var (mean, _) = network.Encode(examples.Batches(2).First().Inputs);
var share = Tensor.LinSpace(0, 1, 6).Reshape(6, 1);
Draw(decoder.Forward(mean[0] * (1 - share) + mean[1] * share).Sigmoid());

// Every character stands for two rows of one column.
static void Draw(Tensor digits)
{
    var pixels = digits.ToArray<float>();
    for (var y = 0; y < 28; y += 2)
    {
        for (var i = 0; i < digits.Shape[0] * 28; i++) Console.Write(Ink(i / 28, y, i % 28));
        Console.WriteLine();
    }

    char Ink(int digit, int y, int x) =>
        " .:-=+*#%@"[(int)Math.Round(9 * (pixels[digit * 784 + y * 28 + x] + pixels[digit * 784 + (y + 1) * 28 + x]) / 2)];
}
