using Nabla.Learning;
using Nabla.Onnx;
using Xunit;

namespace Nabla.PublicTests.Snippets;

/// <summary>The C# code of docs/guide/exchange.md.</summary>
public sealed class ExchangeSnippets : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nabla-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Onnx_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/exchange.md
        var lenet = Models.LeNet5(10, new Generator(seed: 1));
        OnnxExport.Save(Path.Combine(folder, "lenet.onnx"), lenet, new(ElementType.Float32, [1, 784]), new() { Opset = 20 });
        Console.WriteLine(new FileInfo(Path.Combine(folder, "lenet.onnx")).Length / 1000 > 200);   // True
        // end
    });

    [Fact]
    public void WeightsFromPyTorch_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/exchange.md
        var network = new Sequential { new Linear(2, 3, new Generator(seed: 1)) };
        Console.WriteLine(string.Join(", ", network.StateVariables.Select(entry => $"{entry.Path} {entry.Variable.Shape}")));   // 0.weight [3, 2], 0.bias [3]
        // end
    });

    [Fact]
    public void ArraysFromNumPy_AsShown_PrintsWhatItsCommentsSay() => Snippet.Run(() =>
    {
        // docs/guide/exchange.md
        var file = Path.Combine(folder, "x.npy");
        NpyFile.Write(file, Tensor.From<float>([1, 2, 3, 4], [2, 2]));   // numpy.load("x.npy")
        Console.WriteLine(NpyFile.Read(file).Type);                      // float32[2, 2]
        // end
    });
}
