using System.Globalization;
using System.Text;

namespace Nabla.Page;

/// <summary>Writes the program that trains what the page trains.</summary>
internal static class LearnCode
{
    /// <summary>Returns a file-based program; it needs the package Nabla.Learning.</summary>
    /// <param name="options">The choices.</param>
    /// <param name="epochs">The number of epochs to train.</param>
    /// <param name="points">The points set by hand, three numbers each; null for generated data.</param>
    internal static string Write(LearnOptions options, int epochs, IReadOnlyList<double>? points)
    {
        OptimizerType type = OptimizerRegistry.FromName(options.Optimizer);
        double rate = options.Rate > 0 ? options.Rate : type.LearningRate;
        var code = new StringBuilder();
        code.AppendLine("#:package Nabla.Learning@*-*");
        code.AppendLine("using Nabla;");
        code.AppendLine("using Nabla.Learning;");
        code.AppendLine();
        if (points is null)
        {
            string name = string.Concat(options.Data[..1].ToUpperInvariant(), options.Data[1..]);
            Line($"Dataset training = SyntheticData.{name}({options.Count}, {Number(options.Noise)}, new HostRandom({options.Seed}));");
        }
        else
        {
            Line($"float[] points = [{Join(Enumerable.Range(0, points.Count / 3).SelectMany(i => new[] { points[3 * i], points[3 * i + 1] }), "f")}];");
            Line($"int[] labels = [{Join(Enumerable.Range(0, points.Count / 3).Select(i => points[3 * i + 2]), "")}];");
            code.AppendLine("string[] names = [.. Enumerable.Range(1, labels.Max() + 1).Select(number => $\"class {number}\")];");
            code.AppendLine("Dataset training = Dataset.ForClassification(\"own points\", points, [2], labels, names);");
        }
        string widths = string.Join(", ", options.Hidden.Append(0).SkipLast(1).Select(width => width.ToString(CultureInfo.InvariantCulture)).Prepend("2"));
        Line($"Sequential network = Models.Perceptron([{widths}, training.OutputWidth], \"{options.Activation}\", new Generator({options.Seed}));");
        if (options.Output == "softmax") code.AppendLine("network.Add(new Softmax());");
        else if (options.Output.Length > 0) Line($"network.Add(Activation.FromName(\"{options.Output}\"));");
        Line($"Loss loss = Loss.FromName(\"{options.Loss}\");");
        code.AppendLine(type.AppliesRegularization || options.Strength == 0
            ? "var objective = new Objective(loss);"
            : $"var objective = new Objective(loss, Regularizer.FromName(\"{options.Regularizer}\"), {Number(options.Strength)});");
        Line($"OptimizerType type = OptimizerRegistry.FromName(\"{options.Optimizer}\");");
        Line($"Optimizer optimizer = type.Create(network.Parameters(), {Number(rate)}, {Number(options.Strength)});");
        code.AppendLine("TrainedModel model = TrainedModel.Create(network, training, loss);");
        code.AppendLine("var trainer = new Trainer(network, objective, optimizer);");
        Line($"var options = new TrainingOptions {{ Epochs = {epochs}, BatchSize = {options.Batch}, Seed = {options.Seed}, Schedule = null }};");
        code.AppendLine("foreach (EpochResult epoch in trainer.Fit(model.Prepare(training), null, options))");
        code.AppendLine("    Console.WriteLine($\"epoch {epoch.Epoch}  loss {epoch.Training.Loss:F5}  accuracy {epoch.Training.Score:P1}\");");
        code.AppendLine("ModelFile.Save(\"model.safetensors\", model);");
        return code.ToString();

        void Line(string line) => code.AppendLine(line);
    }

    private static string Join(IEnumerable<double> numbers, string suffix) => string.Join(", ", numbers.Select(number => Number(number) + suffix));

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
