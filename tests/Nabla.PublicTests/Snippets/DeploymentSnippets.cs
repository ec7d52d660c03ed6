using Nabla.Learning;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/deployment.md.</summary>
public sealed class DeploymentSnippets : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nabla-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Deployment_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        var moons = SyntheticData.Moons(100, noise: 0.1, new HostRandom(seed: 1));
        var file = Path.Combine(folder, "model.safetensors");
        ModelFile.Save(file, TrainedModel.Create(Models.Perceptron([2, 8, 2], "tanh", new Generator(seed: 1)), moons, new CrossEntropyLoss()));
        // docs/guide/deployment.md
        TrainedModel model = ModelFile.Load(file);
        double[] probabilities = model.Predict([0.5f, 0.25f]);   // raw numbers, as in the training table; a probability for each class
        Console.WriteLine(probabilities.Length);                 // 2
        // end
    });
}
