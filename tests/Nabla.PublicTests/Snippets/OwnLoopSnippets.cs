using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/own-loop.md.</summary>
public class OwnLoopSnippets
{
    [Fact]
    public void ALoopOfYourOwn_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/own-loop.md
        var generator = new Generator(seed: 1);
        var network = new Sequential { new Linear(2, 32, generator), Activation.Relu(), new Dropout(0.1, generator), new Linear(32, 2, generator) };
        var optimizer = new AdamW(network.Parameters(), learningRate: 0.01) { Transformations = { new ClipByGlobalNorm(1) } };
        var loss = new CrossEntropyLoss();
        var (training, validation) = SyntheticData.Moons(1000, noise: 0.1, new HostRandom(seed: 1)).Split(0.2, new HostRandom(seed: 2));

        Func<Tensor, Tensor, Tensor> step = Compile.Function((x, labels) =>
        {
            Tensor error = loss.Mean(network.Forward(x), labels);
            optimizer.Step(Reverse.Gradients(error, network.Parameters()));
            return error;
        });

        var (schedule, epochs, best) = (new CosineSchedule(), 40, double.PositiveInfinity);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            optimizer.LearningRate = 0.01 * schedule.Factor(epoch, epochs);
            network.Train();
            foreach (var batch in training.Batches(50, new HostRandom(seed: epoch))) step(batch.Inputs, batch.Targets);
            double measured = Trainer.Evaluate(network, loss, validation).Loss;   // in inference mode
            if (measured < best) best = measured;
        }
        Console.WriteLine(best < 0.1);   // True
        // end
    });
}
