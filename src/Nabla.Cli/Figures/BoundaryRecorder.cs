using System.Globalization;
using Nabla.Learning;
using Nabla.Plots;

namespace Nabla.Cli;

/// <summary>Records the predictions of a network over the plane during training.</summary>
internal sealed class BoundaryRecorder
{
    private const int Grid = 121;
    private const int MostPoints = 300;

    private readonly Sequential network;
    private readonly Dataset data;
    private readonly BoundaryExtent extent;
    private readonly Tensor plane;
    private readonly List<BoundaryFrame> frames = [];

    public BoundaryRecorder(Sequential network, Dataset data)
    {
        (this.network, this.data) = (network, data);
        var (x, y) = (Axis(0), Axis(1));
        extent = new(x.Low, x.High, y.Low, y.High);
        var points = new float[Grid * Grid * 2];
        for (var row = 0; row < Grid; row++)
        {
            for (var column = 0; column < Grid; column++)
            {
                points[2 * (row * Grid + column)] = (float)(x.Low + (x.High - x.Low) * column / (Grid - 1));
                points[2 * (row * Grid + column) + 1] = (float)(y.Low + (y.High - y.Low) * row / (Grid - 1));
            }
        }
        plane = Tensor.From(points, [Grid * Grid, 2]);
    }

    /// <summary>The epochs to record: close together at first, when much changes, then exponentially farther apart.</summary>
    public static int[] Moments(int frames, int epochs) =>
        [.. Enumerable.Range(0, frames).Select(i => i == 0 ? 0 : (int)Math.Round(Math.Pow(epochs, i / (frames - 1.0)))).Distinct()];

    public void Record(int epoch)
    {
        var probabilities = network.Forward(plane).Softmax(1);
        var caption = epoch == 0 ? "before training" : string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}");
        frames.Add(data.ClassNames.Count == 2
            ? new() { Caption = caption, Probabilities = probabilities.Slice(1, 1..2).Reshape(Grid * Grid).ToArray<float>() }
            : new()
            {
                Caption = caption,
                Probabilities = probabilities.Max(1).ToArray<float>(),
                Classes = Array.ConvertAll(probabilities.ArgMax(1).ToArray<long>(), label => (int)label),
            });
    }

    public DecisionBoundaryFigureData Data(string title) => new()
    {
        Title = title,
        Frames = frames,
        Points =
        [
            .. Enumerable.Range(0, Math.Min(MostPoints, data.Count))
                .Select(row => new BoundaryPoint(data.Example(row)[0], data.Example(row)[1], data.Labels.Span[row])),
        ],
        Extent = extent,
        Rows = Grid,
        Columns = Grid,
        ClassNames = data.ClassNames,
        XName = data.FeatureNames[0],
        YName = data.FeatureNames[1],
        FramesInRow = Math.Min(4, frames.Count),
    };

    private (double Low, double High) Axis(int feature)
    {
        var values = Enumerable.Range(0, data.Count).Select(row => (double)data.Example(row)[feature]).ToArray();
        var margin = 0.15 * (values.Max() - values.Min());
        return (values.Min() - margin, values.Max() + margin);
    }
}
