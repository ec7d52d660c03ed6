using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla summary</c>: shows the layers of a saved model.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("model") { Description = "Model file" };
        var json = new Option<bool>("--json") { Description = "Print the layers as JSON, as train --model FILE.json reads them" };
        var command = new Command("summary", "Show the layers of a saved model with shapes, parameters and operations.") { file, json };
        command.SetAction(parsed =>
        {
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(ModelFile.LayersOf(model.Network));
                return 0;
            }
            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("layer").AddColumn("kind").AddColumn("output").AddColumn(new TableColumn("parameters").RightAligned())
                .AddColumn(new TableColumn("operations").RightAligned()).AddColumn(new TableColumn("bytes").RightAligned());
            var rows = Summary.Create(model.Network, [.. model.ExampleShape]);
            foreach (var row in rows)
            {
                table.AddRow(
                    row.Path,
                    Markup.Escape(row.Layer),
                    Markup.Escape($"[batch, {row.Output.ToString()[1..]}"),
                    Text(row.Parameters),
                    Text(row.Operations),
                    Text(row.ActivationBytes));
            }
            table.AddRow(
                "", "total", "", Text(model.Network.ParameterCount()), Text(rows.Sum(row => row.Operations)), Text(rows.Sum(row => row.ActivationBytes)));
            AnsiConsole.Write(table);
            Console.Out.WriteLine($"input:  [{string.Join(", ", model.ExampleShape)}]");
            Console.Out.WriteLine(model.ClassNames.Count > 0
                ? $"output: {model.ClassNames.Count} classes ({Printable.Escape(string.Join(", ", model.ClassNames))})"
                : $"output: {Printable.Escape(string.Join(", ", model.TargetNames))}");
            Console.Out.WriteLine($"loss:   {model.LossName}");
            return 0;
        });
        return command;
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
