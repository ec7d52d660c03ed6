using Nabla.Learning;

namespace Nabla.Plots;

/// <summary>How a model judges test examples.</summary>
public sealed record TestJudgment
{
    private const int MistakesKept = 24;
    private const int PointsKept = 500;

    /// <summary>The names of the classes; empty for numbers to predict.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The number of examples of each true class (first) that were predicted as each class (second).</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>How probable the predictions are said to be, and how often they are right.</summary>
    public CalibrationError? Calibration { get; init; }

    /// <summary>The area under the ROC curve; NaN if it is not defined.</summary>
    public double RocAuc { get; init; } = double.NaN;

    /// <summary>Mistakes, the most confident ones first.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>True values and predictions of the first target, of some examples.</summary>
    public IReadOnlyList<(double Target, double Prediction)> Predictions { get; init; } = [];

    /// <summary>The name of the first target.</summary>
    public string TargetName { get; init; } = "";

    /// <summary>Judges examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="raw">Raw examples that match it.</param>
    /// <param name="cancellation">Cancels the judgment.</param>
    /// <exception cref="DataException">The examples do not match the model, or an output is not finite.</exception>
    public static TestJudgment Of(TrainedModel model, Dataset raw, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(raw);
        var prepared = model.Prepare(raw);
        var loss = Loss.FromName(model.LossName);
        if (!raw.IsClassification) return new() { Predictions = PredictionsOf(model, raw, prepared), TargetName = raw.TargetNames[0] };
        var (confusion, calibration, area) = (new ConfusionMatrix(), new CalibrationError(10), new RocAuc());
        Trainer.Evaluate(model.Network, loss, prepared, [confusion, calibration, area], cancellation);
        return new()
        {
            ClassNames = raw.ClassNames,
            Confusion = confusion,
            Calibration = calibration,
            RocAuc = area.Value,
            Mistakes = MistakesOf(model, loss, raw, prepared, cancellation),
        };
    }

    private static List<Mistake> MistakesOf(TrainedModel model, Loss loss, Dataset raw, Dataset prepared, CancellationToken cancellation)
    {
        var all = new List<(int Row, int Predicted, double Probability)>();
        var row = 0;
        model.Network.Eval();
        foreach (var batch in prepared.Batches(1000))
        {
            cancellation.ThrowIfCancellationRequested();
            var probabilities = loss.Probabilities(model.Network.Forward(batch.Inputs)).To(ElementType.Float64).ToArray<double>();
            for (var i = 0; i < batch.Count; i++, row++)
            {
                var own = probabilities.AsSpan(i * raw.OutputWidth, raw.OutputWidth);
                var predicted = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(own);
                if (predicted >= 0 && predicted != raw.Labels.Span[row]) all.Add((row, predicted, own[predicted]));
            }
        }
        return
        [
            .. all.OrderByDescending(mistake => mistake.Probability).ThenBy(mistake => mistake.Row).Take(MistakesKept).Select(mistake => new Mistake(
                mistake.Row, raw.ExampleShape, ValuesOf(model, prepared, mistake.Row), raw.Labels.Span[mistake.Row], mistake.Predicted, mistake.Probability)),
        ];
    }

    private static List<(double Target, double Prediction)> PredictionsOf(TrainedModel model, Dataset raw, Dataset prepared)
    {
        // Evenly over the set.
        var rows = Enumerable.Range(0, Math.Min(PointsKept, raw.Count)).Select(i => (int)((long)i * raw.Count / Math.Min(PointsKept, raw.Count))).ToArray();
        var examples = prepared.Subset(rows);
        model.Network.Eval();
        var outputs = model.Network.Forward(examples.Batches(rows.Length).Single().Inputs).To(ElementType.Float32).ToArray<float>();
        var values = new double[outputs.Length];
        model.Targets.InverseTransform(outputs, values, raw.OutputWidth);
        // Raw numbers may need more digits than float32 has; standardized ones do not.
        var targets = new double[outputs.Length];
        model.Targets.InverseTransform(examples.Targets.Span, targets, raw.OutputWidth);
        return [.. rows.Select((_, i) => (targets[i * raw.OutputWidth], values[i * raw.OutputWidth]))];
    }

    private static float[] ValuesOf(TrainedModel model, Dataset prepared, int row)
    {
        var values = new double[prepared.Width];
        model.Inputs.InverseTransform(prepared.Example(row), values, prepared.Width);
        return Array.ConvertAll(values, value => (float)value);
    }
}

/// <summary>An example whose class was predicted wrongly.</summary>
/// <param name="Row">Its row in the test set, from 0.</param>
/// <param name="Shape">The shape of the example.</param>
/// <param name="Values">Its raw values.</param>
/// <param name="Label">The true class.</param>
/// <param name="Predicted">The predicted class.</param>
/// <param name="Probability">The probability of the predicted class.</param>
public sealed record Mistake(int Row, IReadOnlyList<int> Shape, IReadOnlyList<float> Values, int Label, int Predicted, double Probability)
{
    /// <summary>The members, in the same form in every culture.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Mistake {{ Row = {Row}, Label = {Label}, Predicted = {Predicted}, Probability = {Probability} }}");
}
