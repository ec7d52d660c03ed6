using System.CommandLine;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>The observer of a run, and the server of its page if somebody watches.</summary>
internal sealed class WatchedRun : IDisposable
{
    private readonly LoopbackServer? server;

    /// <summary>Starts to observe a run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="port">The port to serve the page on, 0 for any free one; null for no server.</param>
    /// <param name="title">The title of the page.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="network">The network.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="training">The training examples.</param>
    /// <param name="options">The options of the run.</param>
    public WatchedRun(ParseResult parsed, int? port, string title, Trainer trainer, Module network, Loss loss, IBatchSource training, TrainingOptions options)
    {
        var data = new RunReportData
        {
            Title = title,
            LossName = loss.Name,
            IsClassification = training.IsClassification,
            Facts = [("data", UsedOptions.Data(parsed)), .. UsedOptions.Of(parsed, options, trainer.LearningRate).Select(option => (option.Key, option.Value))],
        };
        Observer = new(data, network, loss, training, options, port is not null);
        if (port is not { } number) return;
        server = WatchServer.Start(number, title, () => Observer.Content);
        Console.Out.WriteLine($"watch: {server.Address}");
    }

    /// <summary>What observes the run.</summary>
    public RunObserver Observer { get; }

    public void Dispose() => server?.Dispose();
}
