using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Nabla.Learning;

/// <summary>
/// What a training run tells OpenTelemetry and other listeners, without being asked to: add <see cref="Name"/> as a meter and as a source of activities.
/// </summary>
/// <remarks>
/// <para>Counters <c>nabla.training.steps</c> and <c>nabla.training.examples</c>; the histogram <c>nabla.training.step.duration</c> in seconds; gauges
/// <c>nabla.training.loss</c>, the objective of the last step, <c>nabla.training.validation.loss</c> and <c>nabla.training.learning_rate</c>.</para>
/// <para>Activities <c>train</c>, <c>epoch</c>, <c>validate</c> and <c>checkpoint</c>.</para>
/// <para>Without listeners, a step pays some nanoseconds for it.</para>
/// </remarks>
public static class TrainingTelemetry
{
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("nabla.training.steps", "{step}", "Training steps");
    private static readonly Counter<long> Examples = Meter.CreateCounter<long>("nabla.training.examples", "{example}", "Examples in training steps");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("nabla.training.step.duration", "s", "Duration of training steps");
    private static readonly Gauge<double> Loss = Meter.CreateGauge<double>("nabla.training.loss", description: "Objective of the last training step");
    private static readonly Gauge<double> ValidationLoss = Meter.CreateGauge<double>(
        "nabla.training.validation.loss", description: "Loss of the last validation");

    private static readonly Gauge<double> LearningRate = Meter.CreateGauge<double>(
        "nabla.training.learning_rate", description: "Learning rate of the last step");

    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Nabla.Learning";

    private static readonly ActivitySource Source = new(Name);

    internal static Activity? Start(string activity) => Source.StartActivity(activity);

    internal static void Step(int examples, double seconds, double loss, double rate)
    {
        Steps.Add(1);
        Examples.Add(examples);
        Duration.Record(seconds);
        Loss.Record(loss);
        LearningRate.Record(rate);
    }

    internal static void Validation(double loss) => ValidationLoss.Record(loss);
}
