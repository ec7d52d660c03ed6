#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// LeNet-5 (LeCun et al. 1998) learns to read digits: generated ones, or MNIST from a folder with its four files.
// Run it with: dotnet run samples/lenet.cs -- FOLDER
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var isReal = args.Length > 0 && Directory.Exists(args[0]);
var (training, test) = isReal ? IdxDataset.Load(args[0]) : (DigitGenerator.Create(2_000, 1), DigitGenerator.Create(500, 2));

var network = Models.LeNet5(classes: 10, new Generator(seed: 1));
foreach (var row in Summary.Create(network, [28, 28]))
    Console.WriteLine($"{row.Path,-4} {row.Layer,-44} {row.Output,-14} {row.Parameters,8:N0} parameters {row.Operations,10:N0} operations");

// The model standardizes raw pixels, so that it can be applied to raw images later.
var model = TrainedModel.Create(network, training, new CrossEntropyLoss());
var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), learningRate: 1e-3));
var options = new TrainingOptions { Epochs = isReal ? 12 : 6, BatchSize = 64, Schedule = new CosineSchedule() };
trainer.Fit(model.Prepare(training), null, options, [new TrainingCallback(epoch: e => Console.WriteLine($"epoch {e.Epoch}: loss {e.Training.Loss:F4}"))]);

var metrics = trainer.Evaluate(model.Prepare(test));
Console.WriteLine($"accuracy on {test.Count} other digits: {metrics.Score:P2}");
