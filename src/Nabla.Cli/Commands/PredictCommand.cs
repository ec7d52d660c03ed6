using System.CommandLine;
using System.Globalization;
using System.Text;
using Nabla.Learning;

namespace Nabla.Cli;

/// <summary><c>nabla predict</c>: writes the predictions of a saved model for every example as CSV.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var source = new DataSource();
        var file = new Argument<string>("model") { Description = "Model file" };
        var output = new Option<string?>("--out") { Description = "Output file (default: standard output)" };
        var command = new Command(
            "predict",
            "Predict the class with all probabilities, or the target values, one line per example. A CSV file needs no target column; "
            + "rows dropped with --missing drop are NA.")
        {
            file, output,
        };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } target) OutputPath.Check(target, [parsed.GetRequiredValue(file), .. source.Files(parsed)]);
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var (features, leftOut) = source.LoadFeatures(parsed, model);
            using var interruption = new Interruption();
            var text = Format(model, model.Predict(features, interruption.Token), leftOut);
            if (leftOut.Count > 0)
            {
                var rows = leftOut.Count + features.Length / model.Width;
                Console.Error.WriteLine($"nabla: warning: {source.ShortName(parsed)}: {Explain(leftOut, rows)}");
            }
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.Write(path, text);
                Console.Out.WriteLine($"{features.Length / model.Width} predictions for {source.ShortName(parsed)} written to {Printable.Escape(path)}");
            }
            else
            {
                // Control characters in names are escaped for terminals, which would interpret them, but not for files and pipes.
                Console.Out.Write(Console.IsOutputRedirected ? text : string.Join('\n', text.Split('\n').Select(line => Printable.Escape(line))));
            }
            return 0;
        });
        return command;
    }

    private static string Explain(IReadOnlyList<int> leftOut, int rows)
    {
        const int Most = 20;
        var which = string.Join(", ", leftOut.Take(Most).Select(row => (row + 1).ToString(CultureInfo.InvariantCulture)))
            + (leftOut.Count > Most ? ", …" : "");
        return $"{leftOut.Count} of {rows} rows lack a value, so their predictions are NA: {(leftOut.Count == 1 ? "row" : "rows")} {which}";
    }

    /// <summary>Formats one line per row of the data, so that the two can be joined by line.</summary>
    private static string Format(TrainedModel model, double[] outputs, IReadOnlyList<int> leftOut)
    {
        var (next, line) = (0, 0);
        var width = model.OutputWidth;
        var classes = model.ClassNames.Count > 0;
        var text = new StringBuilder(classes
            ? $"class,{string.Join(",", model.ClassNames.Select(Field))}\n"
            : $"{string.Join(",", model.TargetNames.Select(Field))}\n");
        for (var start = 0; start < outputs.Length; start += width)
        {
            AddLeftOut();
            var row = outputs.AsSpan(start, width);
            if (classes) text.Append(Field(model.ClassNames[row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max<double>(row))])).Append(',');
            var values = row.ToArray().Select(value => classes
                ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
                : value.ToString("R", CultureInfo.InvariantCulture));
            text.AppendJoin(',', values).Append('\n');
            line++;
        }
        AddLeftOut();
        return text.ToString();

        void AddLeftOut()
        {
            for (; next < leftOut.Count && leftOut[next] == line; next++, line++)
                text.AppendJoin(',', Enumerable.Repeat("NA", classes ? width + 1 : width)).Append('\n');
        }
    }

    /// <summary>A name as a CSV field, quoted if necessary.</summary>
    private static string Field(string name) => name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"")}\"" : name;
}
