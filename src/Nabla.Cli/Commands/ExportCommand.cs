using System.CommandLine;
using Nabla.Learning;
using Nabla.Onnx;

namespace Nabla.Cli;

/// <summary><c>nabla export</c>: writes a saved model for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("model") { Description = "Model file" };
        var target = new Argument<string>("file") { Description = "The ONNX file to write, such as model.onnx" };
        var opset = new Option<int>("--opset")
        {
            Description = $"Version of the set of operators, {OnnxExportOptions.OldestOpset} to {OnnxExportOptions.NewestOpset}",
            DefaultValueFactory = _ => new OnnxExportOptions().Opset,
        };
        var command = new Command(
            "export", "Write a saved model as ONNX, from raw features to class probabilities or target values, for ONNX Runtime and other programs.")
        {
            file, target, opset,
        };
        command.SetAction(parsed =>
        {
            var (path, version) = (parsed.GetRequiredValue(target), parsed.GetValue(opset));
            if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) throw new DataException($"{path}: the file to write must end with .onnx.");
            if (version is < OnnxExportOptions.OldestOpset or > OnnxExportOptions.NewestOpset)
                throw new DataException($"--opset {version}: must be from {OnnxExportOptions.OldestOpset} to {OnnxExportOptions.NewestOpset}.");
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            try
            {
                OnnxExport.Save(path, model, new() { Opset = version });
            }
            catch (OnnxException exception)
            {
                throw new DataException(exception.Message, exception);
            }
            Console.Out.WriteLine($"{path}: opset {version}, input [batch, {string.Join(", ", model.ExampleShape)}], {Printable.Escape(Output(model))}");
            return 0;
        });
        return command;
    }

    private static string Output(TrainedModel model) => model.ClassNames.Count > 0
        ? $"output: probabilities of {string.Join(", ", model.ClassNames)}"
        : $"output: {string.Join(", ", model.TargetNames)}";
}
