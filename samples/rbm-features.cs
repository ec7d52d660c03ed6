#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// Restricted Boltzmann machines find features of digits without their labels, one on top of the other (Hinton et al. 2006). Then the whole network learns
// the labels: of generated digits, or of MNIST from a folder with its four files.
// Run it with: dotnet run samples/rbm-features.cs -- FOLDER SEED
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var isReal = args.Length > 0 && Directory.Exists(args[0]);
var seed = args.Length > 1 ? long.Parse(args[1]) : 1;
var (examples, test) = isReal ? IdxDataset.Load(args[0]) : (DigitGenerator.Create(3_000, seed), DigitGenerator.Create(1_000, seed + 1));
int[] widths = isReal ? [500, 500, 2000] : [200, 100];

var features = LayerwisePretraining.Fit(
    examples, widths, epochs: 20, seed: seed,
    progress: (machine, epoch, error) => Console.WriteLine($"machine {machine}, epoch {epoch}: reconstruction error {error:F4}"));

features.Add(new Linear(widths[^1], 10, new Generator(seed)));
var trainer = new Trainer(features, new Objective(new CrossEntropyLoss()), new Adam(features.Parameters(), learningRate: isReal ? 3e-4 : 1e-3));
var options = new TrainingOptions { Epochs = isReal ? 30 : 10, BatchSize = 50, Seed = seed, Schedule = new CosineSchedule() };
trainer.Fit(examples, null, options, [new TrainingCallback(epoch: e => Console.WriteLine($"epoch {e.Epoch}: loss {e.Training.Loss:F4}"))]);
Console.WriteLine($"test error {1 - trainer.Evaluate(test).Score:P2}");
