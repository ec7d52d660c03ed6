using System.Diagnostics;
using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>Collects what the report of a run shows while it goes on: epochs, norms of layers, and the state in a sentence.</summary>
internal sealed class RunObserver : ITrainingCallback
{
    private const int ExamplesLookedAt = 128;
    private const int MostNorms = 60;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Module network;
    private readonly Loss loss;
    private readonly IBatchSource source;
    private readonly Batch batch;
    private readonly int every;
    private readonly List<EpochResult> epochs = [];
    private readonly List<LayerNorms> norms = [];
    private readonly bool isWatched;
    private readonly Stopwatch sinceLook = Stopwatch.StartNew();
    private RunReportData data;
    private volatile string content = "";
    private volatile bool hasEnded;

    /// <summary>Observes the training of a network.</summary>
    /// <param name="data">Title and settings of the run.</param>
    /// <param name="network">The network.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="source">Examples of the training.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="isWatched">True if somebody looks at the page while the run goes on.</param>
    public RunObserver(RunReportData data, Module network, Loss loss, IBatchSource source, TrainingOptions options, bool isWatched)
    {
        (this.data, this.network, this.loss, this.source, this.isWatched) = (data, network, loss, source, isWatched);
        batch = source.Batches(Math.Min(ExamplesLookedAt, source.Count), new HostRandom(options.Seed, 4)).First();
        every = (options.Epochs - 1) / MostNorms + 1;
        norms.Add(LayerNorms.Of(0, LayerState.Of(network, loss, source, batch)));
        Look("The run begins.");
    }

    /// <summary>The contents of the page.</summary>
    public (string Content, bool HasEnded) Content => (content, hasEnded);

    /// <inheritdoc/>
    public void OnStep(TrainingProgress progress)
    {
        if (!isWatched || sinceLook.Elapsed < BetweenLooks) return;
        Look(string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {progress.Epoch} of {progress.Epochs}, batch {progress.Batch} of {progress.Batches}: loss {progress.Loss:G4}; "
            + $"{progress.Examples / Math.Max(1e-9, progress.Elapsed.TotalSeconds):N0} examples per second, {progress.Elapsed:hh\\:mm\\:ss} so far."));
    }

    /// <inheritdoc/>
    public void OnEpoch(EpochResult result)
    {
        epochs.Add(result);
        if (result.Epoch % every == 0 && double.IsFinite(result.Training.Loss))
            norms.Add(LayerNorms.Of(result.Epoch, LayerState.Of(network, loss, source, batch)));
        if (epochs.Count == 1 || sinceLook.Elapsed >= BetweenLooks) Look($"Epoch {result.Epoch} is done.");
    }

    /// <summary>Returns the report of the run after its end.</summary>
    /// <param name="results">All epochs, those before a resumption included.</param>
    /// <param name="state">The result in a sentence.</param>
    /// <param name="hints">Hints on data and network.</param>
    /// <param name="test">The judgment of the test examples; null if there was no test.</param>
    public RunReportData End(IReadOnlyList<EpochResult> results, string state, IReadOnlyList<string> hints, TestJudgment? test)
    {
        data = data with
        {
            State = state,
            Epochs = results,
            Hints = hints,
            Test = test,
            Norms = [.. norms],
            Layers = LayerState.Of(network, loss, source, batch),
        };
        content = isWatched ? RunReport.Content(data) : "";
        hasEnded = true;
        return data;
    }

    private void Look(string state)
    {
        if (!isWatched) return;
        data = data with { State = state, Epochs = [.. epochs], Norms = [.. norms], Layers = LayerState.Of(network, loss, source, batch) };
        content = RunReport.Content(data);
        sinceLook.Restart();
    }
}
