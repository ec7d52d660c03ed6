namespace Nabla.Learning;

/// <summary>Some rows of a stream.</summary>
/// <param name="features">Room for the features, row-major [capacity, width].</param>
/// <param name="targets">Room for the values to predict, row-major [capacity, outputs]; empty for classes.</param>
/// <param name="labels">Room for the classes [capacity]; empty for values to predict.</param>
internal sealed class RowBlock(float[] features, float[] targets, long[] labels)
{
    public float[] Features => features;

    public float[] Targets => targets;

    public long[] Labels => labels;

    /// <summary>The number of rows.</summary>
    public int Count { get; set; }

    /// <summary>Creates room for rows.</summary>
    public static RowBlock Create(int capacity, int width, int outputs, bool isClassification) =>
        new(
            HostMemory.Allocate<float>((long)capacity * width, $"a buffer of {capacity} examples of {width} numbers; use a smaller one"),
            new float[isClassification ? 0 : capacity * outputs],
            new long[isClassification ? capacity : 0]);

    /// <summary>Copies a row of another block.</summary>
    public void CopyRow(RowBlock from, int source, int row, int width, int outputs)
    {
        from.Features.AsSpan(source * width, width).CopyTo(features.AsSpan(row * width));
        if (labels.Length > 0) labels[row] = from.Labels[source];
        else from.Targets.AsSpan(source * outputs, outputs).CopyTo(targets.AsSpan(row * outputs));
    }
}
