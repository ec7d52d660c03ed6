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
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var (name, features) = Features(source, parsed, model);
            using var interruption = new Interruption();
            var text = Format(model, model.Predict(features, interruption.Token));
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.Write(path, text);
                Console.Out.WriteLine($"{features.Length / model.Width} predictions for {name} written to {path}");
            }
            else
            {
                Console.Out.Write(text);
            }
            return 0;
        });
        return command;
    }

    private static (string Name, float[] Features) Features(DataSource source, ParseResult parsed, TrainedModel model)
    {
        var raw = Load(source, parsed, model);
        if (source.IsCsv(parsed) && raw.Width == model.Width - 1)
        {
            // The file has no target: what was taken for it is the last feature.
            raw = source.LoadForUse(parsed, forcedTask: LearningTask.Regression);
            model.RequireOrder(raw.Name, [.. raw.FeatureNames, .. raw.TargetNames]);
            var joined = new float[raw.Count * model.Width];
            for (var row = 0; row < raw.Count; row++)
            {
                raw.Example(row).CopyTo(joined.AsSpan(row * model.Width));
                joined[(row + 1) * model.Width - 1] = raw.Target(row)[0];
            }
            return (raw.Name, joined);
        }
        if (raw.Width != model.Width) throw new DataException($"{raw.Name}: an example has {raw.Width} numbers, but the model takes {model.Width}.");
        model.RequireOrder(raw.Name, raw.FeatureNames);
        return (raw.Name, raw.Features.ToArray());
    }

    private static DataSet Load(DataSource source, ParseResult parsed, TrainedModel model)
    {
        if (model.ClassNames.Count == 0) return source.LoadForUse(parsed, forcedTask: LearningTask.Regression);
        try
        {
            return source.LoadForUse(parsed);
        }
        catch (DataException) when (source.IsCsv(parsed))
        {
            // Examples of one class alone make no data set of classes, unless it is told which others there are.
            return source.LoadForUse(parsed, model.ClassNames, LearningTask.Classification);
        }
    }

    private static string Format(TrainedModel model, float[] outputs)
    {
        var width = model.OutputWidth;
        var classes = model.ClassNames.Count > 0;
        var text = new StringBuilder(classes ? $"class,{string.Join(",", model.ClassNames.Select(Field))}\n" : $"{string.Join(",", model.TargetNames.Select(Field))}\n");
        for (var start = 0; start < outputs.Length; start += width)
        {
            var row = outputs.AsSpan(start, width);
            if (classes) text.Append(Field(model.ClassNames[row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max<float>(row))])).Append(',');
            text.AppendJoin(',', row.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A name as a CSV field, quoted where it has to be.</summary>
    private static string Field(string name) => name.AsSpan().ContainsAny(",\"\n") ? $"\"{name.Replace("\"", "\"\"")}\"" : name;
}
