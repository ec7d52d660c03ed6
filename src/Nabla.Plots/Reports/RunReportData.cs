using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>What a <see cref="RunReport"/> shows of a training run. What is empty or null is left out.</summary>
public sealed record RunReportData
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The state of the run in one sentence, such as its result.</summary>
    public string State { get; init; } = "";

    /// <summary>The options of the run by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>Hints on what went wrong or could be better.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>The name of the loss.</summary>
    public string LossName { get; init; } = "";

    /// <summary>True for classes, false for numbers to predict.</summary>
    public bool IsClassification { get; init; }

    /// <summary>The completed epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; init; } = [];

    /// <summary>Norms of weights and gradients of the layers in the course of the run.</summary>
    public IReadOnlyList<LayerNorms> Norms { get; init; } = [];

    /// <summary>The layers at the end, with weights and the activations of a batch.</summary>
    public IReadOnlyList<LayerState> Layers { get; init; } = [];

    /// <summary>The judgment of the test examples; null if there was no test.</summary>
    public TestJudgment? Test { get; init; }

    /// <summary>Learning rates that were tried, and the loss at each.</summary>
    public IReadOnlyList<(double Rate, double Loss)> LearningRates { get; init; } = [];
}

/// <summary>Norms of the layers of a network at a moment of a run.</summary>
/// <param name="Epoch">The number of epochs done.</param>
/// <param name="Layers">The path of each layer with parameters, and the Euclidean norms of its gradients and weights.</param>
public sealed record LayerNorms(double Epoch, IReadOnlyList<(string Path, double Gradient, double Weight)> Layers)
{
    /// <summary>Returns the norms of layers.</summary>
    public static LayerNorms Of(double epoch, IReadOnlyList<LayerState> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return new(epoch, [.. layers.Where(layer => layer.Parameters.Count > 0).Select(layer => (layer.Path, layer.GradientNorm, layer.WeightNorm))]);
    }

    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"LayerNorms {{ Epoch = {Epoch}, Layers = {Layers.Count} }}");
}
