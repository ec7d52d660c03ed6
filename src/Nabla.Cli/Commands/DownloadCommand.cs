using System.CommandLine;
using Nabla.Learning;
using Spectre.Console;

namespace Nabla.Cli;

/// <summary><c>nabla data download</c>: downloads a published data set.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = string.Join(", ", PublishedDataset.All.Select(dataset => dataset.Name)) };
        var to = new Option<string?>("--to") { Description = "Folder for the files (default: that of the cache, where train NAME finds them)" };
        var from = new Option<string?>("--from") { Description = "Address of a folder with the files, instead of the known mirrors" };
        var command = new Command("download", "Download a data set and check its files.") { name, to, from };
        command.SetAction(parsed =>
        {
            var dataset = PublishedDataset.FromName(parsed.GetRequiredValue(name));
            if (parsed.GetValue(from) is { } address) dataset = dataset.From(address);
            var folder = parsed.GetValue(to);
            if (folder is not null && string.IsNullOrWhiteSpace(folder)) throw new DataException("--to: the name of the folder is empty.");
            using var interruption = new Interruption();
            try
            {
                var place = Run(options => DatasetDownload.FetchAsync(dataset, folder, options, interruption.Token));
                var source = folder is null ? dataset.Name : $"{dataset.Name}:{Printable.Escape(folder)}";
                Console.Out.WriteLine($"{dataset.Name} is in {Printable.Escape(place)}; train with: nabla train {source}");
                return 0;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("nabla: stopped; the same command goes on with what has arrived.");
                return Interruption.ExitCode;
            }
        });
        return command;
    }

    /// <summary>Runs a download with a progress bar on a terminal, or with plain lines.</summary>
    private static string Run(Func<DownloadOptions, Task<string>> fetch)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
            return fetch(new() { Report = sentence => Console.Out.WriteLine(Printable.Escape(sentence)) }).GetAwaiter().GetResult();
        ProgressColumn[] columns =
        [
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new DownloadedColumn(), new TransferSpeedColumn(),
        ];
        return AnsiConsole.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            var tasks = new Dictionary<string, ProgressTask>();
            return fetch(new()
            {
                Report = sentence => AnsiConsole.WriteLine(Printable.Escape(sentence)),
                Progress = progress =>
                {
                    if (!tasks.TryGetValue(progress.File, out var task))
                        tasks[progress.File] = task = context.AddTask(Markup.Escape(progress.File), maxValue: progress.Size);
                    task.Value = progress.Received;
                },
            }).GetAwaiter().GetResult();
        });
    }
}
