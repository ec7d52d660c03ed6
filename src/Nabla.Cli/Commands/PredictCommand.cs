using System.CommandLine;
using System.Globalization;
using System.Text;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla predict</c>: what a saved model says to every example, as CSV.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var source = new DataSource();
        var file = new Argument<string>("model") { Description = "A model file" };
        var output = new Option<string?>("--out") { Description = "A file for the predictions; they are printed if not given" };
        var command = new Command("predict", "Predicts: the class with all probabilities, or the numbers, one line an example. A CSV file may have the target column or lack it.") { file, output };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } target) OutputPath.Check(target, [parsed.GetRequiredValue(file), .. source.Files(parsed)]);
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var features = source.LoadFeatures(parsed, model);
            using var interruption = new Interruption();
            var text = Format(model, model.Predict(features, interruption.Token));
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.Write(path, text);
                Console.Out.WriteLine($"{features.Length / model.Width} predictions for {source.ShortName(parsed)} written to {Printable.Of(path)}");
            }
            else
            {
                // A terminal obeys control characters in names; a file or a program gets them as they are.
                Console.Out.Write(Console.IsOutputRedirected ? text : string.Join('\n', text.Split('\n').Select(line => Printable.Of(line))));
            }
            return 0;
        });
        return command;
    }

    private static string Format(TrainedModel model, double[] outputs)
    {
        var width = model.OutputWidth;
        var classes = model.ClassNames.Count > 0;
        var text = new StringBuilder(classes ? $"class,{string.Join(",", model.ClassNames.Select(Field))}\n" : $"{string.Join(",", model.TargetNames.Select(Field))}\n");
        for (var start = 0; start < outputs.Length; start += width)
        {
            var row = outputs.AsSpan(start, width);
            if (classes) text.Append(Field(model.ClassNames[row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max<double>(row))])).Append(',');
            text.AppendJoin(',', row.ToArray().Select(value => classes ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A name as a CSV field, quoted where it has to be.</summary>
    private static string Field(string name) => name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"")}\"" : name;
}
