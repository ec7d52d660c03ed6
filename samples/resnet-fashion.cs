#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// A residual network (He et al. 2016) sorts pictures of clothes: Fashion-MNIST from a folder with its four files. Without one, it reads generated digits.
// Run it with: dotnet run samples/resnet-fashion.cs -- FOLDER
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var isReal = args.Length > 0 && Directory.Exists(args[0]);
var (training, test) = isReal ? IdxDataset.Load(args[0]) : (DigitGenerator.Create(1_000, 1), DigitGenerator.Create(500, 2));

var network = Models.ResNet(classes: 10, new Generator(seed: 1), width: isReal ? 32 : 8, dropout: isReal ? 0.2 : 0);
var model = TrainedModel.Create(network, training, new CrossEntropyLoss());
var optimizer = new Sgd(network.Parameters(), learningRate: 0.05, momentum: 0.9, isNesterov: true);
var trainer = new Trainer(network, new Objective(new CrossEntropyLoss(), new L2Regularizer(), 5e-4), optimizer);
var options = new TrainingOptions { Epochs = isReal ? 12 : 4, BatchSize = isReal ? 128 : 32, Schedule = new CosineSchedule() };
// A shirt seen in a mirror is a shirt; a digit is not.
var examples = isReal ? model.Prepare(training).Augment(Flip) : (IBatchSource)model.Prepare(training);
trainer.Fit(
    examples, null, options,
    [new TrainingCallback(epoch: e => Console.WriteLine($"epoch {e.Epoch}: loss {e.Training.Loss:F4}, accuracy {e.Training.Score:P2}, {e.Seconds:F0} s"))]);
var prepared = model.Prepare(test);
Console.WriteLine($"accuracy on {test.Count} other pictures: {trainer.Evaluate(prepared).Score:P2}");

// For inference, the normalizations become part of the convolutions before them.
var folded = BatchNormFolding.Fold(network);
var (fewer, score) = (network.ParameterCount() - folded.ParameterCount(), Trainer.Evaluate(folded, new CrossEntropyLoss(), prepared).Score);
Console.WriteLine($"with {fewer} fewer parameters: {score:P2}");

static Batch Flip(Batch batch, HostRandom random)
{
    bool[] isFlipped = [.. Enumerable.Range(0, batch.Count).Select(_ => random.NextInt32(2) == 1)];
    return batch with { Inputs = Tensor.Where(Tensor.From(isFlipped).Reshape(-1, 1, 1), batch.Inputs.Flip(2), batch.Inputs) };
}
