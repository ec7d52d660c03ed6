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
        var command = new Command("summary", "Show the layers of a saved model with shapes and parameter counts.") { file };
        command.SetAction(parsed =>
        {
            var model = ModelFile.Load(parsed.GetRequiredValue(file));
            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("layer").AddColumn("kind").AddColumn("output").AddColumn(new TableColumn("parameters").RightAligned());
            foreach (var row in Summary.Create(model.Network, [model.Width]))
            {
                table.AddRow(
                    row.Path,
                    Markup.Escape(row.Layer),
                    Markup.Escape($"[batch, {row.Output.ToString()[1..]}"),
                    row.Parameters.ToString("N0", CultureInfo.InvariantCulture));
            }
            table.AddRow("", "total", "", model.Network.ParameterCount().ToString("N0", CultureInfo.InvariantCulture));
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
}
