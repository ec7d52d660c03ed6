namespace Nabla.Learning;

/// <summary>
/// Counts of true and predicted classes, and what follows from them for each class: precision TP / (TP + FP), recall TP / (TP + FN) and F1, their harmonic
/// mean. The value is the mean F1 of the classes that occur.
/// </summary>
public sealed class ConfusionMatrix : ClassificationMetric
{
    private long[,] counts = new long[0, 0];

    /// <inheritdoc/>
    public override string Name => "F1";

    /// <summary>The number of classes seen so far.</summary>
    public int Classes => counts.GetLength(0);

    /// <summary>The number of examples of a class that were predicted as another.</summary>
    /// <param name="label">The true class.</param>
    /// <param name="predicted">The predicted class.</param>
    public long this[int label, int predicted] => counts[label, predicted];

    /// <summary>The mean F1 of the classes that occur as label or prediction.</summary>
    public override double Value => Mean(F1);

    /// <summary>The mean precision of the classes that are predicted at all.</summary>
    public double MeanPrecision => Mean(Precision);

    /// <summary>The mean recall of the classes that occur.</summary>
    public double MeanRecall => Mean(Recall);

    /// <summary>The fraction of the predictions of a class that are right; NaN if it is never predicted.</summary>
    public double Precision(int index) => counts[index, index] / (double)Predicted(index);

    /// <summary>The fraction of the examples of a class that are found; NaN if there are none.</summary>
    public double Recall(int index) => counts[index, index] / (double)Labeled(index);

    /// <summary>2 TP / (2 TP + FP + FN); NaN if the class neither occurs nor is predicted.</summary>
    public double F1(int index) => 2 * counts[index, index] / (double)(Predicted(index) + Labeled(index));

    /// <inheritdoc/>
    public override void Reset() => counts = new long[0, 0];

    /// <inheritdoc/>
    protected override void Add(ReadOnlySpan<double> probabilities, int label)
    {
        if (probabilities.Length > Classes) Grow(probabilities.Length);
        counts[label, Largest(probabilities)]++;
    }

    private void Grow(int classes)
    {
        var larger = new long[classes, classes];
        for (var i = 0; i < Classes; i++)
            for (var j = 0; j < Classes; j++) larger[i, j] = counts[i, j];
        counts = larger;
    }

    private long Predicted(int index) => Enumerable.Range(0, Classes).Sum(label => counts[label, index]);

    private long Labeled(int index) => Enumerable.Range(0, Classes).Sum(predicted => counts[index, predicted]);

    private double Mean(Func<int, double> of) =>
        Enumerable.Range(0, Classes).Select(of).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
