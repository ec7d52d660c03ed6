using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/training.md.</summary>
public class TrainingSnippets
{
    [Fact]
    public void ARunInCSharp_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/training.md
        var digits = DigitGenerator.Create(2_000, seed: 1);
        (Dataset training, Dataset validation) = digits.Split(0.2, new HostRandom(seed: 2));
        var network = Models.LeNet1(classes: 10, new Generator(seed: 3));
        var trainer = new Trainer(network, new Objective(new CrossEntropyLoss()), new Adam(network.Parameters(), learningRate: 0.003));
        var confusion = new ConfusionMatrix();
        var options = new TrainingOptions
        {
            Epochs = 30,
            ValidateEverySteps = 10,
            Patience = 12,                        // validations without a smaller loss
            KeepsBest = true,                     // the network ends with the weights of the best one
            TimeLimit = TimeSpan.FromMinutes(5),
            Metrics = [confusion],                // computed in every validation
        };
        IBatchSource batches = training.Augment(new RandomAffine(shift: 2, rotate: 10)).Prefetch(workers: 2);
        trainer.Fit(batches, validation, options);
        Console.WriteLine(trainer.StopReason is StopReason.Completed or StopReason.EarlyStopping);   // True
        Console.WriteLine(confusion.Recall(7) > 0.9);   // True: more than nine of ten sevens are found
        // end
    });

    [Fact]
    public void DataPipelines_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/training.md
        double[][] houses = [[120, 3, 410], [80, 2, 290], [45, 1, 180], [150, 5, 520]];   // or rows of a database, read anew in every epoch
        IBatchSource source = RecordSource.OfValues(
            "houses", () => houses, exampleShape: [2], (house, x) => (x[0], x[1]) = ((float)house[0] / 100, (float)house[1]),
            outputs: 1, (house, y) => y[0] = (float)house[2] / 100, shuffleBuffer: 1000);
        Console.WriteLine(source.Batches(batchSize: 3).First().Inputs.Shape);   // [3, 2]
        // end
    });
}
