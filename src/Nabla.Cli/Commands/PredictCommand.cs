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
        var command = new Command("predict", "Predicts: the class with all probabilities, or the numbers, one line an example. A CSV file may have the target column or lack it; rows left out with --missing drop are NA.") { file, output };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } target) OutputPath.Check(target, [parsed.GetRequiredValue(file), .. source.Files(parsed)]);
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var (features, leftOut) = source.LoadFeatures(parsed, model);
            using var interruption = new Interruption();
            var text = Format(model, model.Predict(features, interruption.Token), leftOut);
            if (leftOut.Count > 0) Console.Error.WriteLine($"nabla: warning: {source.ShortName(parsed)}: {Explain(leftOut, leftOut.Count + features.Length / model.Width)}");
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.Write(path, text);
                Console.Out.WriteLine($"{features.Length / model.Width} predictions for {source.ShortName(parsed)} written to {Printable.Escape(path)}");
            }
            else
            {
                // A terminal obeys control characters in names; a file or a program gets them as they are.
                Console.Out.Write(Console.IsOutputRedirected ? text : string.Join('\n', text.Split('\n').Select(line => Printable.Escape(line))));
            }
            return 0;
        });
        return command;
    }

    private static string Explain(IReadOnlyList<int> leftOut, int rows)
    {
        const int Most = 20;
        var which = string.Join(", ", leftOut.Take(Most).Select(row => (row + 1).ToString(CultureInfo.InvariantCulture))) + (leftOut.Count > Most ? ", …" : "");
        return $"{leftOut.Count} of {rows} rows lack a value, and their predictions are NA: {(leftOut.Count == 1 ? "row" : "rows")} {which}";
    }

    /// <summary>A line for every row of the data, so that the two can be put side by side.</summary>
    private static string Format(TrainedModel model, double[] outputs, IReadOnlyList<int> leftOut)
    {
        var (next, line) = (0, 0);
        var width = model.OutputWidth;
        var classes = model.ClassNames.Count > 0;
        var text = new StringBuilder(classes ? $"class,{string.Join(",", model.ClassNames.Select(Field))}\n" : $"{string.Join(",", model.TargetNames.Select(Field))}\n");
        for (var start = 0; start < outputs.Length; start += width)
        {
            AddLeftOut();
            var row = outputs.AsSpan(start, width);
            if (classes) text.Append(Field(model.ClassNames[row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max<double>(row))])).Append(',');
            text.AppendJoin(',', row.ToArray().Select(value => classes ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
            line++;
        }
        AddLeftOut();
        return text.ToString();

        void AddLeftOut()
        {
            for (; next < leftOut.Count && leftOut[next] == line; next++, line++) text.AppendJoin(',', Enumerable.Repeat("NA", classes ? width + 1 : width)).Append('\n');
        }
    }

    /// <summary>A name as a CSV field, quoted where it has to be.</summary>
    private static string Field(string name) => name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"")}\"" : name;
}
