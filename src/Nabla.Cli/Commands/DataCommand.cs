using System.CommandLine;
using System.Globalization;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla data</c>: describes a data set.</summary>
internal static class DataCommand
{
    private const int ColumnsShown = 40;

    public static Command Create()
    {
        var source = new DataSource();
        var command = new Command("data", "Describe a data set: sizes, classes and columns; or download one.") { DownloadCommand.Create() };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var data = source.Load(parsed);
            Report.Notes(data);
            Console.Out.WriteLine(
                $"{data.Name}: {data.Count} examples of [{string.Join(", ", data.ExampleShape)}], "
                + (data.IsClassification ? $"{data.ClassNames.Count} classes" : $"{data.OutputWidth} target(s)"));
            if (data.IsClassification)
            {
                var counts = data.CountPerClass();
                var classes = Grid("class", "examples");
                for (var i = 0; i < counts.Count; i++) classes.AddRow(Report.Cell(data.ClassNames[i]), counts[i].ToString(CultureInfo.InvariantCulture));
                AnsiConsole.Write(classes);
            }
            var columns = Grid("column", "mean", "deviation", "smallest", "largest");
            if (data.ExampleShape.Count > 1) Add(columns, "all pixels", data.FeatureStatistics());
            else for (var i = 0; i < Math.Min(data.Width, ColumnsShown); i++) Add(columns, data.FeatureNames[i], data.FeatureStatistics(i));
            if (!data.IsClassification)
                for (var i = 0; i < data.OutputWidth; i++) Add(columns, $"{data.TargetNames[i]} (target)", data.TargetStatistics(i));
            AnsiConsole.Write(columns);
            if (data.ExampleShape.Count == 1 && data.Width > ColumnsShown) Console.Out.WriteLine($"… and {data.Width - ColumnsShown} more columns");
            return 0;
        });
        return command;
    }

    private static Table Grid(params string[] names)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < names.Length; i++) table.AddColumn(i == 0 ? new TableColumn(names[i]) : new TableColumn(names[i]).RightAligned());
        return table;
    }

    private static void Add(Table table, string name, ColumnStatistics column)
    {
        var numbers = ((double[])[column.Mean, column.StandardDeviation, column.Minimum, column.Maximum])
            .Select(number => number.ToString("G5", CultureInfo.InvariantCulture));
        table.AddRow([Report.Cell(name), .. numbers]);
    }
}
