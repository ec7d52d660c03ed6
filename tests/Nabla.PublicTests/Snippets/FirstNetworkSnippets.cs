using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/first-network.md.</summary>
public class FirstNetworkSnippets
{
    [Fact]
    public void Pieces_BelowEachOther_PrintWhatTheirCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/first-network.md
        Dataset moons = SyntheticData.Moons(1000, noise: 0.1, new HostRandom(seed: 1));
        (Dataset training, Dataset test) = moons.Split(0.2, new HostRandom(seed: 2));
        Console.WriteLine($"{training.Count} and {test.Count}");   // 800 and 200
        // end

        // docs/guide/first-network.md
        var generator = new Generator(seed: 1);   // the parameters are random at first
        var network = new Sequential
        {
            new Linear(2, 32, generator),
            Activation.Tanh(),
            new Linear(32, 2, generator),
        };
        Console.WriteLine(network.ParameterCount());   // 162
        // end

        // docs/guide/first-network.md
        var loss = new CrossEntropyLoss();
        TrainedModel model = TrainedModel.Create(network, training, loss);
        Console.WriteLine(string.Join(", ", model.ClassNames));   // upper, lower
        // end

        // docs/guide/first-network.md
        var optimizer = new Adam(network.Parameters(), learningRate: 0.01);
        var trainer = new Trainer(network, new Objective(loss), optimizer);
        var options = new TrainingOptions { Epochs = 60, BatchSize = 50 };
        var epochs = trainer.Fit(model.Prepare(training), validation: null, options);
        Console.WriteLine(epochs[^1].Training.Loss < epochs[0].Training.Loss);   // True
        // end

        // docs/guide/first-network.md
        Console.WriteLine(trainer.Evaluate(model.Prepare(test)).Score > 0.97);   // True
        // end

        // docs/guide/first-network.md
        ModelFile.Save("moons.safetensors", model);
        TrainedModel loaded = ModelFile.Load("moons.safetensors");
        double[] probabilities = loaded.Predict([0f, 1f]);   // the top of the upper crescent
        Console.WriteLine(probabilities[0] > 0.99);          // True
        // end
        File.Delete("moons.safetensors");
    });
}
