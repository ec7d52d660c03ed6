using System.Text.Json;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>Networks for images and text on the command line.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TrainAndGenerate_OnAText_WriteText()
    {
        var file = folder.Write("verse.txt", string.Concat(Enumerable.Repeat("to be or not to be, that is the question. ", 60)));
        string[] small = ["--hidden", "24", "--epochs", "3", "--context", "16", "--batch", "8"];
        var trained = Tool.Run(["train", "text:" + file, "--model", "lstm", .. small, "--out", folder.Path, "--json"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        var last = JsonDocument.Parse(trained.Output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.InRange(last.GetProperty("validation_loss").GetDouble(), 0, 3);
        var model = last.GetProperty("model").GetString()!;
        var first = Tool.Run("generate", model, "--prompt", "to be", "--length", "30", "--temperature", "0.7", "--seed", "3");
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.StartsWith("to be", first.Output, StringComparison.Ordinal);
        Assert.Equal(35 + 1, first.Output.Length);
        Assert.Equal(first.Output, Tool.Run("generate", model, "--prompt", "to be", "--length", "30", "--temperature", "0.7", "--seed", "3").Output);
        Assert.NotEqual(first.Output, Tool.Run("generate", model, "--prompt", "to be", "--length", "30", "--temperature", "0.7", "--seed", "4").Output);
        Fails("does not occur in the text", "generate", model, "--prompt", "ZEBRA");
        Fails("temperature must be", "generate", model, "--temperature", "-1");
        Fails("use it with generate", "evaluate", model, "digits");
    }

    [Fact]
    public void Train_WithLayersFromAFile_UsesThem()
    {
        const string Linear = """{"type":"linear","in":784,"out":12},{"type":"mish"},{"type":"linear","in":12,"out":10}""";
        var file = folder.Write("layers.json", $$"""{"type":"sequential","layers":[{"type":"flatten"},{{Linear}}]}""");
        var trained = Tool.Run("train", "digits:200", "--model", file, "--epochs", "2", "--out", folder.Path, "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        var model = JsonDocument.Parse(trained.Output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("model").GetString()!;
        var layers = Tool.Run("summary", model, "--json").Output;
        Assert.Equal(File.ReadAllText(file), layers.TrimEnd());
        Assert.Contains("operations", Tool.Run("summary", model).Output, StringComparison.Ordinal);
        var onnx = folder.In("digits.onnx");
        var exported = Tool.Succeed("export", model, onnx).Output;
        Assert.StartsWith($"{onnx}: opset 20, input [batch, 28, 28], output: probabilities of 0, 1", exported, StringComparison.Ordinal);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(onnx);
        Assert.Equal([-1, 10], session.OutputMetadata["output"].Dimensions);
        Fails("must end with .onnx", "export", model, folder.In("digits.txt"));
        Fails("--opset 99: must be from 17", "export", model, onnx, "--opset", "99");
    }

    [Fact]
    public void Train_WithModelsThatDoNotFit_SaysWhyAndWritesNothing()
    {
        var (empty, bytes) = (folder.Write("empty.txt", ""), Path.Combine(folder.Path, "bytes.txt"));
        File.WriteAllBytes(bytes, [0x41, 0xC3, 0x28, 0x41]);
        var magic = folder.Write("magic.json", """{"type":"sequential","layers":[{"type":"magic"}]}""");
        var nested = string.Concat(Enumerable.Repeat("""{"type":"residual","inner":""", 80)) + """{"type":"relu"}""" + new string('}', 80);
        var deep = folder.Write("deep.json", nested);
        var wrong = folder.Write("wrong.json", """{"type":"linear","in":5,"out":10}""");
        Fails("the file is empty", "train", "text:" + empty, "--model", "lstm", "--out", Out);
        Fails("not UTF-8", "train", "text:" + bytes, "--model", "lstm", "--out", Out);
        Fails("too few for windows of 64", "train", "text:" + folder.Write("short.txt", "abc"), "--model", "lstm", "--out", Out);
        Fails("a text needs --model lstm", "train", "text:" + folder.Write("long.txt", new string('a', 900)), "--out", Out);
        Fails("unknown layer type \"magic\"", "train", "digits:100", "--model", magic, "--out", Out);
        Fails("cannot be read", "train", "digits:100", "--model", deep, "--out", Out);
        Fails("layer 0 (linear(in 5, out 10)): matmul: inner dimensions differ", "train", "digits:100", "--model", wrong, "--out", Out);
        Fails("--model lstm is for text:FILE", "train", "digits:100", "--model", "lstm", "--out", Out);
        Fails("takes images of 28×28, but an example has the shape [2]", "train", "moons", "--model", "lenet5", "--out", Out);
        Fails("--hidden is for --model mlp", "train", "digits:100", "--model", "resnet", "--hidden", "3", "--out", Out);
        Fails("unknown model; the models are mlp, linear", "train", "digits:100", "--model", "alexnet", "--out", Out);
        Fails("--context is for text:FILE", "train", "digits:100", "--context", "3", "--out", Out);
        Fails("other commands take examples", "data", "text:" + empty);
        Assert.False(File.Exists(Path.Combine(Out, "model.safetensors")));
    }

    private string Out => Path.Combine(folder.Path, "out");

    private static void Fails(string message, params string[] arguments)
    {
        var result = Tool.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }
}
