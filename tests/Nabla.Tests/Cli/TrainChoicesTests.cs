using Nabla.Learning;
using Nabla.Tests.Learning.Data;
using Xunit;

namespace Nabla.Tests.Cli;

/// <summary>The lecture's models, nonlinearities, losses and regularizers, selected by name in <c>nabla train</c>.</summary>
public sealed class TrainChoicesTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--model perceptron", 0.75)]
    [InlineData("--model delta", 0.75)]
    [InlineData("--model linear", 0.75)]
    [InlineData("--model linear --loss binary-cross-entropy --basis gaussian:8", 0.85)]
    [InlineData("--model perceptron --basis polynomial:3", 0.9)]
    [InlineData("--model delta --basis additive-sigmoidal:4", 0.75)]
    [InlineData("--model linear --basis fourier:30 --loss multi-class-hinge", 0.9)]
    [InlineData("--hidden 16 --activation maxout --lr 0.01 --loss hinge", 0.9)]
    [InlineData("--hidden 16 --activation gelu --lr 0.01 --loss huber --regularizer elastic-net --strength 0.0001", 0.75)]
    [InlineData("--hidden 8 --activation tanh --optimizer random-changes --constant-rate", 0.75)]
    [InlineData("--model linear --regularizer l1 --strength 0.001 --optimizer proximal --basis polynomial:3", 0.8)]
    public void Train_Moons_LearnsAndLeavesAModelThatCanBeRead(string options, double least)
    {
        var result = Tool.Succeed(["train", "moons:600", .. options.Split(' '), "--epochs", "30", "--out", folder.In("run"), "--json"]);
        var accuracy = TrainTests.Parse(result.LastLine).GetProperty("test_accuracy").GetDouble();
        Assert.InRange(accuracy, least, 1);
        var evaluated = TrainTests.Parse(
            Tool.Succeed("evaluate", System.IO.Path.Combine(folder.In("run"), "model.safetensors"), "moons:600", "--json").LastLine);
        Assert.Equal(accuracy, evaluated.GetProperty("test_accuracy").GetDouble());
    }

    [Theory]
    [InlineData("polynomial:2", 0.99, 1)]
    [InlineData("gaussian:4", 0.99, 1)]
    [InlineData("sigmoidal:20", 0.99, 1)]
    [InlineData("fourier:20", 0.99, 1)]
    [InlineData("additive-polynomial:2", 0, 0.75)]
    [InlineData("additive-gaussian:6", 0, 0.75)]
    public void Train_Xor_LinearInBasisFunctions_NeedsFunctionsOfBothInputs(string basis, double least, double most)
    {
        var result = Tool.Succeed("train", "xor", "--model", "linear", "--basis", basis, "--out", folder.In("run"), "--json");
        Assert.InRange(TrainTests.Parse(result.LastLine).GetProperty("test_accuracy").GetDouble(), least, most);
    }

    [Fact]
    public void Train_SquaredErrorOfSigmoids_WarnsWithTheNumbers_AndTrainsAllTheSame()
    {
        var result = Tool.Run(
            "train", "moons:200", "--loss", "squared-error", "--output", "sigmoid", "--hidden", "4", "--epochs", "1", "--out", folder.In("run"));
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(
            "nabla: warning: loss 'squared-error' on sigmoid outputs learns nothing from confident mistakes: "
            + "at z = -10 with the target 1 its derivative is -9.1e-5",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Lasso_SaysHowManyWeightsAreZero()
    {
        var output = Tool.Succeed(
            "train", $"csv:{RealData.File("sklearn", "diabetes_data_raw.csv.gz")}",
            "--target-file", RealData.File("sklearn", "diabetes_target.csv.gz"), "--model", "linear",
            "--regularizer", "l1", "--strength", "0.1", "--optimizer", "proximal", "--batch", "1000", "--epochs", "1000", "--out", folder.In("run")).Output;
        Assert.Contains("\n5 of 10 weights are exactly zero\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model tree", "--model tree: unknown model; the models are mlp, linear, perceptron, delta, lenet1, lenet4, ")]
    [InlineData("--model linear --hidden 5", "--model linear has no hidden layers; omit --hidden, or use --model mlp.")]
    [InlineData(
        "--model linear --activation tanh",
        "--model linear has no hidden layers, so no nonlinearity between them; omit --activation, or use --model mlp.")]
    [InlineData("--basis wavelet:3", "Unknown basis 'wavelet'; the bases are polynomial, gaussian, sigmoidal, fourier, additive-polynomial,")]
    [InlineData("--basis polynomial", "--basis polynomial: it must be a name and a number from 1 to 100000, such as polynomial:3.")]
    [InlineData("--basis polynomial:0", "--basis polynomial:0: it must be")]
    [InlineData("--basis polynomial:101", "degree ('101') must be less than or equal to '100'.")]
    [InlineData("--basis polynomial:100001", "--basis polynomial:100001: it must be a name and a number from 1 to 100000")]
    [InlineData("--basis gaussian:500", "moons: 500 centers need as many different examples")]
    [InlineData("--output nonsense", "Unknown nonlinearity 'nonsense'")]
    [InlineData("--model delta --output tanh", "--output tanh: --model delta has its own outputs.")]
    [InlineData("--model delta --optimizer adam", "--optimizer adam: --model delta has its own rule.")]
    [InlineData("--model perceptron --loss hinge", "--loss hinge: --model perceptron has its own rule.")]
    [InlineData("--model perceptron --strength 1", "--strength 1: --model perceptron has no regularizer; use --model linear.")]
    [InlineData("--loss misclassification", "--loss misclassification: it has no gradient to follow")]
    [InlineData("--regularizer l3", "Unknown regularizer 'l3'; the regularizers are l2, l1, elastic-net.")]
    [InlineData("--optimizer proximal", "--optimizer proximal is for --regularizer l1 or elastic-net; l2 has a gradient everywhere.")]
    public void Train_ChoicesThatCannotBe_AreRefusedBeforeAnythingIsWritten(string options, string message)
    {
        var result = Tool.Run(["train", "moons:100", .. options.Split(' '), "--out", folder.In("none")]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"nabla: {message}", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("none")));
    }

    [Fact]
    public void Train_PerceptronForNumbers_IsRefused()
    {
        var file = folder.Write("numbers.csv", string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{i * 0.5 + 0.25}\n")).Replace(",0.", ",0."));
        Assert.Contains(
            "--model perceptron: numbers has numbers to predict, not classes; use --model delta.",
            Tool.Run("train", $"csv:{file}", "--model", "perceptron", "--out", folder.In("none")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ModelFile_LayerThatItCannotHold_IsRefusedWhenSaving()
    {
        var model = new TrainedModel
        {
            Network = new Sequential(new Linear(2, 2, new Generator(1)), new Doubling()),
            LossName = "squared-error",
            ExampleShape = [2],
            FeatureNames = ["a", "b"],
            ClassNames = ["x", "y"],
            TargetNames = [],
            Inputs = Standardizer.Identity,
        };
        Assert.StartsWith(
            "model: layer 1 is doubling, a type that is not registered: call ModuleRegistry.Register",
            Assert.Throws<ArgumentException>(() => ModelFile.Save(folder.In("m.safetensors"), model)).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder.In("m.safetensors")));
    }

    private sealed class Doubling : Module
    {
        public override string TypeName => "doubling";

        public override Tensor Forward(Tensor x) => x * 2;
    }
}
