using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Nabla.Learning;
using Xunit;

// These calls end in milliseconds: not worth a cancellation token in each.
#pragma warning disable xUnit1051
namespace Nabla.Tests.Learning.Training.Observation;

/// <summary>Loggers, listeners of meters and activities, and receivers of progress see a run.</summary>
public sealed class ObservationTests
{
    private static readonly Dataset Examples = SyntheticData.Moons(100, 0.1, new HostRandom(4));

    [Fact]
    public void Fit_WithListeners_CountsStepsAndExamples()
    {
        var thread = Environment.CurrentManagedThreadId;
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == TrainingTelemetry.Name) own.EnableMeasurementEvents(instrument);
            },
        };
        // Other tests train at the same time.
        void Add(string name, double value)
        {
            if (Environment.CurrentManagedThreadId == thread) sums[name] = sums.GetValueOrDefault(name) + value;
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();

        var results = Fit();

        Assert.Equal(20, sums["nabla.training.steps"]);
        Assert.Equal(200, sums["nabla.training.examples"]);
        Assert.InRange(sums["nabla.training.step.duration"], 1e-9, results.Sum(result => result.Seconds));
        Assert.Equal(results.Sum(result => result.Validation!.Value.Loss), sums["nabla.training.validation.loss"], 1e-12);
        // The mean of the steps' objectives, as all batches have one size.
        Assert.Equal(results.Average(result => result.Training.Loss), sums["nabla.training.loss"] / 20, 1e-12);
        Assert.Equal(20 * 0.1, sums["nabla.training.learning_rate"], 1e-12);
    }

    [Fact]
    public void Fit_WithListeners_IsATreeOfActivities()
    {
        var ended = new List<Activity>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TrainingTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == root.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId) ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        Fit();

        Assert.Equal(["validate", "epoch", "validate", "epoch", "train"], ended.Select(activity => activity.OperationName));
        Assert.Equal(["epoch", "train", "epoch", "train", "test"], ended.Select(activity => activity.Parent!.OperationName));
    }

    [Fact]
    public void LoggingCallback_OfARun_LogsEpochsValidationsAndSteps()
    {
        var log = new Log();
        Fit(new LoggingCallback(log, everySteps: 5));

        Assert.Equal(2 * 2, log.Lines.Count(line => line.Level == LogLevel.Debug));
        Assert.Equal(2 * 2, log.Lines.Count(line => line.Level == LogLevel.Information));
        Assert.StartsWith("Epoch 1 of 2, batch 5 of 10: loss 0.", log.Lines[0].Text);
        Assert.Contains(", the best so far", log.Lines[2].Text);
        Assert.StartsWith("Epoch 1: training loss 0.", log.Lines[3].Text);
    }

    [Fact]
    public void LoggingCallback_OfADivergedRun_WarnsOnce()
    {
        var log = new Log();
        Fit(new LoggingCallback(log), 1e30);
        Assert.StartsWith("The loss is Infinity in epoch 1, batch", Assert.Single(log.Lines, line => line.Level == LogLevel.Warning).Text);
    }

    [Fact]
    public void ProgressCallback_OfARun_ReportsEveryStep()
    {
        var seen = new List<TrainingProgress>();
        Fit(new ProgressCallback(new Receiver(seen)));
        Assert.Equal(Enumerable.Range(1, 20).Select(step => 10L * step), seen.Select(progress => progress.Examples));
    }

    private static IReadOnlyList<EpochResult> Fit(ITrainingCallback? callback = null, double rate = 0.1)
    {
        var network = Models.Perceptron([2, 8, 2], "tanh", new Generator(3));
        return new Trainer(network, new(new SquaredErrorLoss()), new Sgd(network.Parameters(), rate)).Fit(
            Examples, Examples, new() { Epochs = 2, BatchSize = 10, Schedule = null }, callback is null ? [] : [callback]);
    }

    private sealed class Receiver(List<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value);
    }

    private sealed class Log : ILogger
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));
    }
}
