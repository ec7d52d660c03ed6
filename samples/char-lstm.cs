#:project ../src/Nabla/Nabla.csproj
#:project ../src/Nabla.Learning/Nabla.Learning.csproj
#:property UseCurrentRuntimeIdentifier=true

// A network learns a text character by character and then writes more of it (Karpathy 2015).
// Run it with: dotnet run samples/char-lstm.cs -- FILE.txt
using System.Globalization;
using Nabla;
using Nabla.Learning;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Rhyme = "One is the sun and two is the sea, three is the wind in the old pear tree. "
    + "Four is the snow and five is the rain, six is the river that runs by the lane. ";
var isFile = args.Length > 0 && args[0].EndsWith(".txt", StringComparison.Ordinal);
var text = isFile ? File.ReadAllText(args[0]) : string.Concat(Enumerable.Repeat(Rhyme, 20));

var vocabulary = new CharacterVocabulary(text);
var windows = new TextWindows(vocabulary.Encode(text), length: isFile ? 64 : 32, vocabulary.Count, "text");
var network = Models.CharLstm(vocabulary.Count, new Generator(seed: 1), hidden: isFile ? 256 : 64);
var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), learningRate: 5e-3));
var options = new TrainingOptions { Epochs = isFile ? 10 : 40, BatchSize = isFile ? 32 : 8, Schedule = new CosineSchedule() };
trainer.Fit(windows, null, options, [new TrainingCallback(epoch: Report)]);

var model = new TextModel(network, vocabulary, Context: 32);
Console.WriteLine(text[..4] + string.Concat(model.Generate(text[..4], length: 150, temperature: 0.5, new HostRandom(seed: 1))));

void Report(EpochResult epoch)
{
    if (epoch.Epoch % 5 == 0) Console.WriteLine($"epoch {epoch.Epoch}: {epoch.Training.Loss:F4} nats per character");
}
