using ScottPlot;

namespace Nabla.Plots;

/// <summary>One curve: its name, its look, and its measured values.</summary>
internal sealed class Series
{
    // The blue and the vermilion of Okabe and Ito's palette, told apart with every common color blindness.
    internal static readonly Color TrainingColor = Color.FromHex("#0072B2");
    internal static readonly Color ValidationColor = Color.FromHex("#D55E00");

    // Beyond these the span of an axis could overflow or vanish; such a value is as good as infinite, or as zero.
    private const double Largest = 1e300;
    private const double Smallest = 1e-300;

    private Series(string name, Color color, MarkerShape marker, (int Epoch, double Value)[] values)
    {
        Name = name;
        Color = color;
        Marker = marker;
        Values = values;
    }

    internal string Name { get; }

    internal Color Color { get; }

    internal MarkerShape Marker { get; }

    /// <summary>The measured values, those that are not finite included.</summary>
    internal (int Epoch, double Value)[] Values { get; }

    internal IEnumerable<double> FiniteValues => Values.Select(point => point.Value).Where(IsFinite);

    internal bool HasGaps => Values.Any(point => !IsFinite(point.Value));

    internal static bool IsFinite(double value) => Math.Abs(value) <= Largest;

    internal static Series Training(IEnumerable<LearningCurvePoint> points, Func<LearningCurvePoint, double?> value) =>
        new("training", TrainingColor, MarkerShape.FilledCircle, Measured(points, value));

    internal static Series Validation(IEnumerable<LearningCurvePoint> points, Func<LearningCurvePoint, double?> value) =>
        new("validation", ValidationColor, MarkerShape.FilledSquare, Measured(points, value));

    /// <summary>The stretches of neighboring values that are all finite, or all not.</summary>
    internal IEnumerable<((int Epoch, double Value)[] Points, bool Finite)> Runs()
    {
        for (var start = 0; start < Values.Length;)
        {
            var finite = IsFinite(Values[start].Value);
            var end = start + 1;
            while (end < Values.Length && IsFinite(Values[end].Value) == finite) end++;
            yield return (Values[start..end], finite);
            start = end;
        }
    }

    private static (int Epoch, double Value)[] Measured(IEnumerable<LearningCurvePoint> points, Func<LearningCurvePoint, double?> value) =>
    [
        .. from point in points
           let measured = value(point)
           where measured is not null
           select (point.Epoch, Math.Abs(measured.Value) < Smallest ? 0 : measured.Value),
    ];
}
